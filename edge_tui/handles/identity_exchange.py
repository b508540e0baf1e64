"""`identity:exchange`: ID syncs, URLs the client should call to share the visitor's ID with partners."""

from collections.abc import Sequence
from datetime import datetime

from edge_tui.handles.query import Query
from edge_tui.handles.side_effect import read_url
from edge_tui.model.json.document import JsonValue
from edge_tui.model.node import Node
from edge_tui.model.text import counted

TYPE = "identity:exchange"
ABOUT = (
    "ID syncs to run: the client calls each URL once per time to live, which shares the visitor's ID with a partner. "
    "Requires third-party cookies or an ID sync container."
)
SOURCE = "Mobile SDK tests, aepsdk-edge-ios; Alloy, Identity component"


def read(item: JsonValue, pointer: str, now: datetime) -> Node | None:
    """The URL to call."""
    return read_url(item, pointer, now, SOURCE)


def summarize(items: Sequence[JsonValue], query: Query) -> str:  # noqa: ARG001
    """`2 ID syncs`."""
    return counted(len(items), "ID sync")
