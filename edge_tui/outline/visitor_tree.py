"""A visitor as a tree: identities, variables and client state by organization, with decoded values."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from edge_tui.model.client_state import ClientState, StateEntry
from edge_tui.model.durations import time_left, time_since
from edge_tui.model.json.document import join
from edge_tui.model.node import Node, Tone, branch
from edge_tui.model.visitor import Identity, Visitor
from edge_tui.values import identity_cookie, readings
from edge_tui.values.opening import node_of_reading

_STATE = re.compile(r"kndctr_(?P<org>.+)_AdobeOrg_(?P<key>\w+)")


@dataclass(frozen=True, slots=True)
class Place:
    """The part of a visitor that a node shows: `entry`, `hint`, `identity` or `variable`."""

    kind: str
    org_id: str = ""
    key: str = ""


def place_of(node: Node | None) -> Place | None:
    """The part of the visitor in a node's pointer; None for nodes that can't be edited."""
    parts = (node.pointer or "").split("/") if node else []
    decoded = [part.replace("~1", "/").replace("~0", "~") for part in parts]
    if len(decoded) >= 4 and decoded[1] in ("entry", "identity", "hint", "variable"):
        return Place(decoded[1], decoded[2], decoded[3])
    return None


def ecid_of(visitor: Visitor, org_id: str) -> str | None:
    """The visitor's ECID for an organization, even if expired."""
    value = visitor.state(org_id).value_of("identity")
    try:
        return identity_cookie.decode(value).ecid if value else visitor.identity("ECID")
    except ValueError:
        return identity_cookie.ecid_before_damage(value or "") or None


def visitor_tree(visitor: Visitor, now: datetime) -> Node:
    """A visitor as a tree: identities, variables, and for each organization its hints and entries."""
    return Node(visitor.name, branches=lambda: _branches(visitor, now))


def _branches(visitor: Visitor, now: datetime) -> Iterator[Node]:
    if visitor.identities:
        nodes = [_identity(each) for each in visitor.identities]
        yield Node("identities", str(len(nodes)), Tone.HEADING, opened=True, branches=branch(*nodes))
    if visitor.variables:
        nodes = [_variable(name, value) for name, value in visitor.variables.items()]
        yield Node("variables", str(len(nodes)), Tone.HEADING, opened=True, branches=branch(*nodes))
    for org_id, state in visitor.states.items():
        yield _organization(visitor, org_id, state, now)
    if not visitor.identities and not visitor.states:
        yield Node(
            "nothing yet",
            "Edge will assign an ECID",
            Tone.DIM,
            note="A new visitor has no state: send an event, and Edge assigns an ECID, or import a browser's cookies.",
        )


def _identity(identity: Identity) -> Node:
    words = [identity.id, identity.authenticated_state, "primary" if identity.is_primary else ""]
    return Node(
        identity.namespace,
        " · ".join(word for word in words if word),
        Tone.PLAIN,
        join("", "identity", "own", identity.namespace),
        identity.id,
        "Added to the identityMap of every event that doesn't set this namespace itself; with a first-party domain, an "
        "FPID is sent as a cookie.",
    )


def _variable(name: str, value: str) -> Node:
    return Node(
        name,
        value,
        Tone.PLAIN,
        join("", "variable", "own", name),
        value,
        f"Use it in an event as {{{{var:{name}}}}}. It overrides the profile's variable of the same name.",
    )


def _organization(visitor: Visitor, org_id: str, state: ClientState, now: datetime) -> Node:
    ecid = ecid_of(visitor, org_id)
    live = state.live(now)
    expired = len(state.entries) - len(live.entries)
    counts = f"{len(live.entries)} live" + (f" · {expired} expired" if expired else "")
    return Node(
        org_id or "no organization",
        f"ECID {ecid} · {counts}" if ecid else counts,
        Tone.HEADING,
        opened=True,
        branches=lambda: [*_hints(org_id, state, now), *(_entry(org_id, entry, now) for entry in state.entries)],
    )


def _hints(org_id: str, state: ClientState, now: datetime) -> Iterator[Node]:
    for hint in state.hints:
        yield Node(
            f"hint {hint.scope}",
            f"{hint.hint} · {remaining(hint.expires_at, now)}",
            Tone.PLAIN if hint.is_live(now) else Tone.DIM,
            join("", "hint", org_id, hint.scope),
            hint.hint,
            "The path segment that keeps the visitor at one edge location."
            if hint is state.hint
            else "A hint for another service; edge-tui doesn't send it.",
        )


def _entry(org_id: str, entry: StateEntry, now: datetime) -> Node:
    pointer = join("", "entry", org_id, entry.key)
    match = _STATE.fullmatch(entry.key)
    label = match["key"] if match else entry.key
    left = remaining(entry.expires_at, now)
    origin = f"From exchange {entry.origin}." if entry.origin else "Imported or entered by hand."
    reading = next(iter(readings(entry.value, now)), None)
    if reading is None:
        node = Node(label, entry.value, Tone.PLAIN, pointer, entry.value)
    else:
        node = node_of_reading(reading, label, entry.value, pointer, now)
    tone = node.tone if entry.is_live(now) else Tone.DIM
    note = " ".join(part for part in (entry.key + ".", left.capitalize() + ".", origin, node.note) if part)
    return replace(node, value=f"{left} · {node.value}", tone=tone, note=note)


def remaining(expires_at: datetime | None, now: datetime) -> str:
    """`28 min left`, `expired 3 d ago` or `for this session`; seconds only in the last minute."""
    if expires_at is None:
        return "for this session"
    if now < expires_at:
        return f"{time_left(expires_at - now)} left"
    return f"expired {time_since(now - expires_at)}"
