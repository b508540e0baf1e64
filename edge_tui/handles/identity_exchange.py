"""`identity:exchange`: id syncs, URLs the client is to call so that partners know the visitor."""

from collections.abc import Sequence
from datetime import datetime

from edge_tui.handles.members import counted
from edge_tui.handles.question import Question
from edge_tui.handles.side_effect import read_url
from edge_tui.model.document import JsonValue
from edge_tui.model.node import Node

TYPE = "identity:exchange"
ABOUT = (
    "Id syncs that are due: the client calls each URL, once in its time to live, and a partner learns the "
    "visitor's id. They come with third-party cookies or an id sync container."
)
SOURCE = "Mobile SDK tests, aepsdk-edge-ios; Alloy, Identity component"


def read(item: JsonValue, pointer: str, now: datetime) -> Node | None:
    """The URL to call."""
    return read_url(item, pointer, now, SOURCE)


def summarise(items: Sequence[JsonValue], question: Question) -> str:  # noqa: ARG001
    """`2 id syncs`."""
    return counted(len(items), "id sync")
