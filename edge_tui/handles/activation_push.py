"""`activation:push`: cookies to set and URLs to call, from Audience Manager or edge destinations."""

from collections.abc import Sequence
from datetime import datetime

from edge_tui.handles.members import text
from edge_tui.handles.query import Query
from edge_tui.handles.side_effect import read_cookie, read_url
from edge_tui.model.json.document import JsonValue
from edge_tui.model.node import Node
from edge_tui.model.text import counted

TYPE = "activation:push"
ABOUT = (
    "Destinations that fire in the client: cookies to set and URLs to call because the visitor is in a segment mapped "
    "to them. They come from Audience Manager or from edge destinations."
)
SOURCE = "Web SDK documentation, destinations; Alloy test mocks"


def read(item: JsonValue, pointer: str, now: datetime) -> Node | None:
    """The cookie or the URL."""
    kind = text(item, "type")
    if kind == "url":
        return read_url(item, pointer, now, SOURCE)
    return read_cookie(item, pointer, now, SOURCE) if kind == "cookie" else None


def summarize(items: Sequence[JsonValue], query: Query) -> str:  # noqa: ARG001
    """`1 cookie · 2 URLs`."""
    kinds = [text(item, "type") for item in items]
    counts = [
        counted(number, noun) for kind, noun in (("cookie", "cookie"), ("url", "URL")) if (number := kinds.count(kind))
    ]
    others = sum(kind not in ("cookie", "url") for kind in kinds)
    return " · ".join([*counts, *([counted(others, "other")] if others else [])]) or "nothing to do"
