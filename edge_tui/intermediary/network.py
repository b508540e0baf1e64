"""The network as httpcore uses it, with the head and the body of a request in one write."""

import select
import ssl
import sys
from collections.abc import Iterable
from typing import Any

import httpcore


class OneWriteNetwork(httpcore.AsyncNetworkBackend):
    """httpcore's own network, whose connections write a request's head with the first part of its body.

    httpcore writes them one after the other: two records of TLS and two packets, and the server wakes up twice.
    """

    def __init__(self, network: httpcore.AsyncNetworkBackend | None = None) -> None:
        self._network = network or httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 (httpcore's)
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connects, as httpcore does."""
        return _Stream(await self._network.connect_tcp(host, port, timeout, local_address, socket_options))


class _Stream(httpcore.AsyncNetworkStream):
    """A connection that keeps what is written first after a read until the next write or read."""

    def __init__(self, stream: httpcore.AsyncNetworkStream) -> None:
        self._stream = stream
        self._kept = b""
        self._is_first = True
        self._socket = stream.get_extra_info("socket")
        self._poll = _poll_of(self._socket)

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109
        """Reads what comes, after everything was written."""
        await self._flush(timeout)
        self._is_first = True
        return await self._stream.read(max_bytes, timeout)

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109
        """Writes bytes, or keeps them for a moment."""
        if not buffer:
            return
        self._kept += buffer
        if self._is_first:
            self._is_first = False
        else:
            await self._flush(timeout)

    async def _flush(self, timeout: float | None) -> None:  # noqa: ASYNC109
        kept, self._kept = self._kept, b""
        if kept:
            await self._stream.write(kept, timeout)

    async def aclose(self) -> None:
        """Closes the connection."""
        await self._stream.aclose()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109
    ) -> httpcore.AsyncNetworkStream:
        """The same connection inside of TLS."""
        return _Stream(await self._stream.start_tls(ssl_context, server_hostname, timeout))

    def get_extra_info(self, info: str) -> Any:
        """What httpcore knows of the connection."""
        if info == "is_readable" and self._poll is not None:
            return self._socket.fileno() < 0 or bool(self._poll.poll(0))
        return self._stream.get_extra_info(info)


def _poll_of(socket: Any) -> "select.poll | None":
    """Says whether anything has come, twice for each call. httpcore asks anyio for the socket each time first."""
    if sys.platform == "win32" or socket is None:
        return None
    poll = select.poll()
    poll.register(socket.fileno(), select.POLLIN)
    return poll
