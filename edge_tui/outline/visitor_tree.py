"""A visitor's jar: as a tree in which every value is opened up, and read out of what a browser kept."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from edge_tui.formats import Imported
from edge_tui.formats import read as read_requests
from edge_tui.model.client_state import ClientState, LocationHint, StateEntry, entry_of
from edge_tui.model.cookies import absorb_cookies, read_cookies
from edge_tui.model.document import join
from edge_tui.model.identity import is_ecid
from edge_tui.model.node import Node, Tone, branch
from edge_tui.model.response import InteractResponse
from edge_tui.model.visitor import Identity, Visitor
from edge_tui.session.watch import duration
from edge_tui.values import identity_cookie, readings
from edge_tui.values.opening import node_of_reading

# How long the gateway gives each entry; a browser's cookie text does not tell (Adobe's web SDK,
# cookies; the client-state-management guide).
_MAX_AGE_SECONDS = {"identity": 34_128_000, "cluster": 1_800, "consent": 15_552_000, "consent_check": 7_200}
_HINT_SECONDS = 1_800

_STATE = re.compile(r"kndctr_(?P<org>.+)_AdobeOrg_(?P<key>\w+)")
_MCMID = re.compile(r"MCMID\|(\d{38})")
_UUID4 = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", re.IGNORECASE)
_CLUSTER = re.compile(r"\w{1,20}")


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


@dataclass(frozen=True, slots=True)
class Found:
    """What a browser kept: a visitor's state by organisation and its identities, and what was left out."""

    visitor: Visitor
    kept: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()

    def words(self) -> str:
        """What was found, in a sentence."""
        if not self.kept:
            return "Nothing of the Edge Network is in this text."
        others = f"; other cookies were left out ({len(self.left_out)})" if self.left_out else ""
        return f"Found {', '.join(self.kept)}{others}."


def import_cookies(text: str, visitor: Visitor, now: datetime) -> Found:
    """The visitor with what a text holds: `document.cookie`, a `Cookie:` header, HAR, curl or any request.

    How long a cookie lasts is not told by its text: each is taken as given now.
    """
    requests = read_requests(text)
    if requests:
        return read_requested(requests, visitor, now)
    return _with_entries(Found(visitor), [StateEntry(name, value) for name, value in read_cookies(text)], now)


def read_requested(requests: Iterable[Imported], visitor: Visitor, now: datetime) -> Found:
    """The visitor with what requests carried and their answers gave, one after the other."""
    found = Found(visitor)
    for request in requests:
        moment = request.sent_at or now
        found = _with_entries(found, request.entries, moment)
        found = _with_hint(found, request.profile.org_id, request.profile.hint, moment)
        org_id, answer = request.profile.org_id or _only_org(found.visitor), request.answer
        response = answer.response() if answer else None
        if answer is None or not isinstance(response, InteractResponse) or not org_id:
            continue
        before = found.visitor.state(org_id)
        after = before.absorb(response, moment)
        after = absorb_cookies(after, answer.headers, _host(request.profile.url), moment)
        names = tuple(entry.key for entry in after.entries if entry not in before.entries)
        found = Found(found.visitor.with_state(org_id, after), _joined(found.kept, names), found.left_out)
    return found


def _with_entries(found: Found, entries: Iterable[StateEntry], now: datetime) -> Found:
    visitor, kept, left_out = found.visitor, list(found.kept), list(found.left_out)
    told: list[Identity] = []
    for entry in entries:
        match = _STATE.fullmatch(entry.key)
        if match is not None:
            org_id = f"{match['org']}@AdobeOrg"
            given = entry_of(entry.key, entry.value, _MAX_AGE_SECONDS.get(match["key"]), now)
            visitor = visitor.with_state(org_id, visitor.state(org_id).with_entry(given))
            kept.append(entry.key)
            if match["key"] == "cluster" and _CLUSTER.fullmatch(entry.value):
                visitor = _hinted(visitor, org_id, entry.value, now)
        elif identity := _told_identity(entry):
            told.append(identity)
        else:
            left_out.append(entry.key)
    if any(state.value_of("identity") for state in visitor.states.values()):
        # The gateway's own word on who it is counts, not that of the library before.
        told = [identity for identity in told if identity.namespace != "ECID"]
    identities = {each.namespace: each for each in (*visitor.identities, *told)}
    visitor = replace(visitor, identities=tuple(identities.values()))
    return Found(visitor, _joined(kept, [each.namespace for each in told]), _joined(left_out))


def _told_identity(entry: StateEntry) -> Identity | None:
    """Who a cookie of the site says that the visitor is."""
    if entry.key == "FPID" and _UUID4.fullmatch(entry.value):
        return Identity("FPID", entry.value)
    ecid = _MCMID.search(entry.value) if entry.key.startswith(("AMCV_", "s_ecid")) else None
    return Identity("ECID", ecid[1]) if ecid and is_ecid(ecid[1]) else None


def _with_hint(found: Found, org_id: str, hint: str, now: datetime) -> Found:
    org_id = org_id or _only_org(found.visitor)
    if not hint or not org_id:
        return found
    return Found(_hinted(found.visitor, org_id, hint, now), _joined(found.kept, (f"hint {hint}",)), found.left_out)


def _hinted(visitor: Visitor, org_id: str, hint: str, now: datetime) -> Visitor:
    kept = LocationHint(hint.lower(), now + timedelta(seconds=_HINT_SECONDS))
    return visitor.with_state(org_id, replace(visitor.state(org_id), hint=kept))


def _only_org(visitor: Visitor) -> str:
    return next(iter(visitor.states)) if len(visitor.states) == 1 else ""


def _joined(*names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for each in names for name in each))


def _host(url: str) -> str:
    return url.split("://", 1)[-1].split("/", 1)[0].split(":", 1)[0].lower()
