"""Anomalies in a body that could still be parsed: duplicate names, numbers that lose precision."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from edge_tui.model.json.document import JsonValue, ParseError, join
from edge_tui.model.json.received import RepeatedNames
from edge_tui.model.node import Node, Tone, one_line
from edge_tui.model.response import InteractResponse, read_response
from edge_tui.model.text import counted
from edge_tui.values.opening import children_of


def anomaly_nodes(read: InteractResponse, now: datetime) -> Iterator[Node]:
    """A node per anomaly; duplicate names are located when their node is opened."""
    for anomaly in read.anomalies:
        yield Node("unusual JSON", one_line(anomaly), Tone.WARNING, note=anomaly)
    if read.repeated:
        count = len(read.repeated)
        yield Node(
            "duplicate names",
            f"in {counted(count, 'object')}",
            Tone.WARNING,
            note="An object has duplicate names. Parsers silently keep only the last value; the others are shown here, "
            "marked as overridden.",
            branches=lambda: _duplicates(read.document, now),
        )


def deferred_anomalies(body: bytes, now: datetime) -> Node:
    """A node that searches a body for anomalies when opened, since that parses all of it."""
    return Node(
        "unusual JSON",
        "open to check",
        Tone.DIM,
        note="The response is so large that its parts are parsed when you open them. Open this to check all of it for "
        "duplicate names and numbers that lose precision.",
        branches=lambda: _find_anomalies(body, now),
    )


def _find_anomalies(body: bytes, now: datetime) -> Iterator[Node]:
    from edge_tui.outline.unparsable import unparsable_body

    read = read_response(body)
    if isinstance(read, ParseError):
        yield from unparsable_body(body, read)
        return
    found = list(anomaly_nodes(read, now))
    yield from found or [Node("nothing unusual", "no duplicate names, no numbers that lose precision", Tone.GOOD)]


def _duplicates(document: JsonValue, now: datetime) -> Iterator[Node]:
    stack: list[tuple[str, JsonValue]] = [("", document)]
    while stack:
        pointer, value = stack.pop()
        if isinstance(value, RepeatedNames):
            names = ", ".join(dict.fromkeys(name for name, _ in value.earlier))
            children = partial(children_of, value, pointer, now)
            yield Node(pointer or "/", one_line(names), Tone.WARNING, pointer, value, branches=children)
        inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        stack.extend([(join(pointer, token), each) for token, each in inner if isinstance(each, dict | list)][::-1])
