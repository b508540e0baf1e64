"""A visitor as JSON, as a row of a table, and as a tree."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from edge_tui.model.client_state import ClientState, LocationHint, StateEntry
from edge_tui.model.document import JsonObject
from edge_tui.model.node import Node, Tone
from edge_tui.model.placeholders import iso
from edge_tui.model.visitor import Visitor
from edge_tui.values import identity_cookie


def visitor_document(visitor: Visitor, now: datetime) -> JsonObject:
    """A visitor as one JSON document; its shape is kept stable."""
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
    """Name, organisations, entries and ECIDs."""
    states = [state for _, state in _live_states(visitor, now)]
    ecids = [ecid for state in states if (ecid := _ecid(state))]
    return visitor.name, str(len(states)), str(sum(len(state.entries) for state in states)), " ".join(ecids)


def visitor_tree(visitor: Visitor, now: datetime) -> Node:
    """All that a visitor keeps, by organisation."""
    identities = [Node(identity.namespace, identity.id) for identity in visitor.identities]
    states = [
        Node(org_id or "no organisation", _ecid(state) or "", Tone.NAME, branches=partial(_kept, state))
        for org_id, state in _live_states(visitor, now)
    ]
    nodes = [*([Node("identities", branches=lambda: identities)] if identities else []), *states]
    return Node(visitor.name, "" if nodes else "nothing kept", Tone.HEADING, branches=lambda: nodes)


def _kept(state: ClientState) -> list[Node]:
    hints = [state.hint] if state.hint else []
    return [
        *(Node(entry.key, f"{_until(entry.expires_at)}  {entry.value}") for entry in state.entries),
        *(Node("location hint", f"{_until(hint.expires_at)}  {hint.hint}") for hint in hints),
    ]


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


def _until(moment: datetime | None) -> str:
    return f"until {moment.astimezone():%Y-%m-%d %H:%M:%S}" if moment else "this session"
