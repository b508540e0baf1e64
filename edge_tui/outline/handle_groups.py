"""Handles grouped by type, each group with a one-line summary."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Protocol

from edge_tui.handles import DECODERS
from edge_tui.handles.query import Query
from edge_tui.model.json.document import JsonObject, JsonValue, at, join, kind_of
from edge_tui.model.node import ABSENT, Chip, Node, Tone, one_line
from edge_tui.model.text import counted
from edge_tui.outline.handle_chips import chips_of
from edge_tui.values.opening import in_ranges, node_of

# A group with more items than this starts closed.
_MAX_OPEN = 8


class AnyHandle(Protocol):
    """A handle of a response, parsed or not."""

    @property
    def type(self) -> str: ...
    @property
    def pointer(self) -> str: ...
    @property
    def event_index(self) -> int | None: ...
    @property
    def items(self) -> Sequence[JsonValue]: ...
    @property
    def payload(self) -> JsonValue: ...
    @property
    def others(self) -> JsonObject: ...
    @property
    def summary_items(self) -> Sequence[JsonValue]: ...


def handle_groups(all_handles: Sequence[AnyHandle], document: JsonValue, query: Query, now: datetime) -> Iterator[Node]:
    """One node per type, in the order of their first handles; children are computed lazily.

    `document` is the response that the handles' pointers refer to; `ABSENT` if it isn't parsed.
    """
    by_type: dict[str, list[AnyHandle]] = {}
    for handle in all_handles:
        by_type.setdefault(handle.type, []).append(handle)
    for handle_type, handles in by_type.items():
        yield _group(handle_type, handles, document, query, now)


def _group(handle_type: str, handles: list[AnyHandle], document: JsonValue, query: Query, now: datetime) -> Node:
    decoder = DECODERS.get(handle_type)
    chips: tuple[Chip, ...] = ()
    if decoder:
        # Kept as long as the items, so that decoded ones are freed gradually.
        parts = [handle.summary_items for handle in handles]
        items = [item for part in parts for item in part]
        summary, chips = decoder.summarize(items, query), chips_of(handle_type, items, query, now)
    else:
        summary = f"{_count(handles)} · unknown type"
    contents = [at(document, handle.pointer, ABSENT) for handle in handles]
    single = handles[0] if len(handles) == 1 else None
    return Node(
        one_line(handle_type),
        summary if single else f"{len(handles)} handles · {summary}",
        Tone.HEADING,
        single.pointer if single else None,
        ABSENT if document is ABSENT else contents[0] if single else contents,
        decoder.ABOUT if decoder else "An undocumented handle type. Its payload is shown unchanged.",
        decoder.SOURCE if decoder else "",
        sum(len(handle.items) + 1 for handle in handles) <= _MAX_OPEN,
        (lambda: _children(single, now)) if single else lambda: _handle_nodes(handles, contents, now),
        chips=chips,
    )


def _handle_nodes(handles: list[AnyHandle], contents: list[JsonValue], now: datetime) -> Iterator[Node]:
    def node(index: int) -> Node:
        handle = handles[index]
        decoder = DECODERS.get(handle.type)
        summary = decoder.summarize(handle.summary_items, Query()) if decoder else _count([handle])
        event = "" if handle.event_index is None else f"event {handle.event_index} · "
        return Node(
            f"handle {index + 1}",
            event + summary,
            pointer=handle.pointer,
            content=contents[index],
            opened=len(handle.items) <= _MAX_OPEN,
            branches=lambda: _children(handle, now),
        )

    return in_ranges(len(handles), node)


def _children(handle: AnyHandle, now: datetime) -> Iterator[Node]:
    """The items of a payload, then the other members of the handle."""
    place = join(handle.pointer, "payload")
    decoder = DECODERS.get(handle.type)

    def node(index: int) -> Node:
        item, pointer = handle.items[index], join(place, index)
        return (decoder and decoder.read(item, pointer, now)) or node_of(str(index), item, pointer, now)

    if handle.items:
        yield from in_ranges(len(handle.items), node)
    elif handle.payload == []:
        yield Node("payload", "empty", Tone.DIM, place, [], "The handle was returned with an empty payload.")
    else:
        yield Node("payload", f"{kind_of(handle.payload)} instead of an array", Tone.WARNING, place)
        yield node_of("payload", handle.payload, place, now)
    if handle.event_index is not None:
        yield Node(
            "eventIndex",
            str(handle.event_index),
            Tone.DIM,
            join(handle.pointer, "eventIndex"),
            handle.event_index,
            "The event of the request that this handle belongs to, counted from 0.",
        )
    for name, value in handle.others.items():
        yield node_of(name, value, join(handle.pointer, name), now)


def _count(handles: list[AnyHandle]) -> str:
    non_array = next((handle.payload for handle in handles if not handle.items and handle.payload != []), None)
    number = sum(len(handle.items) for handle in handles)
    return kind_of(non_array) if non_array is not None else counted(number, "item")
