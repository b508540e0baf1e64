"""`brand-concierge:conversation`: a part of a Brand Concierge reply."""

from collections.abc import Sequence
from datetime import datetime

from edge_tui.handles.members import Members, counted, opened, text
from edge_tui.handles.query import Query
from edge_tui.model.json.document import JsonValue
from edge_tui.model.node import Node, one_line

TYPE = "brand-concierge:conversation"
ABOUT = (
    "Brand Concierge's side of a conversation. It arrives as server-sent events, each a complete envelope whose "
    "state:store applies as well."
)
SOURCE = "Alloy, packages/core/src/components/BrandConcierge"


def read(item: JsonValue, pointer: str, now: datetime) -> Node | None:
    """The message, from `response.message` or `message`."""
    response = item.get("response") if isinstance(item, dict) else None
    message = text(response, "message") or text(item, "message")
    if not message:
        return None
    return Node(
        one_line(text(item, "state")) or "message",
        one_line(message),
        pointer=pointer,
        content=item,
        note=message if len(message) > 80 else "",
        source=SOURCE,
        branches=Members(item, pointer, now, {"response": opened({})}),
    )


def summarize(items: Sequence[JsonValue], query: Query) -> str:  # noqa: ARG001
    """`3 parts`."""
    return counted(len(items), "part")
