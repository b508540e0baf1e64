"""`rtml:inferences`: scores of machine learning models that run at the edge."""

from collections.abc import Sequence
from datetime import datetime

from edge_tui.handles.members import Members, scalar
from edge_tui.handles.query import Query
from edge_tui.model.json.document import JsonValue
from edge_tui.model.node import Node
from edge_tui.model.text import counted

TYPE = "rtml:inferences"
ABOUT = "Scores of machine learning models that ran at the edge for this event. Only older Web SDK versions used them."
SOURCE = "Older Alloy builds, machine learning component"

_NAMES = ("modelName", "modelId", "model", "name", "id")
_SCORES = ("score", "value", "prediction", "result", "probability")


def read(item: JsonValue, pointer: str, now: datetime) -> Node | None:
    """A model and its score, found by likely member names: the shape isn't documented."""
    name = next((found for each in _NAMES if (found := scalar(item, each))), "")
    score = next((found for each in _SCORES if (found := scalar(item, each))), "")
    if not name or not score:
        return None
    return Node(
        name,
        score,
        pointer=pointer,
        content=item,
        note="The format of this handle isn't documented; the members are shown unchanged.",
        source=SOURCE,
        branches=Members(item, pointer, now, {}),
    )


def summarize(items: Sequence[JsonValue], query: Query) -> str:  # noqa: ARG001
    """`2 inferences`."""
    return counted(len(items), "inference")
