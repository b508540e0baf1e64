"""Bodies with several documents: records with separators, lines of JSON, and server-sent events."""

import json
import re
from dataclasses import dataclass

from edge_tui.model.json.document import JsonValue, ParseError, parse_error_at
from edge_tui.model.json.nesting import MAX_DEPTH, nests_deeper
from edge_tui.model.json.received import Received, RepeatedNames, receive

_EVENT_FIELD = re.compile(r"(?:\ufeff)?(?:data|event|id|retry)\s?:|:")
_EVENT_END = re.compile(r"\r\n\r\n|\n\n|\r\r")
# Separators between records: whitespace, NUL as the mobile SDKs request it, and RS (RFC 7464).
_BETWEEN = re.compile(r"[\s\x00\x1e]*")
_FRAMING = "records"
_PREFIX = re.compile(r"[^\[{\"\n]{1,16}")


@dataclass(frozen=True, slots=True)
class Stream:
    """Documents in the order received, and how they were separated.

    `parse_error` says where parsing stopped, as after a broken connection; the documents before it
    count. Data of an event that isn't JSON is a string.
    """

    documents: tuple[JsonValue, ...]
    framing: str
    parse_error: ParseError | None = None
    anomalies: tuple[str, ...] = ()
    repeated: tuple[RepeatedNames, ...] = ()


def read_stream(text: str) -> Stream | None:
    """A text as a stream of documents; None when it isn't one.

    Records: `meta.konductorConfig.streaming`, each with the record separator in front and a line
    feed at the end (aepsdk-edge-ios, EdgeNetworkService). Events: Brand Concierge (Alloy,
    createStreamParser).
    """
    if _EVENT_FIELD.match(text.lstrip()):
        return _read_events(text)
    return _read_records(text)


def _read_events(text: str) -> Stream | None:
    found: list[Received] = []
    for block in _EVENT_END.split(text.lstrip("\ufeff")):
        lines = block.splitlines()
        data = [line[5:].removeprefix(" ") for line in lines if line.startswith("data:")]
        if data:
            whole = "\n".join(data)
            received = receive(whole)
            found.append(Received(whole) if isinstance(received, ParseError) else received)
    return _stream(found, "server-sent events") if found else None


def _read_records(text: str) -> Stream | None:
    decoder = json.JSONDecoder()
    prefix = _PREFIX.match(text)
    separator = prefix[0].strip() if prefix else ""
    found: list[Received] = []
    parse_error = None
    place = _skip(text, 0, separator)
    if nests_deeper(text, MAX_DEPTH):
        return None
    while place < len(text):
        try:
            _, end = decoder.raw_decode(text, place)
        except (ValueError, RecursionError):
            end = place
        received = receive(text[place:end])
        if isinstance(received, Received) and not isinstance(received.document, dict):
            return None
        if isinstance(received, ParseError):
            parse_error = parse_error_at(text, place, "the record that starts here is incomplete or not JSON")
            break
        found.append(received)
        place = _skip(text, end, separator)
    return _stream(found, _FRAMING, parse_error) if _is_several(found, text) else None


def _stream(found: list[Received], framing: str, parse_error: ParseError | None = None) -> Stream:
    return Stream(
        tuple(each.document for each in found),
        framing,
        parse_error,
        tuple(anomaly for each in found for anomaly in each.anomalies),
        tuple(repeated for each in found for repeated in each.repeated),
    )


def _is_several(found: list[Received], text: str) -> bool:
    """Whether there are several documents, or one after a separator that JSON can't start with."""
    return len(found) >= (1 if text.lstrip(" \r\n\t")[:1] in ("\x00", "\x1e") else 2)


def _skip(text: str, place: int, separator: str) -> int:
    """The offset after whitespace and separators."""
    while True:
        match = _BETWEEN.match(text, place)
        after = match.end() if match else place
        if separator and text.startswith(separator, after):
            after += len(separator)
        if after == place:
            return place
        place = after
