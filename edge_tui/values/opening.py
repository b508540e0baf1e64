"""JSON as nodes, with opaque strings decoded in place."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from itertools import islice
from typing import Any, NamedTuple

from edge_tui.model.json.document import JsonValue, join
from edge_tui.model.json.received import RepeatedNames
from edge_tui.model.node import (
    ABSENT,
    MAX_LINE_CHARACTERS,
    Branches,
    Columns,
    Node,
    Tone,
    columns_of_nodes,
    node_of_json,
    one_line,
)
from edge_tui.values import FIRST_CHARACTERS, MIN_LENGTH, recognize
from edge_tui.values.reading import Reading

_PLAIN = Tone.PLAIN
_NONE: Mapping[str, Any] = {}
_RANGE = 1000
_BYTES_PER_LINE = 16
_MAX_BYTES = 1024
# With its name.
_SHORTEST_SECRET = 10


class Described(NamedTuple):
    """The value of a plain node on one line, and what makes its children."""

    value: str
    branches: Branches | None
    tone: Tone = Tone.PLAIN


@dataclass(slots=True, eq=False)
class JsonChildren:
    """Makes the children of an object or an array: those from `start` to before `end`, or all.

    More than a thousand are grouped into ranges.
    """

    value: JsonValue
    pointer: str | None
    now: datetime
    start: int = 0
    end: int | None = None

    def __call__(self) -> Iterator[Node]:
        """The children as nodes; none for a scalar."""
        pointer, now = self.pointer, self.now
        for label, branches in self._ranges():
            yield Node(label, tone=Tone.DIM, branches=branches)
        for label, member in self._members():
            yield node_of(label, member, _below(pointer, label), now)
        if self.end is None:
            yield from earlier_values(self.value, now)

    def columns(self) -> Columns:
        """The same as columns."""
        value, pointer, now, end = self.value, self.pointer, self.now, self.end
        if type(value) is dict and end is None and len(value) <= _RANGE:
            return columns_of_json(tuple(value), value.values(), pointer, now)
        if isinstance(value, RepeatedNames) or self._size() > _RANGE:
            return columns_of_nodes(self())
        members = list(self._members())
        return columns_of_json(tuple([label for label, _ in members]), [each for _, each in members], pointer, now)

    def _size(self) -> int:
        if self.end is not None:
            return self.end - self.start
        return len(self.value) if isinstance(self.value, dict | list) else 0

    def _ranges(self) -> Iterator[tuple[str, "JsonChildren"]]:
        size = self._size()
        if size > _RANGE:
            for first, after in ranges(self.start, size):
                yield f"{first} … {after - 1}", JsonChildren(self.value, self.pointer, self.now, first, after)

    def _members(self) -> Iterable[tuple[str, JsonValue]]:
        """The names or indexes with their values; none if there are ranges instead."""
        value, start, end = self.value, self.start, self.end
        if self._size() > _RANGE:
            return ()
        if isinstance(value, dict):
            return value.items() if end is None else islice(value.items(), start, end)
        if isinstance(value, list):
            places = range(start, start + self._size())
            return zip(map(str, places), value if end is None else value[start:end], strict=True)
        return ()


def node_of(label: str, value: JsonValue, pointer: str | None, now: datetime) -> Node:
    """Any JSON value as a node with every member and item below it, each with its pointer."""
    if isinstance(value, str):
        reading = recognize(value, now)
        if reading:
            return node_of_reading(reading, label, value, pointer, now)
        return Node(label, one_line(value), pointer=pointer, content=value)
    if isinstance(value, dict | list) and value:
        count = f"{{{len(value)}}}" if isinstance(value, dict) else f"[{len(value)}]"
        return Node(label, count, pointer=pointer, content=value, branches=JsonChildren(value, pointer, now))
    return node_of_json(label, value, pointer)


def columns_of_json(
    labels: tuple[str, ...],
    values: Iterable[JsonValue],
    above: str | None,
    now: datetime,
    *,
    known: Mapping[str, Any] = _NONE,
    describe: Callable[[Any, str, JsonValue, Any, datetime], Node | Described | None] | None = None,
) -> Columns:
    """What `node_of` shows of each value, as columns. `above` is the pointer of the object or array they are in.

    Members in `known` are shown by `describe`, which gets their reader, unless it returns None.
    """
    texts: list[str] = []
    tones: list[Tone] | None = None
    branches: list[Branches | None] | None = None
    for label, value in zip(labels, values, strict=True):
        kind = type(value)
        shown = describe(known[label], label, value, above, now) if describe and label in known else None
        if shown is None:
            # Nearly every value, shown without a call.
            if kind is str and (len(value) < MIN_LENGTH or value[0] not in FIRST_CHARACTERS):
                texts.append(value if len(value) <= MAX_LINE_CHARACTERS else one_line(value))
                continue
            if kind is int:
                texts.append(str(value))
                continue
            if (kind is dict or kind is list) and value:
                count = f"{{{len(value)}}}" if kind is dict else f"[{len(value)}]"
                shown = Described(count, JsonChildren(value, _below(above, label), now))
            else:
                shown = node_of(label, value, _below(above, label), now)
        if shown.branches is not None:
            branches = branches or [None] * len(labels)
            branches[len(texts)] = shown.branches
        if shown.tone is not _PLAIN:
            tones = tones or [_PLAIN] * len(labels)
            tones[len(texts)] = shown.tone
        texts.append(shown.value)
    return Columns(labels, texts, tones, branches)


def children_of(value: JsonValue, pointer: str | None, now: datetime) -> Iterable[Node]:
    """The members of an object or the items of an array as nodes; none for a scalar."""
    return JsonChildren(value, pointer, now)()


def earlier_values(value: JsonValue, now: datetime) -> Iterator[Node]:
    """The values of duplicate members, which a later member of the same name overrides."""
    for name, earlier in value.earlier if isinstance(value, RepeatedNames) else ():
        node = node_of(name, earlier, None, now)
        yield replace(
            node,
            value=f"{node.value} · overridden",
            tone=Tone.WARNING,
            note=f"{name} is duplicated; parsers silently keep only the last value.",
        )


def in_ranges(count: int, make: Callable[[int], Node], start: int = 0) -> Iterator[Node]:
    """`count` nodes, made by index; more than a thousand are grouped into ranges that open lazily.

    A range contains up to a thousand nodes or ranges.
    """
    if count <= _RANGE:
        yield from (make(index) for index in range(start, start + count))
        return
    for first, after in ranges(start, count):
        branches = partial(in_ranges, after - first, make, first)
        yield Node(f"{first} … {after - 1}", tone=Tone.DIM, branches=branches)


def ranges(start: int, count: int) -> Iterator[tuple[int, int]]:
    """The ranges that `count` indexes are grouped into: the first index of each, and the one after its last."""
    size = _RANGE
    while count > size * _RANGE:
        size *= _RANGE
    for first in range(start, start + count, size):
        yield first, min(first + size, start + count)


def _below(pointer: str | None, token: str) -> str | None:
    return None if pointer is None else join(pointer, token)


def node_of_reading(reading: Reading, label: str, text: str, pointer: str | None, now: datetime) -> Node:
    """A text as a node with its reading below; the text remains the node's content.

    Outside any document (pointer None), a secret is omitted, and so is a text that has one behind its encoding.
    """
    hidden = pointer is None and (reading.secret or _has_secret(text))
    summary = reading.summary or f"unreadable as {reading.title}"
    return Node(
        label,
        summary,
        Tone.WARNING if reading.problem else Tone.PLAIN,
        pointer,
        ABSENT if hidden else text,
        " ".join(part for part in (reading.problem, reading.note) if part),
        reading.source,
        branches=lambda: _parts_of(reading, text, now),
    )


def _has_secret(text: str) -> bool:
    if len(text) < _SHORTEST_SECRET:
        return False
    from edge_tui.model.credential_text import has_secret

    return has_secret(text)


def _parts_of(reading: Reading, text: str, now: datetime) -> Iterator[Node]:
    if reading.problem:
        yield Node("problem", reading.problem, Tone.WARNING)
    yield from reading.parts
    if reading.document is not ABSENT:
        yield from children_of(reading.document, None, now)
    is_secret = reading.secret or _has_secret(text)
    if reading.data:
        yield Node("bytes", str(len(reading.data)), branches=lambda: () if is_secret else _lines_of(reading.data))
    if text and not is_secret:
        yield Node("raw value", one_line(text), Tone.DIM, content=text)


def _lines_of(data: bytes) -> Iterator[Node]:
    for offset in range(0, min(len(data), _MAX_BYTES), _BYTES_PER_LINE):
        chunk = data[offset : offset + _BYTES_PER_LINE]
        letters = "".join(chr(byte) if 0x20 <= byte < 0x7F else "." for byte in chunk)
        yield Node(f"{offset:04x}", f"{chunk.hex(' '):<{3 * _BYTES_PER_LINE}} {letters}", Tone.DIM)
    if len(data) > _MAX_BYTES:
        yield Node("…", f"{len(data) - _MAX_BYTES} more bytes", Tone.DIM)
