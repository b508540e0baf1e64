"""A decoder per handle type, one module each, listed in DECODERS and imported when its type occurs.

Other types are shown as plain JSON.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from edge_tui.handles.query import Query
from edge_tui.model.json.document import JsonValue
from edge_tui.model.lazy_modules import LazyModules
from edge_tui.model.node import Node


class Decoder(Protocol):
    """The interface of a decoder module: the type, a description, and the source it is documented in."""

    @property
    def TYPE(self) -> str: ...  # noqa: N802

    @property
    def ABOUT(self) -> str: ...  # noqa: N802

    @property
    def SOURCE(self) -> str: ...  # noqa: N802

    def read(self, item: JsonValue, pointer: str, now: datetime) -> Node | None:
        """One payload item as a node with all its members below; None when the shape is unknown."""

    def summarize(self, items: Sequence[JsonValue], query: Query) -> str:
        """All items of this type in one line, compared with what was requested; doesn't read below the items."""


DECODERS: LazyModules[Decoder] = LazyModules(
    __name__,
    {
        "activation:pull": "activation_pull",
        "activation:push": "activation_push",
        "brand-concierge:conversation": "brand_concierge_conversation",
        "consent:preferences": "consent_preferences",
        "identity:exchange": "identity_exchange",
        "identity:persist": "identity_persist",
        "identity:result": "identity_result",
        "locationHint:result": "location_hint_result",
        "media-analytics:new-session": "media_analytics_new_session",
        "personalization:decisions": "personalization_decisions",
        "rtml:inferences": "rtml_inferences",
        "state:store": "state_store",
    },
)
