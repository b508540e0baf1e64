"""The members of a payload item as nodes, with custom readers for known ones."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from edge_tui.model.json.document import JsonValue, join
from edge_tui.model.node import Node, one_line
from edge_tui.values.opening import children_of, earlier_values, in_ranges, node_of

Reader = Callable[[str, Any, str, datetime], Node | None]
"""Makes a node from a member's name, value, pointer and the current time; None to show it as plain JSON."""


def members(item: JsonValue, pointer: str, now: datetime, known: Mapping[str, Reader]) -> Iterator[Node]:
    """Every member of an object as a node, in document order.

    `known` maps member names to readers; a member whose reader returns None, and anything that
    isn't an object, is shown as plain JSON.
    """
    if not isinstance(item, dict):
        yield from children_of(item, pointer, now)
        return
    for name, value in item.items():
        place = join(pointer, name)
        reader = known.get(name)
        yield (reader and reader(name, value, place, now)) or node_of(name, value, place, now)
    yield from earlier_values(item, now)


def annotated(words: Callable[[Any], str], note: str = "") -> Reader:
    """A reader that appends words to a scalar: `34128000 · 395 d`. Empty words add nothing."""

    def read(name: str, value: Any, pointer: str, now: datetime) -> Node | None:  # noqa: ARG001
        if isinstance(value, dict | list):
            return None
        annotation = words(value)
        line = f"{one_line(value)} · {annotation}" if annotation else one_line(value)
        return Node(name, line, pointer=pointer, content=value, note=note)

    return read


def noted(note: str) -> Reader:
    """A reader that adds a note to a member."""

    def read(name: str, value: Any, pointer: str, now: datetime) -> Node | None:
        node = node_of(name, value, pointer, now)
        if node.has_children:
            return replace(node, note=note)
        return Node(name, node.value, node.tone, pointer, value, note)

    return read


def opened(known: Mapping[str, Reader], summary: Callable[[Any], str] | None = None, note: str = "") -> Reader:
    """A reader for a member that is an object with known members."""

    def read(name: str, value: Any, pointer: str, now: datetime) -> Node | None:
        if not isinstance(value, dict) or not value:
            return None
        line = summary(value) if summary else ""
        return Node(
            name,
            line or f"{{{len(value)}}}",
            pointer=pointer,
            content=value,
            note=note,
            branches=lambda: members(value, pointer, now, known),
        )

    return read


def each(read_item: Callable[[JsonValue, str, datetime], Node | None], summary: Callable[[Any], str]) -> Reader:
    """A reader for an array whose items `read_item` reads."""

    def read(name: str, value: Any, pointer: str, now: datetime) -> Node | None:
        if not isinstance(value, list) or not value:
            return None

        def node(index: int) -> Node:
            place = join(pointer, index)
            return read_item(value[index], place, now) or node_of(str(index), value[index], place, now)

        return Node(name, summary(value), pointer=pointer, content=value, branches=lambda: in_ranges(len(value), node))

    return read


def text(item: JsonValue, name: str) -> str:
    """A member's value if it is a string, otherwise an empty string."""
    value = item.get(name) if isinstance(item, dict) else None
    return value if isinstance(value, str) else ""


def scalar(item: JsonValue, name: str) -> str:
    """A member's value as text if it is a string or a number, otherwise an empty string."""
    value = item.get(name) if isinstance(item, dict) else None
    return one_line(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""


def counted(number: int, noun: str, plural: str = "") -> str:
    """`1 cookie`, `2 cookies`."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}".replace(",", " ")
