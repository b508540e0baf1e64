"""Documents of the Edge Network inside other JSON: members, items, and strings that hold JSON again."""

import re
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass

from edge_tui.logs.excerpt import Kind
from edge_tui.logs.scan import Budget, find_json
from edge_tui.logs.shapes import assurance_events, is_of_edge, kind_of_document
from edge_tui.model.json.document import JsonObject, JsonValue, ParseError
from edge_tui.model.json.received import receive

# Bounds the work on a document that only wraps others.
_MAX_VALUES = 200_000
_MAX_STRINGS_IN_STRINGS = 3
_MIN_CHARACTERS = 8
# The URL of an endpoint, and base64 of what starts with a brace and a quote, perhaps on the next line.
ENDPOINT = re.compile(r"https?://[^\s'\"<>`]{1,300}?/v[12]/\w[^\s'\"<>`]{0,1500}")
_BASE64 = re.compile(r"(?:eyJ|eyAi|ewo|ew0K)[\w+/\s-]+={0,2}\s*")
_MAX_MEMBERS = 40


@dataclass(frozen=True, slots=True)
class Embedded:
    """A document of the Edge Network. `url` is that of the nearest object around it that has an endpoint's."""

    kind: Kind
    document: JsonValue
    url: str = ""


def embedded_documents(document: JsonValue) -> Iterator[Embedded]:
    """The documents of the Edge Network in a document, itself included, in order.

    Of an Assurance export these are the events of the Edge. Nothing is searched inside a document
    that was found.
    """
    waiting: list[tuple[JsonValue, int, str]] = [(document, 0, "")]
    seen = 0
    budget = Budget()
    while waiting and seen < _MAX_VALUES:
        value, strings, url = waiting.pop()
        seen += 1
        if isinstance(value, str):
            inner = _json_in(value, budget) if strings < _MAX_STRINGS_IN_STRINGS else []
            waiting.extend([(each, strings + 1, before or url) for each, before in inner][::-1])
            continue
        events = assurance_events(value)
        kind = None if events else kind_of_document(value)
        if kind is not None:
            yield Embedded(kind, value, url)
        elif events:
            yield from (Embedded(Kind.ASSURANCE_EVENT, event) for event in events if is_of_edge(event))
        elif isinstance(value, dict | list):
            inside = value.values() if isinstance(value, dict) else value
            around = (_address(value) if isinstance(value, dict) else "") or url
            waiting.extend([(each, strings, around) for each in inside if isinstance(each, dict | list | str)][::-1])


def _address(document: JsonObject) -> str:
    """The URL of an endpoint that a record of a request has, in one member or in parts."""
    for value in list(document.values())[:_MAX_MEMBERS]:
        # Postman's `url` is an object.
        text = value.get("raw") if isinstance(value, dict) else value
        if isinstance(text, str) and (found := ENDPOINT.match(text)):
            return found[0]
    host, path = document.get("host"), document.get("path")
    if not (isinstance(host, str) and isinstance(path, str) and host and path.startswith("/")):
        return ""
    scheme, query = document.get("scheme"), document.get("query")
    address = f"{scheme if isinstance(scheme, str) else 'https'}://{host}{path}"
    return f"{address}?{query}" if isinstance(query, str) and query and "?" not in path else address


def _json_in(text: str, budget: Budget) -> list[tuple[JsonValue, str]]:
    """The JSON in a string: all of it, perhaps quoted or base64, or between words, with the URL before it."""
    start = text[:200].lstrip()[:1]
    if len(text) < _MIN_CHARACTERS:
        return []
    if start in ("{", "[", '"'):
        received = receive(text)
        if not isinstance(received, ParseError):
            return [(received.document, "")]
    if _BASE64.fullmatch(text):
        return _in_base64(text)
    if "{" not in text:
        return []
    documents = [(each, receive(each.text)) for each in find_json(text, budget) if each.stopped_at is None]
    return [
        (received.document, _last_endpoint(text[: each.start]))
        for each, received in documents
        if not isinstance(received, ParseError)
    ]


def _in_base64(text: str) -> list[tuple[JsonValue, str]]:
    try:
        received = receive(b64decode(text.translate(str.maketrans("-_", "+/")) + "==").decode())
    except ValueError:
        return []
    return [] if isinstance(received, ParseError) else [(received.document, "")]


def _last_endpoint(text: str) -> str:
    found = ENDPOINT.findall(text[-2000:])
    return str(found[-1]) if found else ""
