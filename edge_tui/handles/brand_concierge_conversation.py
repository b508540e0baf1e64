"""`brand-concierge:conversation`: a piece of what the concierge says."""

from collections.abc import Sequence
from datetime import datetime

from edge_tui.handles.members import counted, members, opened, text
from edge_tui.handles.question import Question
from edge_tui.model.document import JsonValue
from edge_tui.model.node import Node, one_line

TYPE = "brand-concierge:conversation"
ABOUT = (
    "Brand Concierge's side of a conversation. It comes as server-sent events, each a whole envelope; state:store "
    "in them counts as well."
)
SOURCE = "Alloy, packages/core/src/components/BrandConcierge"


def read(item: JsonValue, pointer: str, now: datetime) -> Node | None:
    """What is said, where the item says it in `response.message` or `message`."""
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
        branches=lambda: members(item, pointer, now, {"response": opened({})}),
    )


def summarise(items: Sequence[JsonValue], question: Question) -> str:  # noqa: ARG001
    """`3 pieces`."""
    return counted(len(items), "piece")
