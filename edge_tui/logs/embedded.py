"""Documents of the Edge Network inside other JSON: members, items, and strings that hold JSON again."""

from collections.abc import Iterator

from edge_tui.logs.excerpt import Kind
from edge_tui.logs.shapes import assurance_events, is_of_edge, kind_of_document
from edge_tui.model.json.document import JsonValue, ParseError
from edge_tui.model.json.received import receive

# Bounds the work on a document that only wraps others.
_MAX_VALUES = 200_000
_MAX_STRINGS_IN_STRINGS = 3
_MIN_CHARACTERS = 8


def embedded_documents(document: JsonValue) -> Iterator[tuple[Kind, JsonValue]]:
    """The documents of the Edge Network in a document, itself included, in order.

    Of an Assurance export these are the events of the Edge. Nothing is searched inside a document
    that was found.
    """
    waiting: list[tuple[JsonValue, int]] = [(document, 0)]
    seen = 0
    while waiting and seen < _MAX_VALUES:
        value, strings = waiting.pop()
        seen += 1
        if isinstance(value, str):
            inner = _json_in(value) if strings < _MAX_STRINGS_IN_STRINGS else None
            if inner is not None:
                waiting.append((inner, strings + 1))
            continue
        events = assurance_events(value)
        kind = None if events else kind_of_document(value)
        if kind is not None:
            yield kind, value
        elif events:
            yield from ((Kind.ASSURANCE_EVENT, event) for event in events if is_of_edge(event))
        elif isinstance(value, dict | list):
            inside = value.values() if isinstance(value, dict) else value
            waiting.extend([(each, strings) for each in inside if isinstance(each, dict | list | str)][::-1])


def _json_in(text: str) -> JsonValue:
    """The JSON object or array that a string holds, perhaps quoted once more; None when it holds none."""
    start = text[:200].lstrip()[:1]
    if len(text) < _MIN_CHARACTERS or start not in ("{", "[", '"'):
        return None
    received = receive(text)
    return None if isinstance(received, ParseError) else received.document
