"""`identity:result`: the visitor's ids, for the namespaces the request asked for."""

from collections.abc import Sequence
from datetime import datetime

from edge_tui.handles.members import counted, members, noted, opened, text
from edge_tui.handles.question import Question
from edge_tui.model.document import JsonValue, at
from edge_tui.model.node import Node, one_line

TYPE = "identity:result"
ABOUT = (
    "The ids of this visitor, one for each namespace in query.identity.fetch that the gateway may tell. "
    "The ECID here is the one in the identity cookie."
)
SOURCE = "Edge Network API guides, visitor identification"

_NAMESPACES = {
    "ECID": "The Experience Cloud ID: this visitor, to every Adobe solution.",
    "CORE": "The third-party id of the demdex domain; it needs third-party cookies.",
    "FPID": "The first-party device id that the customer's own server set.",
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
        branches=lambda: members(item, pointer, now, known),
    )


def summarise(items: Sequence[JsonValue], question: Question) -> str:
    """`ECID 4186…`, and how many more there are."""
    named = [(code, text(item, "id")) for item in items if isinstance(code := at(item, "/namespace/code"), str)]
    if not named:
        return counted(len(items), "identity", "identities")
    missing = [code for code in question.namespaces if code not in dict(named)]
    told = [f"{code} {number}" for code, number in named[:1]] + [code for code, _ in named[1:4]]
    return one_line(" · ".join(told)) + (f" · {', '.join(missing[:3])} not returned" if missing else "")
