"""Headers that belong to one connection, and cookies for another host."""

from collections.abc import Iterable

from edge_tui.model.content_coding import ACCEPTED
from edge_tui.model.headers import Headers

RawHeaders = list[tuple[bytes, bytes]]

# RFC 9110, 7.6.1, and what proxies are asked for. `Expect` is answered here: bodies of calls are read first.
_OF_THE_CONNECTION = frozenset(
    (
        *(b"connection", b"keep-alive", b"proxy-connection", b"proxy-authenticate", b"proxy-authorization"),
        *(b"te", b"trailer", b"transfer-encoding", b"upgrade", b"expect"),
    )
)
_READABLE = frozenset(ACCEPTED.split(", "))


def end_to_end(headers: Iterable[tuple[bytes, bytes]]) -> RawHeaders:
    """The headers that are passed on, in their order and spelling."""
    listed = list(headers)
    named = {
        name.strip().lower()
        for header, value in listed
        if header.lower() == b"connection"
        for name in value.split(b",")
    }
    dropped = _OF_THE_CONNECTION | (named - {b"close", b"content-length", b"host"})
    return [pair for pair in listed if pair[0].lower() not in dropped]


def without(headers: RawHeaders, *names: bytes) -> RawHeaders:
    """The headers but those of some names, given in lower case."""
    return [pair for pair in headers if pair[0].lower() not in names]


def with_readable_codings(headers: RawHeaders) -> RawHeaders:
    """The headers with an `Accept-Encoding` of those codings that can be recorded; others aren't asked for.

    A client that accepts none of them is sent an uncompressed body.
    """
    return [(name, _readable(value) if name.lower() == b"accept-encoding" else value) for name, value in headers]


def _readable(value: bytes) -> bytes:
    kept = [part.strip() for part in value.decode("latin-1").split(",") if _coding(part) in _READABLE]
    return ", ".join(kept).encode("latin-1") or b"identity"


def _coding(part: str) -> str:
    return part.partition(";")[0].strip().lower()


def as_text(headers: Iterable[tuple[bytes, bytes]]) -> Headers:
    """Headers as text; every byte is a character."""
    return tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in headers)


def as_bytes(headers: Headers) -> RawHeaders:
    """Headers as bytes; characters that a header can't carry become question marks."""
    return [(name.encode("latin-1", "replace"), value.encode("latin-1", "replace")) for name, value in headers]


def header(headers: Iterable[tuple[bytes, bytes]], name: bytes) -> str:
    """The first header of a name, given in lower case; empty when there is none."""
    return next((value.decode("latin-1") for key, value in headers if key.lower() == name), "")


def for_any_host(headers: RawHeaders) -> tuple[RawHeaders, bool]:
    """Response headers whose cookies have no `Domain`, and whether any had one.

    A client takes a cookie only for the host that it asked, which behind a reverse proxy is another.
    """
    changed = [
        (name, _without_domain(value)) if name.lower() == b"set-cookie" else (name, value) for name, value in headers
    ]
    return changed, changed != headers


def _without_domain(cookie: bytes) -> bytes:
    pair, *attributes = cookie.split(b";")
    kept = [each for each in attributes if each.partition(b"=")[0].strip().lower() != b"domain"]
    return b";".join([pair, *kept])
