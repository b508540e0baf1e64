"""JSON as nodes, with opaque strings decoded in place."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from functools import partial
from itertools import chain

from edge_tui.model.json.document import JsonValue, join
from edge_tui.model.json.received import RepeatedNames
from edge_tui.model.node import ABSENT, Node, Tone, node_of_json, one_line
from edge_tui.values import recognize
from edge_tui.values.reading import Reading

_RANGE = 1000
_BYTES_PER_LINE = 16
_MAX_BYTES = 1024


def node_of(label: str, value: JsonValue, pointer: str | None, now: datetime) -> Node:
    """Any JSON value as a node with every member and item below it, each with its pointer."""
    if isinstance(value, str):
        reading = recognize(value, now)
        if reading:
            return node_of_reading(reading, label, value, pointer, now)
        return Node(label, one_line(value), pointer=pointer, content=value)
    if isinstance(value, dict) and value:
        return Node(
            label,
            f"{{{len(value)}}}",
            pointer=pointer,
            content=value,
            branches=lambda: children_of(value, pointer, now),
        )
    if isinstance(value, list) and value:
        return Node(
            label, f"[{len(value)}]", pointer=pointer, content=value, branches=lambda: children_of(value, pointer, now)
        )
    return node_of_json(label, value, pointer)


def children_of(value: JsonValue, pointer: str | None, now: datetime) -> Iterable[Node]:
    """The members of an object or the items of an array as nodes; none for a scalar."""
    if isinstance(value, dict):
        names = list(value)
        nodes = in_ranges(
            len(names),
            lambda index: node_of(names[index], value[names[index]], _below(pointer, names[index]), now),
        )
        return chain(nodes, earlier_values(value, now)) if isinstance(value, RepeatedNames) else nodes
    if isinstance(value, list):
        return in_ranges(len(value), lambda index: node_of(str(index), value[index], _below(pointer, index), now))
    return ()


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
    size = _RANGE
    while count > size * _RANGE:
        size *= _RANGE
    for first in range(start, start + count, size):
        length = min(size, start + count - first)
        yield Node(f"{first} … {first + length - 1}", tone=Tone.DIM, branches=partial(in_ranges, length, make, first))


def _below(pointer: str | None, token: str | int) -> str | None:
    return None if pointer is None else join(pointer, token)


def node_of_reading(reading: Reading, label: str, text: str, pointer: str | None, now: datetime) -> Node:
    """A text as a node with its reading below; the text remains the node's content.

    A secret outside any document (pointer None) is omitted.
    """
    hidden = reading.secret and pointer is None
    summary = reading.summary or f"unreadable as {reading.title}"
    return Node(
        label,
        summary,
        Tone.WARNING if reading.problem else Tone.PLAIN,
        pointer,
        ABSENT if hidden else text,
        " ".join(part for part in (reading.problem, reading.note) if part),
        reading.source,
        branches=lambda: _parts_of(reading, "" if reading.secret else text, now),
    )


def _parts_of(reading: Reading, text: str, now: datetime) -> Iterator[Node]:
    if reading.problem:
        yield Node("problem", reading.problem, Tone.WARNING)
    yield from reading.parts
    if reading.document is not ABSENT:
        yield from children_of(reading.document, None, now)
    if reading.data:
        yield Node("bytes", str(len(reading.data)), branches=lambda: _lines_of(reading.data))
    if text:
        yield Node("raw value", one_line(text), Tone.DIM, content=text)


def _lines_of(data: bytes) -> Iterator[Node]:
    for offset in range(0, min(len(data), _MAX_BYTES), _BYTES_PER_LINE):
        chunk = data[offset : offset + _BYTES_PER_LINE]
        letters = "".join(chr(byte) if 0x20 <= byte < 0x7F else "." for byte in chunk)
        yield Node(f"{offset:04x}", f"{chunk.hex(' '):<{3 * _BYTES_PER_LINE}} {letters}", Tone.DIM)
    if len(data) > _MAX_BYTES:
        yield Node("…", f"{len(data) - _MAX_BYTES} more bytes", Tone.DIM)
