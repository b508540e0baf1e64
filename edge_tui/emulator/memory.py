"""State that the emulator keeps between requests, bounded: consent, identities, profiles and media sessions."""

from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeVar

from edge_tui.model.json.document import JsonObject

MAX_VISITORS = 10_000
MAX_SESSIONS = 10_000
MAX_PROFILES = 2_000

Value = TypeVar("Value")


class Bounded(Generic[Value]):
    """A mapping that evicts the least recently used key."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[str, Value] = OrderedDict()

    def get(self, key: str) -> Value | None:
        """The value of a key, which counts as use."""
        value = self._kept.get(key)
        if value is not None:
            self._kept.move_to_end(key)
        return value

    def put(self, key: str, value: Value) -> None:
        """Stores a value; evicts the oldest one when full."""
        self._kept[key] = value
        self._kept.move_to_end(key)
        if len(self._kept) > self._most:
            self._kept.popitem(last=False)

    def drop(self, key: str) -> None:
        """Removes a key, if present."""
        self._kept.pop(key, None)

    def __len__(self) -> int:
        return len(self._kept)


@dataclass(slots=True)
class MediaSession:
    """An active media session."""

    started_at: datetime
    last_event_at: datetime
    playhead: float
    playhead_moved_at: datetime


@dataclass(slots=True)
class Conversation:
    """A session's conversation with Brand Concierge. `turns` are the IDs of its interactions."""

    id: str
    last_at: datetime
    turns: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Memory:
    """One emulator's memory.

    Consents and third-party IDs (`core_ids`) are keyed by organization and ECID, Target's `profiles` by
    organization and what Target knows a visitor by, conversations by organization and session, counters
    by datastream ID.
    """

    consents: Bounded[JsonObject] = field(default_factory=lambda: Bounded(MAX_VISITORS))
    core_ids: Bounded[str] = field(default_factory=lambda: Bounded(MAX_VISITORS))
    conversations: Bounded[Conversation] = field(default_factory=lambda: Bounded(MAX_SESSIONS))
    profiles: Bounded[JsonObject] = field(default_factory=lambda: Bounded(MAX_PROFILES))
    sessions: Bounded[MediaSession] = field(default_factory=lambda: Bounded(MAX_SESSIONS))
    requests: dict[str, int] = field(default_factory=dict)
    units: dict[str, tuple[int, int]] = field(default_factory=dict)

    def count(self, datastream_id: str) -> int:
        """Counts a request of a datastream; returns the total so far."""
        count = self.requests.get(datastream_id, 0) + 1
        self.requests[datastream_id] = count
        return count

    def consent(self, org_id: str, ecid: str) -> JsonObject | None:
        """A visitor's stored preferences."""
        return self.consents.get(f"{org_id}/{ecid}")

    def core_id(self, org_id: str, ecid: str) -> str:
        """The third-party ID of a visitor; empty if the visitor wasn't on the third-party domain yet."""
        return self.core_ids.get(f"{org_id}/{ecid}") or ""

    def keep_core_id(self, org_id: str, ecid: str, core_id: str) -> None:
        """Stores a visitor's third-party ID."""
        self.core_ids.put(f"{org_id}/{ecid}", core_id)

    def keep_consent(self, org_id: str, ecid: str, preferences: dict[str, Any]) -> None:
        """Stores a visitor's preferences."""
        self.consents.put(f"{org_id}/{ecid}", preferences)
