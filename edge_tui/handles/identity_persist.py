"""`identity:persist`: an older name of `state:store`, from before state had a handle of its own."""

from collections.abc import Sequence
from datetime import datetime

from edge_tui.handles import state_store
from edge_tui.handles.question import Question
from edge_tui.model.document import JsonValue
from edge_tui.model.node import Node

TYPE = "identity:persist"
ABOUT = "An older name of state:store: entries to keep and to send back. Clients of today do not act upon it."
SOURCE = "Mobile SDK tests, aepsdk-edge-ios"


def read(item: JsonValue, pointer: str, now: datetime) -> Node | None:
    """A cookie, as in `state:store`."""
    return state_store.read(item, pointer, now)


def summarise(items: Sequence[JsonValue], question: Question) -> str:
    """As for `state:store`."""
    return state_store.summarise(items, question)
