"""An event that was sent once, by a site or an app, as one to send again."""

from dataclasses import replace

from edge_tui.model.exchange import Draft, Exchange
from edge_tui.model.json.document import JsonObject, JsonValue, parse, pretty

# The members of an event that no two events share.
_OF_ONE_EVENT = {"timestamp": "{{now}}", "_id": "{{uuid}}"}


def for_many_sends(body: JsonObject) -> JsonObject:
    """A body that was sent once, with its events' times and IDs as placeholders: each send gets new ones."""
    fresh = dict(body)
    if "event" in body:
        fresh["event"] = _of_any_time(body["event"])
    if isinstance(events := body.get("events"), list):
        fresh["events"] = [_of_any_time(event) for event in events]
    return fresh


def draft_to_send(exchange: Exchange) -> Draft:
    """The draft of an exchange; of one that was recorded elsewhere, with placeholders for its times and IDs."""
    draft = exchange.draft
    body = parse(draft.text) if exchange.origin is not None else None
    return replace(draft, text=pretty(for_many_sends(body))) if isinstance(body, dict) else draft


def _of_any_time(event: JsonValue) -> JsonValue:
    xdm = event.get("xdm") if isinstance(event, dict) else None
    if not isinstance(event, dict) or not isinstance(xdm, dict):
        return event
    values = {name: value for name, value in _OF_ONE_EVENT.items() if isinstance(xdm.get(name), str)}
    return {**event, "xdm": {**xdm, **values}}
