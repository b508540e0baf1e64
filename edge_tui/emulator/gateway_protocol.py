"""uvicorn's HTTP/1.1 protocol, which answers a request to the gateway as soon as its last byte has arrived.

uvicorn starts a task for each request; it awaits the body and sends the response in parts, and every header is
checked once more. The gateway needs none of this, unless a fault delays or breaks the response, or it's a stream:
those, IMS and whatever isn't a whole POST or OPTIONS are left to uvicorn and the ASGI application.
"""

import asyncio
from collections import deque
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import unquote

import h11
from uvicorn.protocols.http.h11_impl import STATUS_PHRASES, H11Protocol

from edge_tui.emulator.app import Answer, EmulatorApp, is_for_ims, request_of
from edge_tui.emulator.delivery import DROP, head_of
from edge_tui.emulator.joined_writes import JoinedWrites

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

_METHODS = (b"POST", b"OPTIONS")
_COMPLETE = (h11.DONE, h11.MUST_CLOSE)
_END = h11.EndOfMessage()
# Requests of one connection that are answered before the others get their turn.
_MOST_IN_A_TURN = 16

_Event: TypeAlias = Any


class GatewayProtocol(H11Protocol):
    """One connection to the emulator."""

    def __init__(self, app: EmulatorApp, **uvicorn_arguments: Any) -> None:
        super().__init__(**uvicorn_arguments)
        self._emulator = app
        self._asgi_app = self._droppable(app)
        self.app = self._asgi_app
        self.conn: _Connection = _Connection(h11.SERVER)
        self._joined: JoinedWrites | None = None
        self._is_answering = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Writes to `JoinedWrites`."""
        self._joined = JoinedWrites(transport)
        super().connection_made(self._joined)  # type: ignore[arg-type]

    def handle_events(self) -> None:
        """Answers the requests that are complete, some in each turn; the rest is uvicorn's."""
        if self._is_answering:
            return
        self._is_answering = True
        answered = 0
        try:
            while self._takes_request() and self._answer_next():
                answered += 1
                if answered == _MOST_IN_A_TURN:
                    # Nothing more is read meanwhile, so that a client that sends faster can't fill the memory.
                    self.flow.pause_reading()
                    self.loop.call_soon(self._take_next_turn)
                    return
        finally:
            self._is_answering = False
        if not self.transport.is_closing():
            super().handle_events()

    def _take_next_turn(self) -> None:
        self.flow.resume_reading()
        if not self.transport.is_closing():
            self.handle_events()

    def _takes_request(self) -> bool:
        """Whether what comes next is a request, and its response can be written."""
        is_idle = self.conn.our_state is h11.IDLE and self.conn.their_state is h11.IDLE
        return is_idle and not self.flow.write_paused and not self.transport.is_closing()

    def _answer_next(self) -> bool:
        """Answers the next request; False when there is none, or it's left to uvicorn."""
        events = self._whole_request()
        if not events:
            return False
        try:
            answer = self._answer(events[0], events[1:-1])
        except Exception:  # noqa: BLE001 (uvicorn reports it, when the application raises it again)
            answer = None
        head = head_of(answer.response) if answer is not None else None
        if answer is not None and head is not None:
            self._write(answer.response.status, *head, answer.response.body)
            answer.log()
            return True
        self.conn.replay(events)
        self.app = self._droppable(answer) if answer is not None else self._asgi_app
        super().handle_events()
        self.app = self._asgi_app
        return False

    def _answer(self, request: h11.Request, parts: list[h11.Data]) -> Answer | None:
        """The gateway's response; None for IMS."""
        raw_path, _, query = request.target.partition(b"?")
        path = unquote(raw_path.decode("ascii"))
        if is_for_ims(path):
            return None
        asked = request_of(
            method=request.method.decode("ascii"),
            path=path,
            query_string=query.decode("ascii"),
            headers=[(name.lower(), value) for name, value in request.headers.raw_items()],
            body=b"".join([part.data for part in parts]),
            scheme=self.scheme or "http",
        )
        return self._emulator.answer(asked)

    def _whole_request(self) -> list[_Event]:
        """The next request, from its head to its end; empty when it isn't for the gateway, or not all here."""
        events: list[_Event] = []
        try:
            request = self.conn.next_event()
            events.append(request)
            if type(request) is h11.Request and request.method in _METHODS:
                while type(events[-1]) is not h11.EndOfMessage:
                    event = self.conn.next_event()
                    events.append(event)
                    if event is h11.NEED_DATA:
                        break
                # After an upgrade was asked for, h11 awaits an answer to that.
                if self.conn.their_state in _COMPLETE:
                    return events
        except h11.RemoteProtocolError:
            # Raised again when uvicorn asks.
            return []
        self.conn.replay(events)
        return []

    def _write(self, status: int, lines: bytes, length: bytes, body: bytes) -> None:
        """Writes a response as one piece, and makes the connection ready for the next request, as uvicorn does."""
        assert self._joined is not None
        conn = self.conn
        status_line, end, rest = conn.send(_response(status, length)).partition(b"\r\n")
        sent = conn.send(h11.Data(data=body)) if body else b""
        self._joined.write_whole(b"".join((status_line, end, lines, rest, sent, conn.send(_END))))
        self.server_state.total_requests += 1
        if conn.our_state is h11.MUST_CLOSE:
            conn.send(h11.ConnectionClosed())
            self.transport.close()
            return
        self._unset_keepalive_if_required()
        self.timeout_keep_alive_task = self.loop.call_later(self.timeout_keep_alive, self.timeout_keep_alive_handler)
        conn.start_next_cycle()

    def _droppable(self, app: "ASGIApp") -> "ASGIApp":
        """An application with a way to abort its connection, which ASGI itself doesn't have."""

        async def droppable(scope: "Scope", receive: "Receive", send: "Send") -> None:
            scope["extensions"] = {DROP: partial(self._drop, receive)}
            try:
                await app(scope, receive, send)
            except asyncio.CancelledError:
                # The server stops, and the time for open requests is over: no response, and nothing for uvicorn to
                # report. Waiting for the disconnect would be canceled, too.
                self.cycle.disconnected = True
                self.transport.abort()

        return droppable

    async def _drop(self, receive: "Receive") -> None:
        self.transport.abort()
        while (await receive())["type"] != "http.disconnect":
            pass


class _Connection(h11.Connection):
    """A connection whose events can be put back."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._replayed: deque[_Event] = deque()

    def replay(self, events: list[_Event]) -> None:
        """Gives these events again, in their order; `NEED_DATA` and `PAUSED` aren't events of a message."""
        self._replayed.extend(event for event in events if event is not h11.NEED_DATA and event is not h11.PAUSED)

    def next_event(self) -> _Event:
        """The next event."""
        return self._replayed.popleft() if self._replayed else super().next_event()


@lru_cache(maxsize=1024)
def _response(status: int, length: bytes) -> h11.Response:
    """What h11 needs to know of a response: how long it is."""
    headers = [(b"content-length", length)] if length else []
    return h11.Response(status_code=status, headers=headers, reason=STATUS_PHRASES[status])
