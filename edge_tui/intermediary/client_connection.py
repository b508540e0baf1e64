"""HTTP/1.1 with one client: its requests, one after the other, and the responses to them."""

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import h11

from edge_tui.intermediary.first_bytes import Speech, speech_of
from edge_tui.intermediary.http_headers import RawHeaders

# A page's cookies may be long; no server takes more than this.
MAX_HEAD_BYTES = 256 * 1024
# How long a client may take for the rest of a head, and be idle before the next request.
IDLE_SECONDS = 75
# A client that is gone says so after the way there and back.
_LOOKS, _LOOK_SECONDS = 5, 0.02
_READ_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class Incoming:
    """A request whose body follows. `target` is the second part of its first line."""

    method: str
    target: bytes
    headers: RawHeaders


class BadRequestError(Exception):
    """What a client sent can't be passed on; `status` and `text` are for the response, which ends the connection.

    `connection` is the one that it came on: inside of a tunnel, another than the one that the tunnel is in.
    """

    def __init__(self, connection: "ClientConnection", status: int, text: str) -> None:
        super().__init__(text)
        self.connection = connection
        self.status = status
        self.text = text


# By the status that h11 suggests. RFC 9112, 6.1: of transfer codings, a server must know `chunked` alone.
_REASONS = {
    431: f"The head of a request is longer than {MAX_HEAD_BYTES >> 10} KB.",
    501: "A request has a Transfer-Encoding other than chunked.",
}
_NOT_HTTP = "This isn't an HTTP/1.1 request."
_TLS_NOT_HTTP = "This is TLS, where edge-tui speaks HTTP: its address begins with http://, not with https://."


class ClientConnection:
    """One connection, whose bytes may come through TLS.

    Methods raise `OSError` once the client has gone, and `BadRequestError` for what isn't HTTP. `received` was read
    from it already.
    """

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, received: bytes = b"") -> None:
        self.reader = reader
        self.writer = writer
        self._http = h11.Connection(h11.SERVER, max_incomplete_event_size=MAX_HEAD_BYTES)
        if received:
            self._http.receive_data(received)
        self._head = b""

    @property
    def client(self) -> str:
        """The client's address."""
        peer = self.writer.get_extra_info("peername")
        return str(peer[0]) if peer else ""

    @property
    def has_left(self) -> bool:
        """Whether nothing can be sent to the client any more. One that has closed its side may still read."""
        return self.writer.transport.is_closing()

    async def is_gone(self) -> bool:
        """Whether a client that has closed its side took nothing of what was sent to it, as its system answers then."""
        connected = self.writer.get_extra_info("socket")
        if not self.reader.at_eof() or connected is None:
            return self.has_left
        for _ in range(_LOOKS):
            if self.has_left or connected.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR):
                return True
            await asyncio.sleep(_LOOK_SECONDS)
        return self.has_left

    @property
    def is_open(self) -> bool:
        """Whether another request may follow the one that was answered."""
        return self._http.our_state in (h11.IDLE, h11.DONE)

    async def next_request(self) -> Incoming | None:
        """The next request; None when the client closes the connection first, or stays idle."""
        if self._http.our_state is h11.DONE:
            if self._http.their_state is not h11.DONE:
                return None
            self._http.start_next_cycle()
        try:
            async with asyncio.timeout(IDLE_SECONDS):
                event = await self._next_event()
        except TimeoutError:
            return None
        if isinstance(event, h11.Request):
            self._check_framing(event)
            return Incoming(event.method.decode("ascii"), event.target, list(event.headers.raw_items()))
        return None

    async def body(self) -> AsyncIterator[bytes]:
        """The body of the request, as it arrives; a client that waits to be asked for it is asked."""
        if self._http.they_are_waiting_for_100_continue:
            self._write(h11.InformationalResponse(status_code=100, headers=[], reason=b"Continue"))
            await self.writer.drain()
        while True:
            event = await self._next_event()
            if isinstance(event, h11.Data):
                yield bytes(event.data)
            elif isinstance(event, h11.EndOfMessage):
                return
            else:
                raise ConnectionResetError("the client closed the connection in the middle of its request")

    async def start(self, status: int, headers: RawHeaders, reason: bytes = b"", *, at_once: bool = True) -> None:
        """Sends the head of a response; if not at once, then with the first part of its body."""
        response = h11.Response(status_code=status, headers=headers, reason=reason)
        self._head += self._bytes(response)
        if at_once:
            await self.send(b"")

    async def send(self, data: bytes) -> None:
        """Sends a part of the body."""
        head, self._head = self._head, b""
        written = head + (self._bytes(h11.Data(data=data)) if data else b"")
        if written:
            self.writer.write(written)
            await self.writer.drain()

    async def end(self) -> None:
        """Ends the response."""
        head, self._head = self._head, b""
        if written := head + self._bytes(h11.EndOfMessage()):
            self.writer.write(written)
            await self.writer.drain()

    async def respond(self, status: int, headers: RawHeaders, body: bytes) -> None:
        """Sends a whole response."""
        length = [] if status == 204 else [(b"content-length", b"%d" % len(body))]
        await self.start(status, [*headers, *length], at_once=False)
        await self.send(body)
        await self.end()

    async def accept_tunnel(self) -> bytes:
        """Tells the client that its tunnel is open; returns what it has sent into it already."""
        self._write(h11.Response(status_code=200, headers=[], reason=b"Connection established"))
        await self.writer.drain()
        return self._http.trailing_data[0]

    async def first_bytes(self) -> bytes:
        """What the client sends first; empty when it closes the connection instead, or stays silent."""
        try:
            async with asyncio.timeout(IDLE_SECONDS):
                return await self.reader.read(_READ_BYTES)
        except TimeoutError:
            return b""

    async def over_tls(self, context: ssl.SSLContext, received: bytes) -> "ClientConnection":
        """The same connection, after its client has made TLS of it. Raises `OSError` when it doesn't.

        `received` are the first bytes of TLS, which were read to see what the client speaks.
        """
        # Nothing is waited for below before asyncio has put its TLS between; so the bytes come before any others.
        await self.writer.drain()
        asyncio.get_running_loop().call_soon(self._feed_tls, received)
        await self.writer.start_tls(context)
        return ClientConnection(self.reader, self.writer)

    def _feed_tls(self, received: bytes) -> None:
        protocol = self.writer.transport.get_protocol()
        if not isinstance(protocol, asyncio.BufferedProtocol):
            # The connection has ended.
            return
        view = memoryview(received)
        while view:
            buffer = memoryview(protocol.get_buffer(len(view)))
            count = min(len(buffer), len(view))
            buffer[:count] = view[:count]
            protocol.buffer_updated(count)
            view = view[count:]

    def abort(self) -> None:
        """Breaks the connection."""
        self.writer.transport.abort()

    async def _next_event(self) -> Any:
        while True:
            try:
                event = self._http.next_event()
            except h11.RemoteProtocolError as error:
                status = error.error_status_hint
                unread = self._http.trailing_data[0]
                reason = _TLS_NOT_HTTP if speech_of(unread) is Speech.TLS else _NOT_HTTP
                raise BadRequestError(self, status, _REASONS.get(status, reason)) from error
            if event is not h11.NEED_DATA:
                return event
            self._http.receive_data(await self.reader.read(_READ_BYTES))

    def _check_framing(self, request: h11.Request) -> None:
        """Refuses a request whose end two servers may see in different places (RFC 9112, 6.1 and 2.3)."""
        names = {name for name, _ in request.headers}
        if not request.http_version.startswith(b"1."):
            version = request.http_version.decode("ascii")
            raise BadRequestError(self, 505, f"This is a request of HTTP/{version}; edge-tui reads HTTP/1.1.")
        if b"transfer-encoding" not in names:
            return
        if b"content-length" in names:
            text = "A request has both Content-Length and Transfer-Encoding, so it isn't clear where it ends."
            raise BadRequestError(self, 400, text)
        if request.http_version == b"1.0":
            raise BadRequestError(self, 400, "A request of HTTP/1.0 has a Transfer-Encoding, which only HTTP/1.1 has.")

    def _write(self, event: Any) -> None:
        self.writer.write(self._bytes(event))

    def _bytes(self, event: Any) -> bytes:
        try:
            return self._http.send(event) or b""
        except h11.LocalProtocolError as error:
            raise ConnectionAbortedError("the response can't be written as HTTP") from error
