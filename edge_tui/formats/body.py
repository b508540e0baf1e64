"""A request body alone, such as one pasted from a log."""

from dataclasses import replace

from edge_tui.formats.imported import Imported
from edge_tui.formats.incoming import import_body
from edge_tui.formats.repeated_names import repeated_names_note
from edge_tui.logs.shapes import assurance_events
from edge_tui.model.exchange import Exchange
from edge_tui.model.json.document import JsonObject, ParseError, at, compact, pretty
from edge_tui.model.json.document import parse as parse_json
from edge_tui.model.text import escaped_json

# Members that distinguish an event, or its `xdm`, from other objects.
_EVENT, _XDM = ("xdm",), ("eventType", "identityMap", "_id")
_MEMBERS = ("xdm", "data", "query")
_EVENT_MEMBERS, _RECORDED = frozenset({*_MEMBERS, "meta"}), frozenset({"url", "params", "request"})
_MAX_LOOKED_AT = 20
# XDM fields of older schemas and of data that was written with them.
_OLD_PREFIX = "xdm:"
# The Streaming Ingestion API's body has the event next to its schema (Experience Platform documentation,
# Streaming ingestion API guide).
_STREAMED = "It is a body of the Streaming Ingestion API: its xdmEntity became the event, and the rest was left out."
# Options of the Web SDK's sendEvent, which builds another body from them.
_OPTIONS = ("renderDecisions", "personalization", "decisionScopes", "edgeConfigOverrides", "documentUnloading")


def render(exchange: Exchange, *, token: str | None = None) -> str:  # noqa: ARG001 (a body holds no token)
    """The body as sent, formatted."""
    document = parse_json(exchange.request.body)
    return (exchange.request.body if isinstance(document, ParseError) else escaped_json(pretty(document))) + "\n"


def render_line(exchange: Exchange) -> str:
    """The body as a line of JSON Lines: text that isn't JSON as a string, null for a body that wasn't recorded."""
    text = exchange.request.body
    document = parse_json(text)
    return escaped_json(compact((text or None) if isinstance(document, ParseError) else document)) + "\n"


def parse(text: str) -> Imported | None:
    """A body, an event, or its `xdm`; None for anything else."""
    document = parse_json(text) if text.lstrip().startswith("{") else None
    if not isinstance(document, dict) or has_command_options(document):
        return None
    found = import_document(document)
    return replace(found, notes=(*found.notes, *repeated_names_note(text))) if found else None


def _has_other_events(document: JsonObject) -> bool:
    """Whether `events` are those of a recording, each with a URL or its parameters, and no part of an event."""
    events = document.get("events")
    items = [each for each in events[:_MAX_LOOKED_AT] if isinstance(each, dict)] if isinstance(events, list) else []
    return bool(items) and all(_RECORDED.intersection(each) and _EVENT_MEMBERS.isdisjoint(each) for each in items)


def has_command_options(document: JsonObject) -> bool:
    """Whether a document has options of the Web SDK's sendEvent, which builds another body from them."""
    return any(name in document for name in _OPTIONS)


def import_document(document: JsonObject) -> Imported | None:
    """A body, an event, or its `xdm` as a document; None for any other.

    An Assurance export has `events`, too, but isn't a request.
    """
    if assurance_events(document) or _has_other_events(document):
        return None
    if "xdm" in document and not isinstance(document.get("event", {}), dict):
        # What tag managers push has the event's name there.
        members = {name: value for name, value in document.items() if name in _MEMBERS}
        imported = import_body({"event": members})
        names = ", ".join(sorted(set(document) - set(members)))
        return replace(imported, notes=(*imported.notes, f"Left out of the event: {names}.")) if imported else None
    found = import_body(document)
    if found is not None:
        return found
    streamed = at(document, "/body/xdmEntity", at(document, "/xdmEntity"))
    if isinstance(streamed, dict):
        imported = import_body({"event": {"xdm": streamed}})
        return replace(imported, notes=(*imported.notes, _STREAMED)) if imported else None
    if any(name in document for name in _EVENT):
        return import_body({"event": document})
    if any(name in _XDM or name.startswith(_OLD_PREFIX) for name in document):
        return import_body({"event": {"xdm": document}})
    return None
