"""A streamed body of several envelopes, in order."""

from collections.abc import Iterator
from datetime import datetime

from edge_tui.model.json.document import JsonValue, at, join
from edge_tui.model.node import Node, Tone, one_line
from edge_tui.model.response import InteractResponse
from edge_tui.values.opening import in_ranges, node_of

_FRAMINGS = {
    "records": "A stream of envelopes, one per line after a record separator, as requested by "
    "meta.konductorConfig.streaming. Their handles, errors and warnings are shown above.",
    "server-sent events": "A stream of server-sent events, each with an envelope in its data. Their handles, errors "
    "and warnings are shown above.",
}


def stream_node(read: InteractResponse, now: datetime) -> Node:
    """The envelopes in order, each with the members that aren't shown above."""
    count = len(read.document)
    broken = f" · {read.parse_error}" if read.parse_error else ""
    shown = {handle.pointer for handle in read.handles} | {each.pointer for each in read.errors + read.warnings}
    return Node(
        "stream",
        f"{count} {read.framing}{broken}",
        Tone.WARNING if read.parse_error else Tone.PLAIN,
        "",
        read.document,
        _FRAMINGS.get(read.framing, ""),
        branches=lambda: in_ranges(count, lambda index: _envelope(index, read.document[index], shown, now)),
    )


def _envelope(index: int, document: JsonValue, shown: set[str], now: datetime) -> Node:
    pointer = join("", index)
    if pointer in shown:
        return Node(str(index), "a problem, shown above", Tone.DIM, pointer, document)
    if not isinstance(document, dict):
        return node_of(str(index), document, pointer, now)
    handles = document.get("handle")
    types = [at(handle, "/type") for handle in handles[:10]] if isinstance(handles, list) else []
    type_names = ", ".join(dict.fromkeys(one_line(each) for each in types if isinstance(each, str)))
    return Node(
        str(index),
        type_names or f"{{{len(document)}}}",
        Tone.PLAIN,
        pointer,
        document,
        branches=lambda: _members(document, pointer, shown, now),
    )


def _members(document: dict[str, JsonValue], pointer: str, shown: set[str], now: datetime) -> Iterator[Node]:
    for name, value in document.items():
        place = join(pointer, name)
        if isinstance(value, list) and value and all(join(place, index) in shown for index in range(len(value))):
            yield Node(name, f"{len(value)}, shown above", Tone.DIM, place, value)
        else:
            yield node_of(name, value, place, now)
