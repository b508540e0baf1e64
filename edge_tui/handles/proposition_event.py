"""Proposition events: report that a proposition was displayed, clicked or dismissed."""

import re
from collections.abc import Sequence
from enum import StrEnum

from edge_tui.model.json.document import JsonObject, JsonValue, at

_PLACE = re.compile(r"(?P<proposition>(?:/\d+)?/handle/\d+/payload/\d+)(?:/items/(?P<item>\d+))?(?:/.*)?", re.DOTALL)


class Report(StrEnum):
    """What happened to a proposition; the event type is `decisioning.proposition` plus this, capitalized.

    `disqualify` is of messaging-ios and messaging-android.
    """

    DISPLAY = "display"
    INTERACT = "interact"
    DISMISS = "dismiss"
    TRIGGER = "trigger"
    SUPPRESS_DISPLAY = "suppressDisplay"
    DISQUALIFY = "disqualify"

    @property
    def event_type(self) -> str:
        """`decisioning.propositionDisplay`."""
        return f"decisioning.proposition{self[0].upper()}{self[1:]}"


def proposition_at(document: JsonValue, pointer: str) -> tuple[JsonObject, JsonObject | None] | None:
    """The proposition at or around a pointer into a response, and its item if the pointer is inside one."""
    match = _PLACE.fullmatch(pointer)
    proposition = at(document, match["proposition"]) if match else None
    if not isinstance(proposition, dict) or not isinstance(proposition.get("scope"), str) or "id" not in proposition:
        return None
    item = at(proposition, f"/items/{match['item']}") if match and match["item"] else None
    return proposition, item if isinstance(item, dict) else None


def proposition_event(
    report: Report, propositions: Sequence[JsonObject], requested_by: JsonValue = None, item: JsonObject | None = None
) -> JsonObject:
    """The request body (v2) that reports on propositions of a response.

    Echoes id, scope and scopeDetails unchanged, since they contain the tokens that link the
    event to the decision; for the older format without scopeDetails also the items' IDs.
    `item` is the one that was clicked. The page and the identities are copied from
    `requested_by`, the body that fetched the propositions. (Alloy,
    packages/core/src/components/Personalization; XDM, proposition interaction.)
    """
    decisioning: JsonObject = {
        "propositions": [_echo(proposition, item) for proposition in propositions],
        "propositionEventType": {str(report): 1},
    }
    action = _action(report, item)
    if action:
        decisioning["propositionAction"] = action
    xdm: JsonObject = {"_id": "{{uuid}}", "eventType": report.event_type, "timestamp": "{{now}}"}
    xdm |= _page_and_identities(requested_by)
    view = next((each["scope"] for each in propositions if _is_view(each)), None)
    if view is not None:
        page = at(xdm, "/web/webPageDetails")
        page = {**(page if isinstance(page, dict) else {}), "viewName": view}
        xdm["web"] = {**xdm.get("web", {}), "webPageDetails": page}
    return {"event": {"xdm": {**xdm, "_experience": {"decisioning": decisioning}}}}


def _echo(proposition: JsonObject, item: JsonObject | None) -> JsonObject:
    echoed: JsonObject = {name: proposition[name] for name in ("id", "scope", "scopeDetails") if name in proposition}
    items = proposition.get("items")
    if item is not None and isinstance(items, list) and item in items:
        echoed["items"] = [_item_reference(item)]
    elif "scopeDetails" not in proposition and isinstance(items, list):
        echoed["items"] = [_item_reference(each) for each in items if isinstance(each, dict) and "id" in each]
    return echoed


def _item_reference(item: JsonObject) -> JsonObject:
    """An item as an event refers to it: by its ID and, if it has one, its tracking label."""
    label = at(item, "/characteristics/trackingLabel")
    reference: JsonObject = {"id": item["id"]} if "id" in item else {}
    return {**reference, "characteristics": {"trackingLabel": label}} if isinstance(label, str) else reference


def _action(report: Report, item: JsonObject | None) -> JsonObject:
    label = at(item, "/characteristics/trackingLabel") if item else None
    if report in (Report.INTERACT, Report.DISMISS) and isinstance(label, str):
        return {"label": label}
    return {"reason": "Conflict"} if report is Report.SUPPRESS_DISPLAY else {}


def _page_and_identities(requested_by: JsonValue) -> JsonObject:
    """The page and the identities of the requesting event; of the first if there are several."""
    xdm = at(requested_by, "/event/xdm") or at(requested_by, "/events/0/xdm")
    if not isinstance(xdm, dict):
        return {}
    return {name: xdm[name] for name in ("identityMap", "web") if isinstance(xdm.get(name), dict)}


def _is_view(proposition: JsonObject) -> bool:
    return bool(at(proposition, "/scopeDetails/characteristics/scopeType") == "view")
