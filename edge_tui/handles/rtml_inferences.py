"""`rtml:inferences`: scores of machine learning models that run at the edge."""

from collections.abc import Sequence
from datetime import datetime

from edge_tui.handles.members import counted, members, scalar
from edge_tui.handles.question import Question
from edge_tui.model.document import JsonValue
from edge_tui.model.node import Node

TYPE = "rtml:inferences"
ABOUT = "Scores of models that ran at the edge for this event. Only older versions of the Web SDK took them up."
SOURCE = "Older Alloy builds, machine learning component"

_NAMES = ("modelName", "modelId", "model", "name", "id")
_SCORES = ("score", "value", "prediction", "result", "probability")


def read(item: JsonValue, pointer: str, now: datetime) -> Node | None:
    """A model and its score, where both have names that say so: the shape is not documented."""
    name = next((found for each in _NAMES if (found := scalar(item, each))), "")
    score = next((found for each in _SCORES if (found := scalar(item, each))), "")
    if not name or not score:
        return None
    return Node(
        name,
        score,
        pointer=pointer,
        content=item,
        note="The shape of this handle is not documented; the members are shown as they came.",
        source=SOURCE,
        branches=lambda: members(item, pointer, now, {}),
    )


def summarise(items: Sequence[JsonValue], question: Question) -> str:  # noqa: ARG001
    """`2 inferences`."""
    return counted(len(items), "inference")
