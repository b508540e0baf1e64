"""The identities in a request: in identity maps, in state entries, in cookies."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from edge_tui.model.client_state import state_key
from edge_tui.model.exchange import Exchange
from edge_tui.model.identity import is_ecid
from edge_tui.model.json.document import JsonValue, ParseError, at, join

IDENTITY = "identity"
_NOT_RECORDED = "its value wasn't recorded"


class Carrier(StrEnum):
    """The part of a request that holds an identity."""

    MAP = "identityMap"
    ENTRY = "entry"
    COOKIE = "cookie"


@dataclass(frozen=True, slots=True)
class SentIdentity:
    """An identity as it was sent. `id` is empty when it can't be read; `problem` then says why, as a clause.

    `pointer` is its place in the request's body, None for a cookie. `organization` is the one in the
    name of an entry or a cookie.
    """

    namespace: str
    id: str
    carrier: Carrier
    pointer: str | None = None
    organization: str = ""
    problem: str = ""
    is_primary: bool = False

    @property
    def words(self) -> str:
        """The identity and its place: `the ECID in identityMap`, `the identity cookie`."""
        if self.carrier is Carrier.MAP:
            return f"the {self.namespace} in identityMap"
        return f"the identity {self.carrier}" if self.namespace == "ECID" else f"the {self.namespace} {self.carrier}"

    @property
    def subject(self) -> str:
        """The same as the beginning of a sentence."""
        return self.words[0].upper() + self.words[1:]

    @property
    def is_known_ecid(self) -> bool:
        """Whether it is an ECID that can be read."""
        return self.namespace == "ECID" and is_ecid(self.id)


@dataclass(frozen=True, slots=True)
class SentState:
    """The key of a state entry or a cookie that was sent."""

    key: str
    value: str
    carrier: Carrier
    pointer: str | None = None


def sent_identities(body: JsonValue | ParseError, state: tuple[SentState, ...]) -> tuple[SentIdentity, ...]:
    """Every identity of a request's parsed body and its state, in the order in which the gateway looks for one.

    Identity maps, then entries and cookies; an FPID last (the visitor-identification guide; Alloy's
    functional specs of FPIDs: the ECID wins and the FPID is not looked at).
    """
    mapped = [] if isinstance(body, ParseError) else list(_mapped(body))
    kept = [_of_state(each) for each in state if _is_identity(each)]
    fpids = [SentIdentity("FPID", each.value, each.carrier, each.pointer) for each in state if each.key == "FPID"]
    ordered = [*(each for each in mapped if each.namespace == "ECID"), *kept]
    ordered += [each for each in mapped if each.namespace == "FPID"] + fpids
    return (*ordered, *(each for each in mapped if each.namespace not in ("ECID", "FPID")))


def sent_state(exchange: Exchange, body: JsonValue | ParseError) -> tuple[SentState, ...]:
    """The entries and cookies of a request with this parsed body.

    A recording may have the names of cookies without their values.
    """
    entries = None if isinstance(body, ParseError) else at(body, "/meta/state/entries")
    found = [
        SentState(key, value if isinstance(value := at(entry, "/value"), str) else "", Carrier.ENTRY, pointer)
        for index, entry in enumerate(entries if isinstance(entries, list) else ())
        if isinstance(key := at(entry, "/key"), str) and (pointer := f"/meta/state/entries/{index}")
    ]
    cookies = [
        SentState(name, value, Carrier.COOKIE)
        for header, text in exchange.request.headers
        if header.lower() == "cookie"
        for name, value in _read_cookies(text)
    ]
    names = {each.key for each in cookies}
    recorded = exchange.origin.cookies_sent if exchange.origin else ()
    return (*found, *cookies, *(SentState(name, "", Carrier.COOKIE) for name in recorded if name not in names))


def _read_cookies(text: str) -> tuple[tuple[str, str], ...]:
    # Only a first-party gateway gets cookies.
    from edge_tui.model.cookies import read_cookies

    return read_cookies(text)


def _is_identity(state: SentState) -> bool:
    named = state_key(state.key)
    return named is not None and named[1] == IDENTITY


def _of_state(state: SentState) -> SentIdentity:
    named = state_key(state.key)
    organization = named[0] if named else ""
    if state.value:
        ecid, problem = _read_value(state.value)
    else:
        ecid, problem = "", _NOT_RECORDED if state.carrier is Carrier.COOKIE else "it is empty"
    return SentIdentity("ECID", ecid, state.carrier, state.pointer, organization, problem)


# A visitor sends the same value with each call.
@lru_cache(maxsize=64)
def _read_value(value: str) -> tuple[str, str]:
    """The ECID of an identity cookie's value, or why it has none."""
    # A first event has no cookie.
    from edge_tui.values import identity_cookie

    try:
        return identity_cookie.decode(value).ecid, ""
    except ValueError:
        readable = identity_cookie.ecid_before_damage(value)
        return "", f"it is damaged after its ECID {readable}" if readable else "it can't be decoded"


def _mapped(body: JsonValue) -> Iterator[SentIdentity]:
    events = at(body, "/events")
    places = [
        "/event/xdm",
        *(f"/events/{index}/xdm" for index in range(len(events) if isinstance(events, list) else 0)),
    ]
    for place in (*places, "/xdm", ""):
        pointer = f"{place}/identityMap"
        identity_map = at(body, pointer)
        for namespace, items in identity_map.items() if isinstance(identity_map, dict) else ():
            for index, item in enumerate(items if isinstance(items, list) else ()):
                found = at(item, "/id")
                if isinstance(found, str) and found:
                    yield SentIdentity(
                        namespace,
                        found,
                        Carrier.MAP,
                        join(pointer, namespace, index),
                        problem="it isn't 38 digits" if namespace == "ECID" and not is_ecid(found) else "",
                        is_primary=at(item, "/primary") in (True, "true"),
                    )
