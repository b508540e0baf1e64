"""Offer Decisioning: decision scopes with an activity and a placement, as JSON in base64."""

from dataclasses import dataclass
from typing import Any

from edge_tui.emulator.conditions import Conditional
from edge_tui.emulator.decisions import (
    Item,
    fill_variables,
    requested_schemas,
    requested_scopes,
)
from edge_tui.emulator.problem import problem
from edge_tui.emulator.request_context import Event, RequestContext
from edge_tui.emulator.response_json import EncodedJson, encoded
from edge_tui.emulator.upstreams.target import is_offer_scope
from edge_tui.model.item_schemas import OFFER_PREFIX
from edge_tui.values.decision_scope import DecisionScope
from edge_tui.values.decision_scope import decode as decode_scope

SERVICE = "com.adobe.experience.platform.ode"
PER_REQUEST = False


@dataclass(frozen=True)
class Offer(Conditional):
    """An offer for a placement. `item` is its content."""

    id: str
    item: Item
    etag: str = "1"
    language: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """The offers of one activity at one placement, best first; unqualified ones are skipped."""

    activity_id: str
    placement_id: str
    activity_etag: str = "1"
    placement_etag: str = "1"
    offers: tuple[Offer, ...] = ()


@dataclass(frozen=True, slots=True)
class Settings:
    """The configured decisions."""

    decisions: tuple[Decision, ...] = ()


def respond(context: RequestContext, event: Event, settings: Settings) -> None:
    """Adds one `personalization:decisions` handle for all requested offer scopes, empty if nothing qualifies.

    `schemas` limits offers only if it names one of theirs: the Web SDK lists none of them, yet gets offers
    (Experience League, Offer Decisioning with the Web SDK; the rest is inferred).

    A scope that isn't configured is an error of Offer Decisioning's own, beside the results of the
    others (Alloy's integration specs: ODE-0001-404 in the `errors` of a 207).
    """
    requested = [scope for scope in requested_scopes(event) if is_offer_scope(scope)]
    if not requested:
        return
    propositions = []
    for scope in requested:
        wanted = decode_scope(scope)
        decision = _decision(wanted, settings)
        if decision is None:
            detail = f"The following scope was not found: {scope}"
            context.errors.append(problem("ODE-0001", detail, eventIndex=event.index))
        elif found := _proposition(context, event, scope, wanted.item_count or 1, decision):
            propositions.append(found)
    context.add("personalization:decisions", propositions, event)


def _decision(wanted: DecisionScope, settings: Settings) -> Decision | None:
    for known in settings.decisions:
        if known.activity_id == wanted.activity_id and known.placement_id == wanted.placement_id:
            return known
    return None


def _proposition(
    context: RequestContext, event: Event, scope: str, count: int, decision: Decision
) -> dict[str, Any] | None:
    schemas = frozenset(schema for schema in requested_schemas(event) if schema.startswith(OFFER_PREFIX))
    offers = [
        offer
        for offer in decision.offers
        if offer.qualifies(event) and (not schemas or offer.item.schema_url in schemas)
    ][:count]
    if not offers:
        return None
    return {
        "id": context.new_id(),
        "scope": scope,
        "activity": {"id": decision.activity_id, "etag": decision.activity_etag},
        "placement": {"id": decision.placement_id, "etag": decision.placement_etag},
        "scopeDetails": {
            "decisionProvider": "ODE",
            "activity": {"id": decision.activity_id},
            "characteristics": {"eventToken": context.new_id()},
        },
        "items": [_item(context, offer) for offer in offers],
    }


def _item(context: RequestContext, offer: Offer) -> EncodedJson:
    data: dict[str, Any] = {"id": offer.id, **fill_variables(offer.item.data, context)}
    if offer.language:
        data["language"] = list(offer.language)
    return encoded({"id": offer.id, "etag": offer.etag, "schema": offer.item.schema_url, "data": data})
