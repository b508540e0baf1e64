"""What may lie around a body that was saved or piped: compression, a status line, headers."""

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace

from edge_tui.model.node import Node, Tone, branch, one_line

# Unpacked bodies end here: far more than a gateway answers, and little enough to hold.
_LARGEST = 256 * 1024 * 1024
_GZIP = b"\x1f\x8b"
_HEAD = re.compile(rb"HTTP/[0-9.]+ (\d{3})[^\n]*\r?\n((?:[^\r\n]+\r?\n)*)\r?\n")


@dataclass(frozen=True, slots=True)
class Wrapped:
    """A body, and what lay around it."""

    body: bytes
    head: str = ""
    packing: str = ""
    trouble: str = ""

    def nodes(self) -> Iterator[Node]:
        """What lay around the body, as nodes."""
        if self.packing:
            tone = Tone.WARNING if self.trouble else Tone.DIM
            yield Node(self.packing, self.trouble or f"unpacked to {len(self.body)} bytes", tone)
        if self.head:
            status, *headers = self.head.splitlines()
            pairs = (header.partition(":") for header in headers)
            nodes = (Node(name.strip(), one_line(value.strip())) for name, _, value in pairs)
            yield Node("headers", status.strip(), Tone.DIM, content=self.head, branches=branch(*nodes))


def unwrap(body: bytes) -> Wrapped:
    """The body itself. Of several heads, as redirects and `100 Continue` leave them, the last counts."""
    head = ""
    while match := _HEAD.match(body):
        head, body = match[0].decode("latin-1").strip(), body[match.end() :]
    return replace(_unpack(body), head=head)


def _unpack(body: bytes) -> Wrapped:
    if not body.startswith(_GZIP):
        return Wrapped(body)
    unpacker = zlib.decompressobj(wbits=31)
    try:
        unpacked = unpacker.decompress(body, _LARGEST)
    except zlib.error as error:
        return Wrapped(body, packing="gzip", trouble=f"damaged: {error}")
    if unpacker.unconsumed_tail:
        return Wrapped(unpacked, packing="gzip", trouble=f"cut after {_LARGEST:,} bytes")
    return Wrapped(unpacked, packing="gzip", trouble="" if unpacker.eof else "cut off before its end")
