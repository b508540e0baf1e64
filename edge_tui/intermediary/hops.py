"""Proxies of edge-tui that lead back to each other, found by the `Via` header (RFC 9110, 7.6.3).

A request that leaves for a server of this machine or its network carries this run's name, where another proxy may
be that sends it back. Further on it carries none: the Edge Network sees what its client sent.
"""

import ipaddress
import re
import secrets
from collections.abc import Iterable

from edge_tui.intermediary.http_headers import RawHeaders
from edge_tui.model.domains import is_loopback

_NAME = re.compile(rb"\s*1\.1 (edge-tui-[0-9a-f]{16})\s*")

Names = tuple[bytes, ...]


class Hops:
    """This run's name, and which hosts are near enough to lead back here."""

    def __init__(self) -> None:
        self._name = b"edge-tui-" + secrets.token_hex(8).encode("ascii")
        self._near: dict[str, bool] = {}

    def is_loop(self, passed: Names) -> bool:
        """Whether a request that has passed these has been here before."""
        return self._name in passed

    def via(self, passed: Names) -> bytes:
        """The value of `Via` for a request that has passed these, and leaves here."""
        return b", ".join(b"1.1 " + name for name in (*passed, self._name))

    def is_near(self, host: str) -> bool | None:
        """Whether a host is in this machine or its network; None before it was connected to."""
        if is_loopback(host):
            return True
        try:
            return not ipaddress.ip_address(host).is_global
        except ValueError:
            return self._near.get(host)

    def learn(self, host: str, address: str, own_address: str) -> bool:
        """Remembers where a host is: at this address, reached from that one of this machine."""
        try:
            is_near = address == own_address or not ipaddress.ip_address(address.partition("%")[0]).is_global
        except ValueError:
            is_near = False
        self._near[host] = is_near
        return is_near


def names_in(headers: Iterable[tuple[bytes, bytes]]) -> Names:
    """The proxies of edge-tui that a request has passed, in their order."""
    entries = (entry for name, value in headers if name.lower() == b"via" for entry in value.split(b","))
    return tuple(match[1] for entry in entries if (match := _NAME.fullmatch(entry)))


def without_names(headers: RawHeaders) -> RawHeaders:
    """The headers without what edge-tui added to `Via`; what others added stays."""
    if not names_in(headers):
        return headers
    return [pair for each in headers if (pair := _without_names(*each)) is not None]


def _without_names(name: bytes, value: bytes) -> tuple[bytes, bytes] | None:
    if name.lower() != b"via":
        return name, value
    kept = b",".join(entry for entry in value.split(b",") if not _NAME.fullmatch(entry)).strip()
    return (name, kept) if kept else None
