"""What a client keeps for a visitor between requests: state entries and the location hint."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from edge_tui.model.response import InteractResponse


@dataclass(frozen=True, slots=True)
class StateEntry:
    """One item of `state:store`. `expires_at` is None for an entry that lasts a session."""

    key: str
    value: str
    max_age_seconds: int | None = None
    expires_at: datetime | None = None

    def is_live(self, now: datetime) -> bool:
        """Whether the entry may still be sent."""
        return self.expires_at is None or now < self.expires_at


@dataclass(frozen=True, slots=True)
class LocationHint:
    """The path segment that keeps a visitor on one edge location."""

    hint: str
    expires_at: datetime

    def is_live(self, now: datetime) -> bool:
        """Whether the hint may still be used."""
        return now < self.expires_at


@dataclass(frozen=True, slots=True)
class ClientState:
    """Entries by key, in the order they were first given, and the EdgeNetwork location hint."""

    entries: tuple[StateEntry, ...] = ()
    hint: LocationHint | None = None

    def live(self, now: datetime) -> "ClientState":
        """The state without what has expired."""
        hint = self.hint if self.hint and self.hint.is_live(now) else None
        return ClientState(tuple(entry for entry in self.entries if entry.is_live(now)), hint)

    def absorb(self, response: InteractResponse, now: datetime) -> "ClientState":
        """The state after an answer received at `now`.

        Of one key the last item wins; `maxAge` of zero or less deletes; an item without a
        `maxAge` lasts a session (the client-state-management guide; the mobile SDKs).
        """
        state = self.live(now)
        for handle in response.handles:
            if handle.type == "state:store":
                state = replace(state, entries=_stored(state.entries, handle.items, now))
            elif handle.type == "locationHint:result":
                state = replace(state, hint=_hinted(state.hint, handle.items, now))
        return state

    def without_hint(self) -> "ClientState":
        """The state after the gateway did not know its hint."""
        return replace(self, hint=None)

    def value_of(self, key_suffix: str) -> str | None:
        """The value of the entry whose key ends in `_<key_suffix>`, such as `identity`."""
        return next((entry.value for entry in self.entries if entry.key.endswith("_" + key_suffix)), None)


def _stored(entries: tuple[StateEntry, ...], items: Iterable[object], now: datetime) -> tuple[StateEntry, ...]:
    by_key = {entry.key: entry for entry in entries}
    for item in items:
        if not isinstance(item, dict) or not isinstance(item.get("key"), str):
            continue
        key, value, max_age = item["key"], item.get("value", ""), item.get("maxAge")
        seconds = _seconds(max_age)
        if seconds is not None and seconds <= 0:
            by_key.pop(key, None)
            continue
        expires_at = None if seconds is None else _later(now, seconds)
        by_key[key] = StateEntry(key, value if isinstance(value, str) else "", seconds, expires_at)
    return tuple(by_key.values())


def _hinted(hint: LocationHint | None, items: Iterable[object], now: datetime) -> LocationHint | None:
    for item in items:
        if not isinstance(item, dict) or item.get("scope") != "EdgeNetwork":
            continue
        seconds = _seconds(item.get("ttlSeconds"))
        if isinstance(item.get("hint"), str) and item["hint"] and seconds is not None:
            hint = LocationHint(item["hint"], _later(now, seconds)) if seconds > 0 else None
    return hint


def _seconds(value: object) -> int | None:
    return int(value) if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e15 else None


def _later(now: datetime, seconds: int) -> datetime:
    try:
        return now + timedelta(seconds=seconds)
    except OverflowError:
        return datetime.max.replace(tzinfo=now.tzinfo)
