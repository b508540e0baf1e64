"""The identity that a response returned, and the organization of its state."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlsplit

from edge_tui.identification.sent import IDENTITY
from edge_tui.model.client_state import ClientState, StateEntry, state_key
from edge_tui.model.exchange import Exchange
from edge_tui.model.identity import is_ecid
from edge_tui.model.json.document import JsonValue, at
from edge_tui.model.response import InteractResponse

if TYPE_CHECKING:
    from edge_tui.values.identity_cookie import IdentityCookie


class HandleItems(Protocol):
    """A handle of a response, parsed or not."""

    @property
    def type(self) -> str: ...
    @property
    def pointer(self) -> str: ...
    @property
    def items(self) -> Sequence[JsonValue]: ...


@dataclass(frozen=True, slots=True)
class Returned:
    """What a response says about its visitor. `ecid` is empty when it says nothing.

    `source` is the origin that a returned identity cookie gives for its ECID (`SOURCES` in
    `values/identity_cookie.py`), None without one. `organizations` are those of the returned state;
    it has one, the datastream's. `pointer` is the ECID's place in the body.
    """

    ecid: str = ""
    source: int | None = None
    organizations: tuple[str, ...] = ()
    pointer: str | None = None


def returned_identity(exchange: Exchange, handles: Sequence[HandleItems] | None = None) -> Returned:
    """The identity in `identity:result`, else in the returned identity cookie.

    `handles` are the response's, parsed or not; None to take those of the parsed response.
    """
    if handles is None:
        read = exchange.response.parsed() if exchange.response else None
        handles = read.handles if isinstance(read, InteractResponse) else ()
    entries = [*_stored(handles), *_cookies(exchange)]
    named = [(*name, entry.value) for entry in entries if (name := state_key(entry.key))]
    cookies = [cookie for _, name, value in named if name == IDENTITY and (cookie := _decoded(value))]
    ecid, pointer = next(_results(handles), ("", None))
    cookie = next((each for each in cookies if not ecid or each.ecid == ecid), None)
    if not ecid and cookie and is_ecid(cookie.ecid):
        ecid = cookie.ecid
    organizations = dict.fromkeys(organization for organization, _, _ in named)
    return Returned(ecid, cookie.source if cookie else None, tuple(organizations), pointer)


def _results(handles: Sequence[HandleItems]) -> Iterator[tuple[str, str]]:
    for handle in handles:
        if handle.type == "identity:result":
            for index, item in enumerate(handle.items):
                ecid = at(item, "/id")
                if at(item, "/namespace/code") == "ECID" and isinstance(ecid, str) and ecid:
                    yield ecid, f"{handle.pointer}/payload/{index}/id"


def _stored(handles: Sequence[HandleItems]) -> Iterator[StateEntry]:
    for handle in handles:
        for item in handle.items if handle.type == "state:store" else ():
            key, value = at(item, "/key"), at(item, "/value")
            if isinstance(key, str):
                yield StateEntry(key, value if isinstance(value, str) else "")


def _cookies(exchange: Exchange) -> tuple[StateEntry, ...]:
    if exchange.response is None or exchange.response.header("set-cookie") is None:
        return ()
    from edge_tui.model.cookies import apply_cookies

    try:
        host = urlsplit(exchange.request.url).hostname or ""
    except ValueError:
        return ()
    return apply_cookies(ClientState(), exchange.response.headers, host, exchange.sent_at).entries


# Edge returns a visitor's value with each call.
@lru_cache(maxsize=64)
def _decoded(value: str) -> "IdentityCookie | None":
    # Many responses have no cookie.
    from edge_tui.values import identity_cookie

    try:
        return identity_cookie.decode(value)
    except ValueError:
        return None
