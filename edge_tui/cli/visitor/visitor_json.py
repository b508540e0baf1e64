"""A visitor as JSON and as a table row."""

from collections.abc import Iterator
from datetime import datetime

from edge_tui.model.client_state import ClientState, LocationHint, StateEntry
from edge_tui.model.json.document import JsonObject
from edge_tui.model.placeholders import iso
from edge_tui.model.visitor import Visitor
from edge_tui.values import identity_cookie


def visitor_document(visitor: Visitor, now: datetime) -> JsonObject:
    """A visitor as JSON; the shape is stable."""
    return {
        "name": visitor.name,
        "identities": [
            {
                "namespace": identity.namespace,
                "id": identity.id,
                "authenticatedState": identity.authenticated_state or None,
                "primary": identity.is_primary,
            }
            for identity in visitor.identities
        ],
        "variables": dict(visitor.variables),
        "states": [
            {
                "orgId": org_id,
                "ecid": _ecid(state),
                "entries": [_entry(entry) for entry in state.entries],
                "hint": _hint(state.hint) if state.hint else None,
            }
            for org_id, state in _live_states(visitor, now)
        ],
    }


def visitor_row(visitor: Visitor, now: datetime) -> tuple[str, ...]:
    """Name, organizations, entries and ECIDs."""
    states = [state for _, state in _live_states(visitor, now)]
    ecids = [ecid for state in states if (ecid := _ecid(state))]
    return visitor.name, str(len(states)), str(sum(len(state.entries) for state in states)), " ".join(ecids)


def _live_states(visitor: Visitor, now: datetime) -> Iterator[tuple[str, ClientState]]:
    for org_id, state in visitor.states.items():
        live = state.live(now)
        if live.entries or live.hint:
            yield org_id, live


def _entry(entry: StateEntry) -> JsonObject:
    return {
        "key": entry.key,
        "value": entry.value,
        "maxAge": entry.max_age_seconds,
        "expiresAt": iso(entry.expires_at) if entry.expires_at else None,
        "origin": entry.origin or None,
    }


def _hint(hint: LocationHint) -> JsonObject:
    return {"hint": hint.hint, "expiresAt": iso(hint.expires_at)}


def _ecid(state: ClientState) -> str | None:
    value = state.value_of("identity")
    if value is None:
        return None
    try:
        return identity_cookie.decode(value).ecid
    except ValueError:
        return None
