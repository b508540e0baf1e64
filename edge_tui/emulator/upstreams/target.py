"""Adobe Target: mboxes, the page-wide scope, and the views returned with it."""

from base64 import b64encode
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from hashlib import sha256
from typing import Any

from edge_tui.emulator.conditions import Conditional
from edge_tui.emulator.decisions import (
    MEASUREMENT,
    Activity,
    EncodedItems,
    Item,
    requested_schemas,
    requested_scopes,
)
from edge_tui.emulator.notifications import is_notification, log_notifications
from edge_tui.emulator.overrides import value_at
from edge_tui.emulator.request_context import Event, RequestContext
from edge_tui.emulator.response_json import EncodedJson, encoded
from edge_tui.emulator.target_memory import keep_session, with_profile
from edge_tui.model.json.document import is_index
from edge_tui.values.decision_scope import decode as decode_scope
from edge_tui.values.target_proposition_id import encode as proposition_id

SERVICE = "com.adobe.target"
PER_REQUEST = False

PAGE_WIDE = "__view__"
DEFAULT_CONTENT = "default-content-item"


@dataclass(frozen=True)
class Decision(Conditional):
    """The decision for one scope. A `view` is also returned whenever the page-wide scope is requested."""

    scope: str
    activity: Activity
    items: tuple[Item, ...] = ()
    view: bool = False
    property_token: str = ""

    @cached_property
    def proposition_id(self) -> str:
        """The ID, which starts with `AT:`."""
        return proposition_id(self.activity.id, self.activity.experience_id)

    @cached_property
    def event_token(self) -> str:
        """The opaque token a notification must return: always the same for a decision."""
        return b64encode(sha256(f"{self.activity.id}/{self.activity.experience_id}".encode()).digest()).decode()

    def _response_tokens(self, item: Item) -> dict[str, str]:
        """The response tokens Target adds to an item's `meta`; default content has no experience's name.

        The tokens of default content are those of Alloy's functional spec C5805676.
        """
        activity = self.activity
        tokens = {
            "activity.id": activity.id,
            "activity.name": activity.name,
            "experience.id": activity.experience_id,
        }
        if item.schema == DEFAULT_CONTENT:
            return {**tokens, "offer.id": "0", "offer.name": "Default Content"}
        return {
            **tokens,
            "experience.name": activity.experience_name or f"Experience {_letter(activity.experience_id)}",
            "offer.name": f"/{activity.name}/experiences/{activity.experience_id}/offers",
        }

    @cached_property
    def scope_details(self) -> EncodedJson:
        """The `scopeDetails` as JSON, for a datastream with Analytics, to which the gateway logs by itself."""
        return encoded(self._scope_details({}))

    @cached_property
    def scope_details_for_client_logging(self) -> EncodedJson:
        """The same with the token that a client sends to Analytics.

        It is returned when Analytics is off in the datastream (Experience League, client-side and
        server-side logging for Analytics for Target).
        """
        token = f"{self.activity.id}:{self.activity.experience_id}:0|2"
        return encoded(self._scope_details({"analyticsToken": token}))

    def _scope_details(self, tokens: dict[str, str]) -> dict[str, Any]:
        scope_type = {"scopeType": "view"} if self.view else {}
        return {
            "decisionProvider": "TGT",
            "activity": {"id": self.activity.id},
            "experience": {"id": self.activity.experience_id},
            "strategies": [{"step": "entry", "algorithmID": "0", "trafficType": "0"}],
            "characteristics": {"eventToken": self.event_token, **tokens, **scope_type},
        }

    @cached_property
    def encoded_items(self) -> EncodedItems:
        """The items with their response tokens, as JSON. A measurement has the activity's ID, default content 0."""
        own_ids = {MEASUREMENT: self.activity.id, DEFAULT_CONTENT: "0"}
        items = [replace(item, id=item.id or own_ids.get(item.schema, "")) for item in self.items]
        return EncodedItems(items, [self._response_tokens(item) for item in items])


@dataclass(frozen=True, slots=True)
class Settings:
    """`property_token` is the datastream's; a decision with a token is returned only if it's the same."""

    property_token: str = ""
    decisions: tuple[Decision, ...] = ()


def respond(context: RequestContext, event: Event, settings: Settings) -> None:
    """Adds `personalization:decisions` for the requested mboxes and `__view__`, empty if nothing qualifies."""
    event = with_profile(context, event)
    if is_notification(event):
        log_notifications(context, event, "TGT", {decision.event_token for decision in settings.decisions})
    requested = [scope for scope in requested_scopes(event) if not is_offer_scope(scope)]
    surfaces = event.personalization.get("surfaces")
    if not requested and not (surfaces and PAGE_WIDE in surfaces):
        return
    keep_session(context)
    token = value_at(context.overrides, "com_adobe_target.propertyToken") or settings.property_token
    schemas = requested_schemas(event)
    payload: list[Any] = []
    for decision in settings.decisions:
        if decision.scope not in requested and not (decision.view and PAGE_WIDE in requested):
            continue
        is_returned = decision.property_token in ("", token) and decision.qualifies(event)
        items = decision.encoded_items.for_client(schemas, context) if is_returned else []
        if items:
            payload.append(_proposition(decision, items, "analytics" in context.upstreams))
    context.add("personalization:decisions", payload, event)


@lru_cache(maxsize=1024)
def is_offer_scope(scope: str) -> bool:
    """Whether a decision scope belongs to Offer Decisioning: a JSON object in base64."""
    if len(scope) < 16 or not scope.startswith("ey"):
        return False
    try:
        decode_scope(scope)
    except ValueError:
        return False
    return True


def _proposition(decision: Decision, items: list[EncodedJson], with_analytics: bool) -> dict[str, Any]:
    return {
        "id": decision.proposition_id,
        "scope": decision.scope,
        "scopeDetails": decision.scope_details if with_analytics else decision.scope_details_for_client_logging,
        "items": items,
    }


def _letter(experience_id: str) -> str:
    """The letter Target's UI uses: experience 0 is A."""
    return chr(ord("A") + int(experience_id) % 26) if is_index(experience_id) else experience_id
