"""`locationHint:result`: the location that serves this visitor, for each service."""

from collections.abc import Sequence
from datetime import datetime

from edge_tui.handles.members import Members, annotated, scalar, text
from edge_tui.handles.query import Query
from edge_tui.model.json.document import JsonValue
from edge_tui.model.node import Node, one_line
from edge_tui.model.text import counted
from edge_tui.values.instants import span

TYPE = "locationHint:result"
ABOUT = (
    "The edge location that currently serves this visitor. The EdgeNetwork hint goes into the path of the next "
    "request, before the API version, so that the same location handles it."
)
SOURCE = "Edge Network API guides, location hints"

_SCOPES = {
    "EdgeNetwork": "The path segment for the next request: <base path>/<hint>/<version>/interact.",
    "Target": "Adobe Target's edge cluster, which at.js stores in the mboxEdgeCluster cookie.",
    "AAM": "Audience Manager's region ID.",
}


def read(item: JsonValue, pointer: str, now: datetime) -> Node | None:
    """`EdgeNetwork or2 · Oregon · 30 min`."""
    scope, hint = text(item, "scope"), scalar(item, "hint")
    if not scope or not hint or not isinstance(item, dict):
        return None
    place = _place(hint) if scope == "EdgeNetwork" else ""
    return Node(
        one_line(scope),
        " · ".join(part for part in (hint, place, span(item.get("ttlSeconds"))) if part),
        pointer=pointer,
        content=item,
        note=_SCOPES.get(scope, ""),
        source=SOURCE,
        branches=Members(item, pointer, now, {"ttlSeconds": annotated(span, "Seconds from now.")}),
    )


def _place(hint: str) -> str:
    from edge_tui.values.edge_region import PLACES

    return PLACES.get(hint.upper(), "")


def summarize(items: Sequence[JsonValue], query: Query) -> str:  # noqa: ARG001
    """`3 hints · EdgeNetwork or2`."""
    hints = {text(item, "scope"): scalar(item, "hint") for item in items}
    edge = hints.get("EdgeNetwork")
    return counted(len(items), "hint") + (f" · EdgeNetwork {edge[:20]}" if edge else "")
