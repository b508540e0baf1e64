"""What is unusual about a body that was read all the same."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from edge_tui.model.document import JsonValue, join
from edge_tui.model.node import Node, Tone, one_line
from edge_tui.model.received import RepeatedNames
from edge_tui.model.response import InteractResponse
from edge_tui.values.opening import children_of


def oddity_nodes(read: InteractResponse, now: datetime) -> Iterator[Node]:
    """A line for each oddity; the places of repeated names are looked for when somebody asks."""
    for oddity in read.oddities:
        yield Node("odd JSON", one_line(oddity), Tone.WARNING, note=oddity)
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
