"""Offer Decisioning: scopes of an activity and a placement, as JSON in base64."""

from dataclasses import dataclass
from typing import Any

from edge_tui.emulator.decisions import Conditional, Item, filled, qualifies, wanted_schemas, wanted_scopes
from edge_tui.emulator.request_context import Event, RequestContext
from edge_tui.emulator.upstreams.target import is_offer_scope
from edge_tui.values.decision_scope import decode as decode_scope

SERVICE = "com.adobe.experience.platform.ode"
PER_REQUEST = False


@dataclass(frozen=True)
class Offer(Conditional):
    """An offer for a placement. `item` is what the client shows."""

    id: str
    item: Item
    etag: str = "1"
    language: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """The offers of one activity at one placement, best first; those an event does not qualify for fall away."""

    activity_id: str
    placement_id: str
    activity_etag: str = "1"
    placement_etag: str = "1"
    offers: tuple[Offer, ...] = ()


@dataclass(frozen=True, slots=True)
class Settings:
    """The decisions there are."""

    decisions: tuple[Decision, ...] = ()


def answer(context: RequestContext, event: Event, settings: Settings) -> None:
    """Adds one `personalization:decisions` handle for all offer scopes asked for, empty where nothing qualifies."""
    asked = [scope for scope in wanted_scopes(event) if is_offer_scope(scope)]
    if not asked:
        return
    propositions = [_proposition(context, event, scope, settings) for scope in asked]
    context.add("personalization:decisions", [found for found in propositions if found], event)


def _proposition(context: RequestContext, event: Event, scope: str, settings: Settings) -> dict[str, Any] | None:
    wanted = decode_scope(scope)
    decision = next(
        (
            known
            for known in settings.decisions
            if known.activity_id == wanted.activity_id and known.placement_id == wanted.placement_id
        ),
        None,
    )
    if decision is None:
        return None
    schemas = wanted_schemas(event)
    offers = [
        offer
        for offer in decision.offers
        if qualifies(offer.where, event) and (not schemas or offer.item.schema_url in schemas)
    ][: wanted.item_count or 1]
    if not offers:
        return None
    return {
        "id": str(context.new_uuid()),
        "scope": scope,
        "activity": {"id": decision.activity_id, "etag": decision.activity_etag},
        "placement": {"id": decision.placement_id, "etag": decision.placement_etag},
        "scopeDetails": {
            "decisionProvider": "ODE",
            "activity": {"id": decision.activity_id},
            "characteristics": {"eventToken": str(context.new_uuid())},
        },
        "items": [_item(context, offer) for offer in offers],
    }


def _item(context: RequestContext, offer: Offer) -> dict[str, Any]:
    data: dict[str, Any] = {"id": offer.id, **filled(offer.item.data, context)}
    if offer.language:
        data["language"] = list(offer.language)
    return {"id": offer.id, "etag": offer.etag, "schema": offer.item.schema_url, "data": data}
