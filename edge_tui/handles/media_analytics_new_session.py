"""`media-analytics:new-session`: the id under which a media session goes on."""

from collections.abc import Sequence
from datetime import datetime

from edge_tui.handles.members import members, text
from edge_tui.handles.question import Question
from edge_tui.model.document import JsonValue
from edge_tui.model.node import Node, one_line

TYPE = "media-analytics:new-session"
ABOUT = (
    "A media session has begun. Every further media event carries this id as xdm.mediaCollection.sessionID (its D "
    "is written large there). The session ends with sessionEnd, after 10 minutes of silence, or after 24 hours."
)
SOURCE = "Media Edge API documentation"


def read(item: JsonValue, pointer: str, now: datetime) -> Node | None:
    """The session's id."""
    session = text(item, "sessionId")
    if not session:
        return None
    return Node(
        "session",
        one_line(session),
        pointer=pointer,
        content=item,
        note="Send it as xdm.mediaCollection.sessionID with every media event, and a ping every 10 seconds.",
        source=SOURCE,
        branches=lambda: members(item, pointer, now, {}),
    )


def summarise(items: Sequence[JsonValue], question: Question) -> str:  # noqa: ARG001
    """`session 5c6c…`."""
    session = text(items[0], "sessionId") if items else ""
    return f"session {session[:12]}…" if len(session) > 13 else f"session {session}" if session else "no session"
