"""Servers that are reached without a proxy: a transport of httpx's with little between a call and its connection.

httpx's own takes more than half of what a call through edge-tui costs: for locks, traces, and TLS in Python.
"""

import asyncio
import contextlib
import ssl
import time
from collections.abc import AsyncIterator, Iterator

import h11
import httpx

from edge_tui.intermediary.server_connection import ServerConnection, connect

# An extension of a request: called when it has left.
SENT = "edge_tui_sent"
_CONNECTED = "connection.connect_tcp.complete"
_PORTS = {"http": 80, "https": 443}

_Place = tuple[str, str, int, str]


class DirectTransport(httpx.AsyncBaseTransport):
    """Keeps connections open for a while. Knows `SENT`, and httpcore's `target`, `timeout`, `sni_hostname` and `trace`.

    At most `max_connections` are open; idle ones last for `idle_seconds`, at most `max_idle` of them.
    """

    def __init__(
        self, trusted: ssl.SSLContext, *, max_connections: int = 100, max_idle: int = 40, idle_seconds: float = 2.0
    ) -> None:
        self._trusted = trusted
        trusted.set_alpn_protocols(["http/1.1"])
        self._free = asyncio.Semaphore(max_connections)
        self._max_idle = max_idle
        self._idle_seconds = idle_seconds
        # Those that were used last are the last ones.
        self._idle: list[tuple[_Place, ServerConnection]] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Sends a request; the response's body is still to be read. Raises errors of httpx's, h11's and `OSError`."""
        limits = request.extensions.get("timeout", {})
        await _pooled(self._free, limits.get("pool"))
        connection: ServerConnection | None = None
        try:
            place, connection = await self._connection(request, limits.get("connect"))
            with _as_of_httpx(httpx.WriteTimeout, httpx.WriteError):
                await connection.send(request, _target_of(request), limits.get("write"))
            if (on_sent := request.extensions.get(SENT)) is not None:
                on_sent()
            with _as_of_httpx(httpx.ReadTimeout, httpx.ReadError):
                head = await connection.head(limits.get("read"))
        except BaseException:
            self._give_up(connection)
            raise
        stream = _Body(self, place, connection, limits.get("read"))
        extensions = {"reason_phrase": bytes(head.reason), "network_stream": connection}
        return httpx.Response(head.status_code, headers=head.headers.raw_items(), stream=stream, extensions=extensions)

    async def _connection(self, request: httpx.Request, timeout_s: float | None) -> tuple[_Place, ServerConnection]:
        url = request.url
        # `url.host` has the letters of an international name, which no resolver knows.
        host = url.raw_host.decode("ascii")
        name = str(request.extensions.get("sni_hostname", host))
        place = url.scheme, host, url.port or _PORTS.get(url.scheme, 0), name
        if (known := self._take_idle(place)) is not None:
            return place, known
        context = self._trusted if url.scheme == "https" else None
        with _as_of_httpx(httpx.ConnectTimeout, httpx.ConnectError):
            made = await connect(host, place[2], context, name, timeout_s)
        if (trace := request.extensions.get("trace")) is not None:
            await trace(_CONNECTED, {"return_value": made})
        return place, made

    def _take_idle(self, place: _Place) -> ServerConnection | None:
        """The connection to a place that was used last, if there is one; closes those that are too old."""
        oldest = time.monotonic() - self._idle_seconds
        while self._idle and self._idle[0][1].idle_since < oldest:
            self._idle.pop(0)[1].close()
        for index in range(len(self._idle) - 1, -1, -1):
            if self._idle[index][0] == place:
                connection = self._idle.pop(index)[1]
                if connection.may_be_used_again:
                    return connection
                connection.close()
        return None

    def _give_up(self, connection: ServerConnection | None) -> None:
        if connection is not None:
            connection.close()
        self._free.release()

    def _give_back(self, place: _Place, connection: ServerConnection) -> None:
        """A response was read, or isn't any more: its connection is kept if it may be used again."""
        if connection.may_be_used_again:
            connection.idle_since = time.monotonic()
            self._idle.append((place, connection))
            if len(self._idle) > self._max_idle:
                self._idle.pop(0)[1].close()
            self._free.release()
        else:
            self._give_up(connection)

    async def aclose(self) -> None:
        """Closes the connections that are idle."""
        while self._idle:
            self._idle.pop()[1].close()


class _Body(httpx.AsyncByteStream):
    """The body of a response; at its end, or when it is closed, its connection is given back."""

    def __init__(
        self, transport: DirectTransport, place: _Place, connection: ServerConnection, timeout_s: float | None
    ) -> None:
        self._transport = transport
        self._place = place
        self._connection = connection
        self._timeout_s = timeout_s
        self._is_open = True

    async def __aiter__(self) -> AsyncIterator[bytes]:
        with _as_of_httpx(httpx.ReadTimeout, httpx.ReadError):
            async for chunk in self._connection.body(self._timeout_s):
                yield chunk

    async def aclose(self) -> None:
        if self._is_open:
            self._is_open = False
            self._transport._give_back(self._place, self._connection)


def _target_of(request: httpx.Request) -> bytes:
    target = request.extensions.get("target", request.url.raw_path)
    return target if isinstance(target, bytes) else str(target).encode("latin-1", "replace")


async def _pooled(free: asyncio.Semaphore, timeout_s: float | None) -> None:
    """Waits until one more connection may be open."""
    if not free.locked():
        await free.acquire()
        return
    with _as_of_httpx(httpx.PoolTimeout, httpx.ReadError):
        async with asyncio.timeout(timeout_s):
            await free.acquire()


@contextlib.contextmanager
def _as_of_httpx(timed_out: type[httpx.TimeoutException], failed: type[httpx.HTTPError]) -> Iterator[None]:
    try:
        yield
    except TimeoutError as error:
        # ETIMEDOUT of the system is one, too.
        raise timed_out(str(error)) from error
    except h11.ProtocolError as error:
        raise httpx.RemoteProtocolError(str(error)) from error
    except OSError as error:
        raise failed(str(error)) from error
