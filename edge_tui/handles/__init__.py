"""How each handle type reads; one module a type, listed in DECODERS. What has none reads as plain JSON."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from edge_tui.handles import (
    activation_pull,
    activation_push,
    brand_concierge_conversation,
    consent_preferences,
    identity_exchange,
    identity_persist,
    identity_result,
    location_hint_result,
    media_analytics_new_session,
    personalization_decisions,
    rtml_inferences,
    state_store,
)
from edge_tui.handles.question import Question
from edge_tui.model.document import JsonValue
from edge_tui.model.node import Node


class Decoder(Protocol):
    """What a module of this room offers: the type, what it is in sentences, and where that is documented."""

    @property
    def TYPE(self) -> str: ...  # noqa: N802

    @property
    def ABOUT(self) -> str: ...  # noqa: N802

    @property
    def SOURCE(self) -> str: ...  # noqa: N802

    def read(self, item: JsonValue, pointer: str, now: datetime) -> Node | None:
        """One payload item as a node, every member of it below; None when its shape is not known."""

    def summarise(self, items: Sequence[JsonValue], question: Question) -> str:
        """All items of this type in one line, held against what was asked; never goes below the items."""


DECODERS: dict[str, Decoder] = {
    "activation:pull": activation_pull,
    "activation:push": activation_push,
    "brand-concierge:conversation": brand_concierge_conversation,
    "consent:preferences": consent_preferences,
    "identity:exchange": identity_exchange,
    "identity:persist": identity_persist,
    "identity:result": identity_result,
    "locationHint:result": location_hint_result,
    "media-analytics:new-session": media_analytics_new_session,
    "personalization:decisions": personalization_decisions,
    "rtml:inferences": rtml_inferences,
    "state:store": state_store,
}
