"""`identity:persist`: the former name of `state:store`."""

from collections.abc import Sequence
from datetime import datetime

from edge_tui.handles import state_store
from edge_tui.handles.query import Query
from edge_tui.model.json.document import JsonValue
from edge_tui.model.node import Node

TYPE = "identity:persist"
ABOUT = "The former name of state:store: state to store and return. Current clients ignore it."
SOURCE = "Mobile SDK tests, aepsdk-edge-ios"


def read(item: JsonValue, pointer: str, now: datetime) -> Node | None:
    """A cookie, as in `state:store`."""
    return state_store.read(item, pointer, now)


def summarize(items: Sequence[JsonValue], query: Query) -> str:
    """As for `state:store`."""
    return state_store.summarize(items, query)
