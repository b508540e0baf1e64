"""Responses already in history, so that every handle type can be shown."""

import json
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from edge_tui.model.exchange import Draft, Exchange, Response, Timings
from edge_tui.model.request import Action, InteractRequest
from edge_tui.workspace import Workspace
from tests.answers import ECID, GATEWAY_ID, HANDLES, OFFER_SCOPE, SENT_ID, TARGET_PROPOSITION
from tests.tui.stage import NOON

_TILE = {
    "id": "AT:eyJhY3Rpdml0eUlkIjoiNjQ5NDAyIiwiZXhwZXJpZW5jZUlkIjoiMSJ9",
    "scope": "cart-banner",
    "scopeDetails": {"decisionProvider": "TGT", "activity": {"id": "649402"}, "experience": {"id": "1"}},
    "items": [
        {
            "id": "17",
            "schema": "https://ns.adobe.com/personalization/html-content-item",
            "meta": {"activity.name": "Free shipping", "experience.name": "B"},
            "data": {"id": "17", "format": "text/html", "content": "<p>Free shipping this week</p>"},
        }
    ],
}
_KNOWN = {"ECID": [{"id": ECID}]}
_ASKED = {
    "personalization": {
        "schemas": ["https://ns.adobe.com/personalization/html-content-item"],
        "decisionScopes": ["__view__", "cart-banner", OFFER_SCOPE, "hero-banner"],
        "surfaces": ["web://acme.example/"],
    }
}


@dataclass(frozen=True)
class PastResponse:
    """A request, and the handles of its response."""

    template: str
    event: dict[str, Any]
    handles: list[dict[str, Any]]
    action: Action = Action.INTERACT


def _of_types(*types: str) -> list[dict[str, Any]]:
    return [handle for handle in HANDLES if handle["type"] in types]


IDENTITY = PastResponse(
    "page-view",
    {"event": {"xdm": {"eventType": "web.webpagedetails.pageViews"}}, "query": {"identity": {"fetch": ["ECID"]}}},
    _of_types("identity:result", "identity:exchange", "identity:persist", "locationHint:result", "state:store"),
)
PERSONALIZATION = PastResponse(
    "personalization-view",
    {"event": {"xdm": {"eventType": "decisioning.propositionFetch", "identityMap": _KNOWN}}, "query": _ASKED},
    [
        {"type": "personalization:decisions", "eventIndex": 0, "payload": [TARGET_PROPOSITION, _TILE]},
        *_of_types("personalization:decisions")[1:],
        *_of_types("activation:push", "activation:pull"),
    ],
)
CONSENT_AND_MEDIA = PastResponse(
    "consent",
    {"event": {"xdm": {"eventType": "media.sessionStart", "identityMap": _KNOWN}}},
    [
        *_of_types("consent:preferences", "media-analytics:new-session", "rtml:inferences"),
        *_of_types("brand-concierge:conversation", "something:special"),
    ],
)


def exchange_of(past: PastResponse) -> Exchange:
    """The exchange, a minute ago."""
    request = InteractRequest(
        SENT_ID,
        f"https://edge.acme.example/ee/v2/interact?datastreamId=4f1c6d02&requestId={SENT_ID}",
        (("content-type", "application/json"),),
        json.dumps(past.event),
    )
    body = json.dumps({"requestId": GATEWAY_ID, "handle": past.handles}).encode()
    response = Response(200, (("x-adobe-edge", "OR2;9"),), body, Timings(88.0))
    draft = Draft(json.dumps(past.event, indent=2), past.action, past.template)
    return Exchange(draft, request, "acme-web", "default", NOON - timedelta(minutes=1), response)


def record(workspace: Workspace, exchange: Exchange) -> None:
    """Puts an exchange into history as a send does."""
    workspace.history.begin(replace(exchange, outcome=None, notes=()))
    if exchange.outcome is not None:
        workspace.history.complete(exchange, exchange.response.parsed() if exchange.response else None)
