"""What is unusual about a body that was read all the same."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from edge_tui.model.document import JsonValue, ParseError, join
from edge_tui.model.node import Node, Tone, one_line
from edge_tui.model.received import RepeatedNames
from edge_tui.model.response import InteractResponse, read_response
from edge_tui.outline.unparsable import strange_body
from edge_tui.values.opening import children_of


def oddity_nodes(read: InteractResponse, now: datetime) -> Iterator[Node]:
    """A line for each oddity; the places of repeated names are looked for when somebody asks."""
    for anomaly in read.anomalies:
        yield Node("odd JSON", one_line(anomaly), Tone.WARNING, note=anomaly)
    if read.repeated:
        count = len(read.repeated)
        yield Node(
            "repeated names",
            f"in {count} object" + ("" if count == 1 else "s"),
            Tone.WARNING,
            note="A name stands more than once in an object. Every reader takes the last value and drops the others "
            "in silence; here they are kept, and marked as out of force.",
            branches=lambda: _repetitions(read.document, now),
        )


def deferred_anomalies(body: bytes, now: datetime) -> Node:
    """A line below which the oddities of a body are looked for, which means reading the whole of it."""
    return Node(
        "odd JSON",
        "looked for when this is opened",
        Tone.DIM,
        note="The answer is so large that each part of it is read when it is opened. Whether a name stands twice in an "
        "object, or a number is one that no computer keeps, shows there; here the whole of it is gone through.",
        branches=lambda: _sought(body, now),
    )


def _sought(body: bytes, now: datetime) -> Iterator[Node]:
    read = read_response(body)
    if isinstance(read, ParseError):
        yield from strange_body(body, read)
        return
    found = list(oddity_nodes(read, now))
    yield from found or [Node("nothing odd", "each name stands once in its object, and each number is kept", Tone.GOOD)]


def _repetitions(document: JsonValue, now: datetime) -> Iterator[Node]:
    waiting: list[tuple[str, JsonValue]] = [("", document)]
    while waiting:
        pointer, value = waiting.pop()
        if isinstance(value, RepeatedNames):
            names = ", ".join(dict.fromkeys(name for name, _ in value.earlier))
            children = partial(children_of, value, pointer, now)
            yield Node(pointer or "/", one_line(names), Tone.WARNING, pointer, value, branches=children)
        inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        waiting.extend([(join(pointer, token), each) for token, each in inner if isinstance(each, dict | list)][::-1])
