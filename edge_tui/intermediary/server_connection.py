"""HTTP/1.1 with a server over one connection: requests, one after the other, and the responses to them."""

import asyncio
import os
import re
import select
import ssl
from collections.abc import AsyncIterator, Awaitable
from typing import Any, TypeVar

import h11
import httpx

from edge_tui.intermediary.wire import Wire

_MAX_HEAD_BYTES = 256 * 1024
# An address that doesn't answer isn't waited for alone (RFC 8305).
_NEXT_ADDRESS_SECONDS = 0.25
_ERROR_NUMBER = re.compile(r"\[Errno (\d+)\]")

_Result = TypeVar("_Result")


class ServerConnection:
    """A connection that is open. Raises `OSError`, `TimeoutError` and h11's errors, as what it is made of does."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._http = h11.Connection(h11.CLIENT, max_incomplete_event_size=_MAX_HEAD_BYTES)
        self._poll = select.poll() if hasattr(select, "poll") else None
        if self._poll is not None:
            self._poll.register(wire.get_extra_info("socket"), select.POLLIN)
        self.idle_since = 0.0

    def get_extra_info(self, name: str) -> Any:
        """`server_addr` and `client_addr`, as a network stream of httpcore's has them."""
        return self._wire.get_extra_info({"server_addr": "peername", "client_addr": "sockname"}.get(name, name))

    @property
    def may_be_used_again(self) -> bool:
        """Whether another request may be sent: nothing has come since the last response, its end neither."""
        if self._http.our_state is not h11.IDLE or self._wire.has_ended:
            return False
        if self._wire.has_unread or self._http.trailing_data[0]:
            return False
        # What the loop hasn't read yet is known to the socket only.
        return self._poll is None or not self._poll.poll(0)

    async def send(self, request: httpx.Request, target: bytes, timeout_s: float | None) -> None:
        """Sends a request. A server that refuses it early may close its side: its response is read all the same."""
        http = self._http
        head = http.send(h11.Request(method=request.method, target=target, headers=request.headers.raw)) or b""
        try:
            if isinstance(request.stream, httpx.ByteStream):
                # Head and body leave together.
                body = b"".join(request.stream)
                data = http.send(h11.Data(data=body)) if body else b""
                await self._write(head + (data or b""), timeout_s)
            else:
                await self._write(head, timeout_s)
                assert isinstance(request.stream, httpx.AsyncByteStream)
                async for chunk in request.stream:
                    await self._write(http.send(h11.Data(data=chunk)) or b"", timeout_s)
            await self._write(http.send(h11.EndOfMessage()) or b"", timeout_s)
        except ConnectionError:
            pass

    async def _write(self, data: bytes, timeout_s: float | None) -> None:
        if not data:
            return
        self._wire.write(data)
        if self._wire.is_full:
            await _within(timeout_s, self._wire.drain())

    async def head(self, timeout_s: float | None) -> h11.Response:
        """The head of the response; what a server says before it is left out."""
        while True:
            event = await self._next_event(timeout_s)
            if isinstance(event, h11.Response):
                return event
            if not isinstance(event, h11.InformationalResponse) or event.status_code == 101:
                raise h11.RemoteProtocolError("the server sent no response")

    async def body(self, timeout_s: float | None) -> AsyncIterator[bytes]:
        """The body of the response, as it arrives. To its end, the connection may be used again."""
        while True:
            event = await self._next_event(timeout_s)
            if isinstance(event, h11.Data):
                yield bytes(event.data)
            elif isinstance(event, h11.EndOfMessage):
                if self._http.our_state is h11.DONE and self._http.their_state is h11.DONE:
                    self._http.start_next_cycle()
                return
            else:
                raise ConnectionResetError("the server closed the connection in the middle of its response")

    async def _next_event(self, timeout_s: float | None) -> Any:
        while (event := self._http.next_event()) is h11.NEED_DATA:
            self._http.receive_data(await _within(timeout_s, self._wire.read()))
        return event

    def close(self) -> None:
        """Closes it, without a wait for the server."""
        self._wire.close()


async def connect(
    host: str, port: int, context: ssl.SSLContext | None, server_name: str, timeout_s: float | None
) -> ServerConnection:
    """Connects to a host, with TLS if there is a context. Raises `OSError`, or `TimeoutError`."""
    named: dict[str, Any] = {"ssl": context, "server_hostname": server_name} if context else {}
    loop = asyncio.get_running_loop()
    opening = loop.create_connection(Wire, host, port, happy_eyeballs_delay=_NEXT_ADDRESS_SECONDS, **named)
    try:
        _, wire = await _within(timeout_s, opening)
    except OSError as error:
        raise _single(error) from error
    return ServerConnection(wire)


def _single(error: OSError) -> OSError:
    """One error for all addresses of a host, where they are alike: asyncio only joins their texts."""
    numbers = set(_ERROR_NUMBER.findall(str(error))) if error.errno is None else set()
    if len(numbers) != 1:
        return error
    number = int(numbers.pop())
    return OSError(number, os.strerror(number))


async def _within(timeout_s: float | None, waited_for: Awaitable[_Result]) -> _Result:
    async with asyncio.timeout(timeout_s):
        return await waited_for
