"""JSON as nodes in which opaque strings open where they stand."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from functools import partial
from itertools import chain

from edge_tui.model.document import JsonValue, join
from edge_tui.model.node import ABSENT, Node, Tone, node_of_json, one_line
from edge_tui.model.received import RepeatedNames
from edge_tui.values import recognise
from edge_tui.values.reading import Reading

_RANGE = 1000
_BYTES_A_LINE = 16
_BYTES_SHOWN = 1024


def node_of(label: str, value: JsonValue, pointer: str | None, now: datetime) -> Node:
    """Any JSON value as a node. Every member and item is below it, at its own pointer."""
    if isinstance(value, str):
        reading = recognise(value, now)
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
    """The values of an object that a later member of the same name has put out of force."""
    for name, earlier in value.earlier if isinstance(value, RepeatedNames) else ():
        node = node_of(name, earlier, None, now)
        yield replace(
            node,
            value=f"{node.value} · out of force",
            tone=Tone.WARNING,
            note=f"The name {name} stands more than once in this object. Every reader takes the last value and drops "
            "this one in silence.",
        )


def in_ranges(count: int, make: Callable[[int], Node], start: int = 0) -> Iterator[Node]:
    """So many nodes, made by their index. A great many are put into ranges that open on their own.

    A range holds a thousand nodes, or a thousand ranges.
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
    """A text as a node that opens into its reading; the text itself stays the node's content.

    A secret that stands in no document (its pointer is None) is left out altogether.
    """
    hidden = reading.secret and pointer is None
    summary = f"not readable as {reading.title}" if reading.problem else reading.summary
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
        yield Node("what is wrong", reading.problem, Tone.WARNING)
    yield from reading.parts
    if reading.document is not ABSENT:
        yield from children_of(reading.document, None, now)
    if reading.data:
        yield Node("bytes", str(len(reading.data)), branches=lambda: _lines_of(reading.data))
    if text:
        yield Node("as it came", one_line(text), Tone.DIM, content=text)


def _lines_of(data: bytes) -> Iterator[Node]:
    for offset in range(0, min(len(data), _BYTES_SHOWN), _BYTES_A_LINE):
        chunk = data[offset : offset + _BYTES_A_LINE]
        letters = "".join(chr(byte) if 0x20 <= byte < 0x7F else "." for byte in chunk)
        yield Node(f"{offset:04x}", f"{chunk.hex(' '):<{3 * _BYTES_A_LINE}} {letters}", Tone.DIM)
    if len(data) > _BYTES_SHOWN:
        yield Node("…", f"{len(data) - _BYTES_SHOWN} bytes more", Tone.DIM)
