"""The event that reports what became of a proposition: shown, clicked, dismissed."""

import re
from collections.abc import Sequence
from enum import StrEnum

from edge_tui.model.document import JsonObject, JsonValue, at

_PLACE = re.compile(r"(?P<proposition>(?:/\d+)?/handle/\d+/payload/\d+)(?:/items/(?P<item>\d+))?(?:/.*)?", re.DOTALL)


class Report(StrEnum):
    """What became of a proposition; the event type is `decisioning.proposition` and this, capitalised."""

    DISPLAY = "display"
    INTERACT = "interact"
    DISMISS = "dismiss"
    TRIGGER = "trigger"
    SUPPRESS_DISPLAY = "suppressDisplay"

    @property
    def event_type(self) -> str:
        """`decisioning.propositionDisplay`."""
        return f"decisioning.proposition{self[0].upper()}{self[1:]}"


def proposition_at(document: JsonValue, pointer: str) -> tuple[JsonObject, JsonObject | None] | None:
    """The proposition that a place of an answer lies in, and the item of it, if it lies in one."""
    match = _PLACE.fullmatch(pointer)
    proposition = at(document, match["proposition"]) if match else None
    if not isinstance(proposition, dict) or not isinstance(proposition.get("scope"), str) or "id" not in proposition:
        return None
    item = at(proposition, f"/items/{match['item']}") if match and match["item"] else None
    return proposition, item if isinstance(item, dict) else None


def proposition_event(
    report: Report, propositions: Sequence[JsonObject], asked: JsonValue = None, item: JsonObject | None = None
) -> JsonObject:
    """The request body, in its v2 form, that reports on propositions of an answer.

    Their id, scope and scopeDetails are echoed unchanged, since they hold the tokens by which
    a decision is credited; of the older form, which has no scopeDetails, the items' ids too.
    `item` is the one that was clicked. From `asked`, the body that fetched them, come the page
    and the identities. (Alloy, packages/core/src/components/Personalization; XDM, proposition
    interaction.)
    """
    decisioning: JsonObject = {
        "propositions": [_echo(proposition, item) for proposition in propositions],
        "propositionEventType": {str(report): 1},
    }
    action = _action(report, item)
    if action:
        decisioning["propositionAction"] = action
    xdm: JsonObject = {"_id": "{{uuid}}", "eventType": report.event_type, "timestamp": "{{now}}"}
    xdm |= _carried(asked)
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
        echoed["items"] = [_named(item)]
    elif "scopeDetails" not in proposition and isinstance(items, list):
        echoed["items"] = [_named(each) for each in items if isinstance(each, dict) and "id" in each]
    return echoed


def _named(item: JsonObject) -> JsonObject:
    """An item as an event names it: by its id, and by the tracking label where it has one."""
    label = at(item, "/characteristics/trackingLabel")
    named: JsonObject = {"id": item["id"]} if "id" in item else {}
    return {**named, "characteristics": {"trackingLabel": label}} if isinstance(label, str) else named


def _action(report: Report, item: JsonObject | None) -> JsonObject:
    label = at(item, "/characteristics/trackingLabel") if item else None
    if report in (Report.INTERACT, Report.DISMISS) and isinstance(label, str):
        return {"label": label}
    return {"reason": "Conflict"} if report is Report.SUPPRESS_DISPLAY else {}


def _carried(asked: JsonValue) -> JsonObject:
    """The page and the identities of the event that asked, of the first where there are several."""
    xdm = at(asked, "/event/xdm") or at(asked, "/events/0/xdm")
    if not isinstance(xdm, dict):
        return {}
    return {name: xdm[name] for name in ("identityMap", "web") if isinstance(xdm.get(name), dict)}


def _is_view(proposition: JsonObject) -> bool:
    return bool(at(proposition, "/scopeDetails/characteristics/scopeType") == "view")
