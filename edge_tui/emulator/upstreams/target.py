"""Adobe Target: mboxes, the page-wide scope and the views it brings along."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from edge_tui.emulator.decisions import Activity, Item, item_objects, qualifies, wanted_schemas, wanted_scopes
from edge_tui.emulator.overrides import value_at
from edge_tui.emulator.visit import Event, Visit
from edge_tui.values.decision_scope import decode as decode_scope
from edge_tui.values.target_proposition_id import encode as proposition_id

SERVICE = "com.adobe.target"
PER_REQUEST = False

PAGE_WIDE = "__view__"
SESSION_KEY = "personalization_sessionId"


@dataclass(frozen=True, slots=True)
class Decision:
    """What one scope is answered with. A `view` comes along whenever the page-wide scope is asked for."""

    scope: str
    activity: Activity
    items: tuple[Item, ...] = ()
    view: bool = False
    property_token: str = ""
    where: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Settings:
    """`property_token` is the datastream's; decisions with a token of their own show under it only."""

    property_token: str = ""
    decisions: tuple[Decision, ...] = ()


def answer(visit: Visit, event: Event, settings: Settings) -> None:
    """Adds `personalization:decisions` for the mboxes and `__view__` asked for, empty where nothing qualifies."""
    asked = [scope for scope in wanted_scopes(event) if not is_offer_scope(scope)]
    surfaces = event.personalization.get("surfaces")
    if not asked and not (surfaces and PAGE_WIDE in surfaces):
        return
    if SESSION_KEY not in visit.state:
        visit.store(SESSION_KEY, str(visit.new_uuid()), None)
    token = value_at(visit.overrides, "com_adobe_target.propertyToken") or settings.property_token
    schemas = wanted_schemas(event)
    payload: list[Any] = []
    for decision in settings.decisions:
        is_asked = decision.scope in asked or (decision.view and PAGE_WIDE in asked)
        fits = is_asked and decision.property_token in ("", token) and qualifies(decision.where, event)
        items = item_objects(decision.items, schemas, visit, _tokens(decision)) if fits else []
        if items:
            payload.append(_proposition(decision, items, "analytics" in visit.upstreams))
    visit.add("personalization:decisions", payload, event)


def is_offer_scope(scope: str) -> bool:
    """Whether a decision scope is one of Offer Decisioning, a JSON object in base64."""
    if len(scope) < 16 or not scope.startswith("ey"):
        return False
    try:
        decode_scope(scope)
    except ValueError:
        return False
    return True


def _proposition(decision: Decision, items: list[Any], with_analytics: bool) -> dict[str, Any]:
    activity = decision.activity
    characteristics: dict[str, Any] = {"eventToken": event_token(activity.id, activity.experience_id)}
    if with_analytics:
        characteristics["analyticsToken"] = f"{activity.id}:{activity.experience_id}:0|2"
    if decision.view:
        characteristics["scopeType"] = "view"
    return {
        "id": proposition_id(activity.id, activity.experience_id),
        "scope": decision.scope,
        "scopeDetails": {
            "decisionProvider": "TGT",
            "activity": {"id": activity.id},
            "experience": {"id": activity.experience_id},
            "strategies": [{"step": "entry", "algorithmID": "0", "trafficType": "0"}],
            "characteristics": characteristics,
        },
        "items": items,
    }


def event_token(activity_id: str, experience_id: str) -> str:
    """The opaque token a notification has to bring back: the same for the same decision."""
    from base64 import b64encode
    from hashlib import sha256

    return b64encode(sha256(f"{activity_id}/{experience_id}".encode()).digest()).decode()


def _tokens(decision: Decision) -> dict[str, Any]:
    """The response tokens Target tells with every item."""
    activity = decision.activity
    return {
        "activity.id": activity.id,
        "activity.name": activity.name,
        "experience.id": activity.experience_id,
        "experience.name": activity.experience_name or f"Experience {chr(ord('A') + _place(activity.experience_id))}",
        "offer.name": f"/{activity.name}/experiences/{activity.experience_id}/offers",
    }


def _place(experience_id: str) -> int:
    return int(experience_id) % 26 if experience_id.isdigit() else 0
