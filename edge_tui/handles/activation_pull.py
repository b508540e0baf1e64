"""`activation:pull`: the visitor's segments and attributes, for personalization on the page."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from edge_tui.handles.members import Members, Reader, each, noted, scalar, text
from edge_tui.handles.query import Query
from edge_tui.model.json.document import JsonValue, join
from edge_tui.model.node import Node, one_line
from edge_tui.model.text import counted
from edge_tui.values.opening import node_of

TYPE = "activation:pull"
ABOUT = (
    "The visitor's segments and, on authenticated requests only, profile attributes, from a custom personalization "
    "destination. An empty payload means that no profile was found, or that it isn't in any segment."
)
SOURCE = "Experience Platform documentation, custom personalization destination"


def read(item: JsonValue, pointer: str, now: datetime) -> Node | None:
    """A destination by its alias, with the number of segments and attributes."""
    if not isinstance(item, dict):
        return None
    name = scalar(item, "alias") or scalar(item, "destinationId") or scalar(item, "id")
    segments, attributes = item.get("segments"), item.get("attributes")
    if not name or not isinstance(segments if segments is not None else attributes, list | dict):
        return None
    known: dict[str, Reader] = {
        "segments": each(_read_segment, lambda found: counted(len(found), "segment")),
        "attributes": _read_attributes,
        "destinationId": noted("The destination's ID in Experience Platform."),
        "alias": noted("The integration alias from the destination's settings."),
    }
    return Node(
        name,
        _count([item]),
        pointer=pointer,
        content=item,
        source=SOURCE,
        note="Attributes are returned on authenticated requests only." if not attributes else "",
        branches=Members(item, pointer, now, known),
    )


def summarize(items: Sequence[JsonValue], query: Query) -> str:  # noqa: ARG001
    """`1 destination · 3 segments · 2 attributes`."""
    if not items:
        return "no profile or no segments"
    return f"{counted(len(items), 'destination')} · {_count(items)}"


def _count(items: Sequence[JsonValue]) -> str:
    segments = attributes = 0
    for item in items:
        if isinstance(item, dict):
            segments += len(found) if isinstance(found := item.get("segments"), list) else 0
            attributes += len(found) if isinstance(found := item.get("attributes"), dict) else 0
    in_segments = counted(segments, "segment")
    return f"{in_segments} · {counted(attributes, 'attribute')}" if attributes else in_segments


def _read_segment(item: JsonValue, pointer: str, now: datetime) -> Node | None:
    if not text(item, "id"):
        return None
    return Node(
        scalar(item, "namespace") or "segment",
        one_line(text(item, "id")),
        pointer=pointer,
        content=item,
        branches=Members(item, pointer, now, {"namespace": noted("ups is the Unified Profile Service.")}),
    )


def _read_attributes(name: str, value: Any, pointer: str, now: datetime) -> Node | None:
    if not isinstance(value, dict) or not value:
        return None

    def branches() -> Iterator[Node]:
        for attribute, member in value.items():
            place = join(pointer, attribute)
            if isinstance(member, dict) and isinstance(member.get("value"), str | int | float):
                yield _attribute(attribute, member, place, now)
            else:
                yield node_of(attribute, member, place, now)

    return Node(name, counted(len(value), "attribute"), pointer=pointer, content=value, branches=branches)


def _attribute(name: str, value: dict[str, Any], pointer: str, now: datetime) -> Node:
    return Node(
        name,
        one_line(value["value"]),
        pointer=pointer,
        content=value,
        branches=Members(value, pointer, now, {}),
    )
