"""The probes: read-only ones leave no data behind, event probes are recorded like any event."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from edge_tui.handles.query import add_scope
from edge_tui.model.exchange import Draft, Exchange
from edge_tui.model.item_schemas import PERSONALIZATION_SCHEMAS, schema_url
from edge_tui.model.json.document import JsonValue, pretty
from edge_tui.model.request import Action
from edge_tui.model.response import InteractResponse

NEW, AGAIN, THIRD_PARTY = "new visitor", "same visitor", "third-party id"
PAGE_VIEW, MEDIA_START, MEDIA_END = "page view", "media session", "end of the media session"

_SESSION = "media-analytics:new-session"


@dataclass(frozen=True, slots=True)
class Probe:
    """One event to send, and the question it answers."""

    name: str
    question: str
    draft: Draft


def read_only_probes(page: str, scopes: Iterable[str] = ()) -> tuple[Probe, ...]:
    """Probes that fetch identities, and decisions for a page (a URL).

    `scopes`: additional decision scopes and surfaces. The events are proposition fetches, which
    Adobe Analytics drops (its "Edge Network event types" page).
    """
    schemas = [schema_url(name) for name in PERSONALIZATION_SCHEMAS]
    query: Any = {
        "identity": {"fetch": ["ECID"]},
        "personalization": {"schemas": schemas, "decisionScopes": ["__view__"], "surfaces": [_surface(page)]},
    }
    event: JsonValue = {"event": {"xdm": _xdm("decisioning.propositionFetch", page)}, "query": query}
    for scope in scopes:
        event = add_scope(event, scope)
    fetch: JsonValue = {"query": {"identity": {"fetch": ["ECID", "CORE"]}}}
    return (
        Probe(NEW, "What are the visitor's identity and the decisions for a page?", Draft(pretty(event))),
        Probe(AGAIN, "Is the visitor recognized by the returned state?", Draft(pretty(event))),
        Probe(THIRD_PARTY, "Is there a third-party ID?", Draft(pretty(fetch), Action.ACQUIRE)),
    )


def event_probes(page: str) -> tuple[Probe, ...]:
    """Probes that are recorded as events: a page view, and the start of a media session."""
    media = _xdm("media.sessionStart")
    details = {"name": "edge-tui-doctor", "playerName": "edge-tui", "length": 60, "contentType": "VOD"}
    media["mediaCollection"] = {"playhead": 0, "sessionDetails": {**details, "channel": "edge-tui"}}
    view = {"event": {"xdm": _xdm("web.webpagedetails.pageViews", page)}}
    return (
        Probe(PAGE_VIEW, "Is a page view accepted?", Draft(pretty(view))),
        Probe(MEDIA_START, "Does a media session start?", Draft(pretty({"event": {"xdm": media}}), Action.MEDIA)),
    )


def media_end_probe(exchange: Exchange) -> Probe | None:
    """Ends the media session that an exchange started; None if it started none."""
    parsed = exchange.response.parsed() if exchange.response else None
    if not isinstance(parsed, InteractResponse) or not parsed.of_type(_SESSION):
        return None
    xdm = _xdm("media.sessionEnd")
    xdm["mediaCollection"] = {"sessionID": f"{{{{last:{_SESSION}/0/sessionId}}}}", "playhead": 0}
    draft = Draft(pretty({"event": {"xdm": xdm}}), Action.MEDIA)
    return Probe(MEDIA_END, "Does the media session end?", draft)


def _xdm(event_type: str, page: str = "") -> dict[str, Any]:
    xdm: dict[str, Any] = {"_id": "{{uuid}}", "eventType": event_type, "timestamp": "{{now}}"}
    if page:
        xdm["web"] = {"webPageDetails": {"name": "edge-tui doctor", "URL": page}}
    return xdm


def _surface(page: str) -> str:
    """A page's surface as in the Web SDK: `web://shop.example.com/`."""
    return "web://" + page.split("://", 1)[-1]
