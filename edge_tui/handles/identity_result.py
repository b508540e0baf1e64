"""`identity:result`: the visitor's IDs for the requested namespaces."""

from collections.abc import Sequence
from datetime import datetime

from edge_tui.handles.members import Members, noted, opened, text
from edge_tui.handles.query import Query
from edge_tui.model.json.document import JsonValue, at
from edge_tui.model.node import Node, one_line
from edge_tui.model.text import counted

TYPE = "identity:result"
ABOUT = (
    "The visitor's IDs, one per namespace requested in query.identity.fetch. The ECID is the same as in the identity "
    "cookie."
)
SOURCE = "Edge Network API guides, visitor identification"

_NAMESPACES = {
    "ECID": "Experience Cloud ID: identifies this visitor across Adobe products.",
    "CORE": "Third-party ID of the demdex.net domain; requires third-party cookies.",
    "FPID": "First-party device ID, set by the customer's server.",
}


def read(item: JsonValue, pointer: str, now: datetime) -> Node | None:
    """`ECID 4186…`."""
    code = at(item, "/namespace/code") if isinstance(item, dict) else None
    if not isinstance(code, str) or not text(item, "id"):
        return None
    known = {"namespace": opened({}, lambda _: one_line(code)), "id": noted(_NAMESPACES.get(code, ""))}
    return Node(
        one_line(code),
        one_line(text(item, "id")),
        pointer=pointer,
        content=item,
        note=_NAMESPACES.get(code, ""),
        source=SOURCE,
        branches=Members(item, pointer, now, known),
    )


def summarize(items: Sequence[JsonValue], query: Query) -> str:
    """`ECID 4186… · CORE`, and the namespaces that weren't returned."""
    named = [(code, text(item, "id")) for item in items if isinstance(code := at(item, "/namespace/code"), str)]
    if not named:
        return counted(len(items), "identity", "identities")
    missing = [code for code in query.namespaces if code not in dict(named)]
    parts = [f"{code} {number}" for code, number in named[:1]] + [code for code, _ in named[1:4]]
    return one_line(" · ".join(parts)) + (f" · {', '.join(missing[:3])} not returned" if missing else "")
