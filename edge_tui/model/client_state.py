"""The state a client stores for a visitor between requests: entries and location hints."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeVar

from edge_tui.model.response import InteractResponse

# The scope whose hint selects the edge location; hints of other scopes are for other Adobe products.
EDGE_NETWORK = "EdgeNetwork"

# Cookies a browser sends to a first-party gateway that aren't state entries: the first-party ID, the
# legacy visitor cookies, Target's (alloy, packages/core/src/core/createCookieTransfer.js).
_COOKIES_ONLY = ("FPID", "s_ecid", "demdex", "mbox", "AMCV")

_STATE_KEY = re.compile(r"kndctr_(?P<org>.+?)_AdobeOrg_(?P<name>.+)")


@dataclass(frozen=True, slots=True)
class StateEntry:
    """One item of `state:store`, or a first-party cookie.

    `expires_at` is None for a session entry. `origin` is the request ID of the exchange that set
    it, empty for an imported or hand-written entry.
    """

    key: str
    value: str
    max_age_seconds: int | None = None
    expires_at: datetime | None = None
    origin: str = ""

    @property
    def is_cookie_only(self) -> bool:
        """Whether it is a cookie of the site rather than gateway state: never sent in `meta.state.entries`."""
        return self.key.startswith(_COOKIES_ONLY)

    def is_live(self, now: datetime) -> bool:
        """Whether the entry may still be sent."""
        return self.expires_at is None or now < self.expires_at


def state_key(key: str) -> tuple[str, str] | None:
    """The organization and the name in the key of an entry; None for a cookie without an organization.

    `kndctr_AAAA_AdobeOrg_identity` gives `AAAA@AdobeOrg` and `identity`.
    """
    match = _STATE_KEY.fullmatch(key)
    return (f"{match['org']}@AdobeOrg", match["name"]) if match else None


def short_key(key: str) -> str:
    """`identity` from `kndctr_<org>_AdobeOrg_identity`; other keys unchanged."""
    start, found, rest = key.partition("_AdobeOrg_")
    return rest if found and rest and start.startswith("kndctr_") else key


@dataclass(frozen=True, slots=True)
class LocationHint:
    """Pins a visitor to one edge location; the hint of the scope `EdgeNetwork` becomes a path segment."""

    hint: str
    expires_at: datetime
    scope: str = EDGE_NETWORK

    def is_live(self, now: datetime) -> bool:
        """Whether the hint may still be used."""
        return now < self.expires_at


_Kept = TypeVar("_Kept")

# Larger ages are capped: the date would be outside any calendar.
_MAX_SECONDS = 10**15 - 1
# Later expiries are capped here, not at the end of the calendar, where a time zone offset would overflow.
_MAX_YEAR = 9000


@dataclass(frozen=True, slots=True)
class ClientState:
    """Entries, one per key, in the order they were first set, and the location hints.

    `hint` is the Edge Network's. `other_hints` are those of Target and Audience Manager, which
    the gateway returns too but no request carries.
    """

    entries: tuple[StateEntry, ...] = ()
    hint: LocationHint | None = None
    other_hints: tuple[LocationHint, ...] = ()

    @property
    def hints(self) -> tuple[LocationHint, ...]:
        """Every hint, the Edge Network's first."""
        return (*((self.hint,) if self.hint else ()), *self.other_hints)

    def live(self, now: datetime) -> "ClientState":
        """The state without expired entries and hints."""
        hint = self.hint if self.hint and self.hint.is_live(now) else None
        others = tuple(each for each in self.other_hints if each.is_live(now))
        return ClientState(tuple(entry for entry in self.entries if entry.is_live(now)), hint, others)

    def apply_response(self, response: InteractResponse, now: datetime, origin: str = "") -> "ClientState":
        """The state after a response received at `now` to the request `origin`.

        If a key repeats, the last item wins; `maxAge` <= 0 deletes; an item without `maxAge` lasts
        for the session (the client-state-management guide; the mobile SDKs).
        """
        state = self.live(now)
        for handle in response.handles:
            if handle.type == "state:store":
                state = replace(state, entries=_with_stored(state.entries, handle.items, now, origin))
            elif handle.type == "locationHint:result":
                state = _with_hints(state, handle.items, now)
        return state

    def with_entry(self, entry: StateEntry) -> "ClientState":
        """The state with an entry, which replaces the one with the same key."""
        kept = {each.key: each for each in self.entries} | {entry.key: entry}
        return replace(self, entries=tuple(kept.values()))

    def without_entry(self, key: str) -> "ClientState":
        """The state without the entry for a key."""
        return replace(self, entries=tuple(entry for entry in self.entries if entry.key != key))

    def without_hint(self) -> "ClientState":
        """The state after the gateway rejected its hint."""
        return replace(self, hint=None)

    def expired(self, now: datetime, key: str | None = None) -> "ClientState":
        """The state with the entry for `key` expired, or with everything expired."""
        entries = tuple(
            replace(entry, expires_at=now) if key is None or entry.key == key else entry for entry in self.entries
        )
        if key is not None:
            return replace(self, entries=entries)
        hint = replace(self.hint, expires_at=now) if self.hint else None
        return ClientState(entries, hint, tuple(replace(each, expires_at=now) for each in self.other_hints))

    def changed(self, before: "ClientState", after: "ClientState") -> "ClientState":
        """This state with the changes from `before` to `after` applied, key by key.

        An entry removed in `after` is removed here unless it was changed here in the meantime;
        everything else stays.
        """
        entries = _merged_changes(*({entry.key: entry for entry in each.entries} for each in (self, before, after)))
        hints = _merged_changes(*({hint.scope: hint for hint in each.hints} for each in (self, before, after)))
        hint = hints.pop(EDGE_NETWORK, None)
        return ClientState(tuple(entries.values()), hint, tuple(hints.values()))

    def value_of(self, key_suffix: str) -> str | None:
        """The value of the entry whose key ends in `_<key_suffix>`, such as `identity`."""
        return next((entry.value for entry in self.entries if entry.key.endswith("_" + key_suffix)), None)


def _merged_changes(here: dict[str, _Kept], before: dict[str, _Kept], after: dict[str, _Kept]) -> dict[str, _Kept]:
    removed = {key for key, kept in before.items() if key not in after and here.get(key) == kept}
    updated = {key: kept for key, kept in after.items() if before.get(key) != kept}
    return {key: kept for key, kept in here.items() if key not in removed} | updated


def entry_of(key: str, value: str, max_age_seconds: int | None, now: datetime, origin: str = "") -> StateEntry:
    """An entry received at `now`; without a maximum age it lasts for the session."""
    expires_at = None if max_age_seconds is None else _later(now, max_age_seconds)
    return StateEntry(key, value, max_age_seconds, expires_at, origin)


def _with_stored(
    entries: tuple[StateEntry, ...], items: Iterable[object], now: datetime, origin: str
) -> tuple[StateEntry, ...]:
    by_key = {entry.key: entry for entry in entries}
    for item in items:
        if not isinstance(item, dict) or not isinstance(item.get("key"), str):
            continue
        key, value, max_age = item["key"], item.get("value", ""), item.get("maxAge")
        seconds = _seconds(max_age)
        if seconds is not None and seconds <= 0:
            by_key.pop(key, None)
            continue
        by_key[key] = entry_of(key, value if isinstance(value, str) else "", seconds, now, origin)
    return tuple(by_key.values())


def _with_hints(state: ClientState, items: Iterable[object], now: datetime) -> ClientState:
    by_scope = {each.scope: each for each in state.hints}
    for item in items:
        if not isinstance(item, dict) or not isinstance(item.get("scope"), str):
            continue
        scope, seconds = item["scope"], _seconds(item.get("ttlSeconds"))
        if isinstance(item.get("hint"), str) and item["hint"] and seconds is not None:
            by_scope.pop(scope, None)
            if seconds > 0:
                by_scope[scope] = LocationHint(item["hint"], _later(now, seconds), scope)
    hint = by_scope.pop(EDGE_NETWORK, None)
    return replace(state, hint=hint, other_hints=tuple(by_scope.values()))


def _seconds(value: object) -> int | None:
    if not isinstance(value, int | float) or isinstance(value, bool) or value != value:  # noqa: PLR0124 (NaN)
        return None
    return int(max(-_MAX_SECONDS, min(value, _MAX_SECONDS)))


def _later(now: datetime, seconds: int) -> datetime:
    latest = datetime(_MAX_YEAR, 1, 1, tzinfo=now.tzinfo)
    try:
        return min(latest, now + timedelta(seconds=seconds))
    except OverflowError:
        return latest
