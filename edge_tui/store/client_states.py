"""A client state as JSON, in a visitor's file and in history."""

from datetime import UTC, datetime
from typing import Any

from edge_tui.model.client_state import EDGE_NETWORK, ClientState, LocationHint, StateEntry
from edge_tui.model.json.document import JsonObject


def state_to_json(state: ClientState) -> JsonObject:
    """A client state as JSON; every entry has the time it expires."""
    members: JsonObject = {"entries": [_entry_to_json(entry) for entry in state.entries]}
    if state.hint:
        members["hint"] = _hint_to_json(state.hint)
    if state.other_hints:
        members["otherHints"] = {each.scope: _hint_to_json(each) for each in state.other_hints}
    return members


def _hint_to_json(hint: LocationHint) -> JsonObject:
    return {"hint": hint.hint, "expiresAt": hint.expires_at.isoformat()}


def _entry_to_json(entry: StateEntry) -> JsonObject:
    members: JsonObject = {"key": entry.key, "value": entry.value}
    if entry.max_age_seconds is not None:
        members["maxAge"] = entry.max_age_seconds
    if entry.expires_at is not None:
        members["expiresAt"] = entry.expires_at.isoformat()
    if entry.origin:
        members["origin"] = entry.origin
    return members


def state_from_json(state: Any) -> ClientState:
    """The client state read from JSON; malformed JSON raises a built-in exception."""
    hint = state.get("hint")
    return ClientState(
        tuple(_entry_from_json(entry) for entry in state["entries"]),
        None if hint is None else _hint_from_json(hint, EDGE_NETWORK),
        tuple(_hint_from_json(each, _string(scope)) for scope, each in state.get("otherHints", {}).items()),
    )


def _hint_from_json(hint: Any, scope: str) -> LocationHint:
    return LocationHint(_string(hint["hint"]), _moment(hint["expiresAt"]), scope)


def _entry_from_json(entry: Any) -> StateEntry:
    """Only an entry with neither `maxAge` nor `expiresAt` lasts for a session."""
    seconds, expires_at = entry.get("maxAge"), entry.get("expiresAt")
    if seconds is not None and (expires_at is None or not isinstance(seconds, int)):
        raise ValueError("an entry with maxAge needs expiresAt")
    return StateEntry(
        _string(entry["key"]),
        _string(entry["value"]),
        seconds,
        None if expires_at is None else _moment(expires_at),
        _string(entry.get("origin", "")),
    )


def _string(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("a string is expected")
    return value


def _moment(text: Any) -> datetime:
    moment = datetime.fromisoformat(_string(text))
    # Raises near the ends of the calendar: such a moment has no local time in every time zone.
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
