"""`media-analytics:new-session`: the ID of a new media session."""

from collections.abc import Sequence
from datetime import datetime

from edge_tui.handles.members import Members, text
from edge_tui.handles.query import Query
from edge_tui.model.json.document import JsonValue
from edge_tui.model.node import Node, one_line

TYPE = "media-analytics:new-session"
ABOUT = (
    "A media session was started. Every further media event sends this ID as xdm.mediaCollection.sessionID (with a "
    "capital D). The session ends with sessionEnd, after 10 minutes without events, or after 24 hours."
)
SOURCE = "Media Edge API documentation"


def read(item: JsonValue, pointer: str, now: datetime) -> Node | None:
    """The session ID."""
    session = text(item, "sessionId")
    if not session:
        return None
    return Node(
        "session",
        one_line(session),
        pointer=pointer,
        content=item,
        note="Send it as xdm.mediaCollection.sessionID in every media event, and media.ping every 10 seconds.",
        source=SOURCE,
        branches=Members(item, pointer, now, {}),
    )


def summarize(items: Sequence[JsonValue], query: Query) -> str:  # noqa: ARG001
    """`session 5c6c…`."""
    session = text(items[0], "sessionId") if items else ""
    return f"session {session[:12]}…" if len(session) > 13 else f"session {session}" if session else "no session"
