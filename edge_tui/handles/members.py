"""The members of a payload item as nodes, with custom readers for known ones."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from edge_tui.model.json.document import JsonValue, join
from edge_tui.model.node import Columns, Node, columns_of_nodes, one_line
from edge_tui.values.opening import (
    Described,
    children_of,
    columns_of_json,
    earlier_values,
    in_ranges,
    node_of,
)

Reader = Callable[[str, Any, str, datetime], Node | None]
"""Makes a node from a member's name, value, pointer and the current time; None to show it as plain JSON."""

# Made once: making a union takes longer than asking for it.
_SCALARS = str | int | float


@dataclass(slots=True, eq=False)
class Members:
    """Makes a node for every member of an object, in document order.

    `known` maps member names to readers; a member whose reader returns None, and anything that
    isn't an object, is shown as plain JSON.
    """

    item: JsonValue
    pointer: str
    now: datetime
    known: Mapping[str, Reader]

    def __call__(self) -> Iterator[Node]:
        """The members as nodes."""
        item, pointer, now, known = self.item, self.pointer, self.now, self.known
        if not isinstance(item, dict):
            yield from children_of(item, pointer, now)
            return
        for name, value in item.items():
            place = join(pointer, name)
            reader = known.get(name)
            yield (reader and reader(name, value, place, now)) or node_of(name, value, place, now)
        yield from earlier_values(item, now)

    def columns(self) -> Columns:
        """The same as columns."""
        item, pointer, now, known = self.item, self.pointer, self.now, self.known
        if type(item) is not dict:
            return columns_of_nodes(self())
        return columns_of_json(tuple(item), item.values(), pointer, now, known=known, describe=_describe)


@dataclass(frozen=True, slots=True)
class _DescribedMember:
    """A reader that describes a value in one line; None to show it as plain JSON."""

    describe: Callable[[Any, str, datetime], Described | None]
    note: str

    def __call__(self, name: str, value: Any, pointer: str, now: datetime) -> Node | None:
        found = self.describe(value, pointer, now)
        if found is None:
            return None
        return Node(name, found.value, pointer=pointer, content=value, note=self.note, branches=found.branches)


@dataclass(frozen=True, slots=True)
class _NotedMember:
    """A reader that adds a note to plain JSON."""

    note: str

    def __call__(self, name: str, value: Any, pointer: str, now: datetime) -> Node:
        return replace(node_of(name, value, pointer, now), note=self.note)


def _describe(reader: Reader, name: str, value: Any, above: str, now: datetime) -> Node | Described | None:
    """What is printed of a member; None if that is plain JSON. Makes a node only for a reader of unknown kind."""
    if isinstance(reader, _NotedMember):
        return None
    place = join(above, name)
    return (
        reader.describe(value, place, now) if isinstance(reader, _DescribedMember) else reader(name, value, place, now)
    )


def annotated(words: Callable[[Any], str], note: str = "") -> Reader:
    """A reader that appends words to a scalar: `34128000 · 395 d`. Empty words add nothing."""

    def describe(value: Any, pointer: str, now: datetime) -> Described | None:  # noqa: ARG001
        if isinstance(value, dict | list):
            return None
        annotation = words(value)
        return Described(f"{one_line(value)} · {annotation}" if annotation else one_line(value), None)

    return _DescribedMember(describe, note)


def noted(note: str) -> Reader:
    """A reader that adds a note to a member."""
    return _NotedMember(note)


def opened(known: Mapping[str, Reader], summary: Callable[[Any], str] | None = None, note: str = "") -> Reader:
    """A reader for a member that is an object with known members."""

    def describe(value: Any, pointer: str, now: datetime) -> Described | None:
        if not isinstance(value, dict) or not value:
            return None
        line = summary(value) if summary else ""
        return Described(line or f"{{{len(value)}}}", Members(value, pointer, now, known))

    return _DescribedMember(describe, note)


def each(read_item: Callable[[JsonValue, str, datetime], Node | None], summary: Callable[[Any], str]) -> Reader:
    """A reader for an array whose items `read_item` reads."""

    def describe(value: Any, pointer: str, now: datetime) -> Described | None:
        if not isinstance(value, list) or not value:
            return None

        def node(index: int) -> Node:
            place = join(pointer, index)
            return read_item(value[index], place, now) or node_of(str(index), value[index], place, now)

        return Described(summary(value), lambda: in_ranges(len(value), node))

    return _DescribedMember(describe, "")


def text(item: JsonValue, name: str) -> str:
    """A member's value if it is a string, otherwise an empty string."""
    value = item.get(name) if isinstance(item, dict) else None
    return value if isinstance(value, str) else ""


def scalar(item: JsonValue, name: str) -> str:
    """A member's value as text if it is a string or a number, otherwise an empty string."""
    value = item.get(name) if isinstance(item, dict) else None
    return one_line(value) if isinstance(value, _SCALARS) and not isinstance(value, bool) else ""
