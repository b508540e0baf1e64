"""Journey Optimizer: code-based experiences, in-app messages and content cards, by surface."""

from base64 import b64encode
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cached_property, lru_cache
from json import dumps
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from edge_tui.emulator.conditions import Conditional
from edge_tui.emulator.decisions import Activity, EncodedItems, Item, requested_schemas
from edge_tui.emulator.notifications import is_notification, log_notifications
from edge_tui.emulator.request_context import Event, RequestContext

SERVICE = "com.adobe.experience_platform.ajo"
PER_REQUEST = False


@dataclass(frozen=True)
class Decision(Conditional):
    """A campaign on a surface, which may be a pattern such as `web://*#hero`."""

    surface: str
    activity: Activity
    items: tuple[Item, ...] = ()

    @cached_property
    def encoded_items(self) -> EncodedItems:
        """The items as JSON."""
        return EncodedItems(self.items)


@dataclass(frozen=True, slots=True)
class Settings:
    """The active campaigns."""

    decisions: tuple[Decision, ...] = ()


def respond(context: RequestContext, event: Event, settings: Settings) -> None:
    """Adds `personalization:decisions` for the requested surfaces, empty if nothing qualifies."""
    if is_notification(event):
        log_notifications(
            context, event, "AJO", {_event_token(decision.activity.id) for decision in settings.decisions}
        )
    surfaces = event.personalization.get("surfaces")
    if not surfaces:
        return
    schemas = requested_schemas(event)
    payload: list[Any] = []
    for surface in dict.fromkeys(surfaces):
        fitting = [
            known for known in settings.decisions if fnmatchcase(surface, known.surface) and known.qualifies(event)
        ]
        for rank, decision in enumerate(sorted(fitting, key=lambda known: -known.activity.priority), 1):
            if items := decision.encoded_items.for_client(schemas, context):
                payload.append(_proposition(context, decision, surface, rank, items))
    context.add("personalization:decisions", payload, event)


def _proposition(
    context: RequestContext, decision: Decision, surface: str, rank: int, items: list[Any]
) -> dict[str, Any]:
    activity = decision.activity
    correlation = uuid5(NAMESPACE_URL, f"{activity.id}/{surface}")
    return {
        "id": context.new_id(),
        "scope": surface,
        "scopeDetails": {
            "decisionProvider": "AJO",
            "correlationID": f"{correlation}-0",
            "characteristics": {"eventToken": _event_token(activity.id)},
            "rank": rank,
            "activity": {"id": activity.id, "priority": activity.priority, "matchedSurfaces": [surface]},
        },
        "items": items,
    }


@lru_cache(maxsize=1024)
def _event_token(activity_id: str) -> str:
    """The token a notification must return: the executed message, as JSON in base64."""
    execution = {"messageExecution": {"messageExecutionID": "UE-Inbound", "messageID": activity_id}}
    return b64encode(dumps(execution, separators=(",", ":")).encode()).decode()
