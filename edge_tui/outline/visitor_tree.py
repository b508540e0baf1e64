"""A visitor as a tree: client state by organization, identities and variables, every value opened up."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from edge_tui.model.client_state import ClientState, StateEntry
from edge_tui.model.document import join
from edge_tui.model.durations import duration
from edge_tui.model.node import Node, Tone, branch
from edge_tui.model.visitor import Identity, Visitor
from edge_tui.values import identity_cookie, readings
from edge_tui.values.opening import node_of_reading

_STATE = re.compile(r"kndctr_(?P<org>.+)_AdobeOrg_(?P<key>\w+)")


@dataclass(frozen=True, slots=True)
class Place:
    """What a node of a jar's tree stands for: an entry of an organisation, its hint, an identity or a variable."""

    kind: str
    org_id: str = ""
    key: str = ""


def place_of(node: Node | None) -> Place | None:
    """The place in the jar that a node's pointer names; None for what cannot be changed by itself."""
    parts = (node.pointer or "").split("/") if node else []
    decoded = [part.replace("~1", "/").replace("~0", "~") for part in parts]
    if len(decoded) >= 4 and decoded[1] in ("entry", "identity", "hint", "variable"):
        return Place(decoded[1], decoded[2], decoded[3])
    return None


def ecid_of(visitor: Visitor, org_id: str) -> str | None:
    """The ECID a visitor is known by to an organisation, whatever has expired."""
    value = visitor.state(org_id).value_of("identity")
    try:
        return identity_cookie.decode(value).ecid if value else visitor.identity("ECID")
    except ValueError:
        return None


def visitor_tree(visitor: Visitor, now: datetime) -> Node:
    """A visitor as a tree: identities and variables of its own, and for each organisation hints and entries."""
    return Node(visitor.name, branches=lambda: _branches(visitor, now))


def _branches(visitor: Visitor, now: datetime) -> Iterator[Node]:
    if visitor.identities:
        nodes = [_identity(each) for each in visitor.identities]
        yield Node("identities of its own", str(len(nodes)), Tone.HEADING, opened=True, branches=branch(*nodes))
    if visitor.variables:
        nodes = [_variable(name, value) for name, value in visitor.variables.items()]
        yield Node("variables of its own", str(len(nodes)), Tone.HEADING, opened=True, branches=branch(*nodes))
    for org_id, state in visitor.states.items():
        yield _organisation(visitor, org_id, state, now)
    if not visitor.identities and not visitor.states:
        yield Node(
            "nothing yet",
            "the next answer mints an ECID",
            Tone.DIM,
            note="A new visitor has no state: the gateway takes it for somebody who was never here.",
        )


def _identity(identity: Identity) -> Node:
    words = [identity.id, identity.authenticated_state, "primary" if identity.is_primary else ""]
    return Node(
        identity.namespace,
        " · ".join(word for word in words if word),
        Tone.PLAIN,
        join("", "identity", "own", identity.namespace),
        identity.id,
        "It goes into the identity map of every event that does not name this namespace itself; an FPID goes into "
        "a cookie where the gateway is on the site's own domain.",
    )


def _variable(name: str, value: str) -> Node:
    return Node(
        name,
        value,
        Tone.PLAIN,
        join("", "variable", "own", name),
        value,
        f"An event takes it with {{{{var:{name}}}}}. It goes before the profile's variable of the same name.",
    )


def _organisation(visitor: Visitor, org_id: str, state: ClientState, now: datetime) -> Node:
    ecid = ecid_of(visitor, org_id)
    live = state.live(now)
    expired = len(state.entries) - len(live.entries)
    counted = f"{len(live.entries)} live" + (f" · {expired} expired" if expired else "")
    return Node(
        org_id or "no organisation",
        f"ECID {ecid} · {counted}" if ecid else counted,
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
            "The segment of the path that keeps the visitor on one edge location."
            if hint is state.hint
            else "Told by the gateway for another solution's sake; no request carries it.",
        )


def _entry(org_id: str, entry: StateEntry, now: datetime) -> Node:
    pointer = join("", "entry", org_id, entry.key)
    match = _STATE.fullmatch(entry.key)
    label = match["key"] if match else entry.key
    left = remaining(entry.expires_at, now)
    came = f"Came with exchange {entry.origin}." if entry.origin else "Imported, or written by hand."
    opened = next(iter(readings(entry.value, now)), None)
    if opened is None:
        node = Node(label, entry.value, Tone.PLAIN, pointer, entry.value)
    else:
        node = node_of_reading(opened, label, entry.value, pointer, now)
    tone = node.tone if entry.is_live(now) else Tone.DIM
    note = " ".join(part for part in (entry.key + ".", left.capitalize() + ".", came, node.note) if part)
    return replace(node, value=f"{left} · {node.value}", tone=tone, note=note)


def remaining(expires_at: datetime | None, now: datetime) -> str:
    """`27 min 41 s left`, `expired 3 d ago`, or that it lasts a session."""
    if expires_at is None:
        return "for this session"
    if now < expires_at:
        return f"{duration(expires_at - now)} left"
    return f"expired {duration(now - expires_at)} ago"
