"""Wrappers of a saved or piped body: compression, a status line, headers."""

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace

from edge_tui.model.cookies import is_gateway_cookie
from edge_tui.model.node import Node, Tone, branch, one_line
from edge_tui.model.request import MASK

# The limit for decompressed bodies: far more than any response, and still fits in memory.
_MAX_BYTES = 256 * 1024 * 1024
_GZIP = b"\x1f\x8b"
_COOKIE = re.compile(r"^(set-cookie:[ \t]*)([^=;\s]{1,200})=[^;\r\n]*", re.IGNORECASE | re.MULTILINE)
_HEAD = re.compile(rb"HTTP/[0-9.]+ (\d{3})[^\n]*\r?\n((?:[^\r\n]+\r?\n)*)\r?\n")


@dataclass(frozen=True, slots=True)
class Wrapped:
    """A body and its wrappers."""

    body: bytes
    head: str = ""
    compression: str = ""
    warning: str = ""

    def nodes(self) -> Iterator[Node]:
        """The wrappers as nodes."""
        if self.compression:
            tone = Tone.WARNING if self.warning else Tone.DIM
            yield Node(self.compression, self.warning or f"decompressed to {len(self.body)} bytes", tone)
        if self.head:
            status, *headers = self.head.splitlines()
            pairs = (header.partition(":") for header in headers)
            nodes = (Node(name.strip(), one_line(value.strip())) for name, _, value in pairs)
            yield Node("headers", status.strip(), Tone.DIM, content=self.head, branches=branch(*nodes))


def unwrap(body: bytes) -> Wrapped:
    """Removes the wrappers. Of several heads (redirects, `100 Continue`) the last is kept."""
    head = ""
    while match := _HEAD.match(body):
        head, body = match[0].decode("latin-1").strip(), body[match.end() :]
    return replace(_unpack(body), head=_COOKIE.sub(_without_value, head))


def _without_value(cookie: re.Match[str]) -> str:
    """A cookie as it is if it is the gateway's; others may be sessions of the website."""
    return cookie[0] if is_gateway_cookie(cookie[2]) else f"{cookie[1]}{cookie[2]}={MASK}"


def _unpack(body: bytes) -> Wrapped:
    if not body.startswith(_GZIP):
        return Wrapped(body)
    unpacker = zlib.decompressobj(wbits=31)
    try:
        unpacked = unpacker.decompress(body, _MAX_BYTES)
    except zlib.error as error:
        return Wrapped(body, compression="gzip", warning=f"damaged: {error}")
    if unpacker.unconsumed_tail:
        return Wrapped(unpacked, compression="gzip", warning=f"cut off after {_MAX_BYTES:,} bytes")
    return Wrapped(unpacked, compression="gzip", warning="" if unpacker.eof else "truncated")
