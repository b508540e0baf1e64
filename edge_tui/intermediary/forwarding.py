"""Passing requests on to their server and its responses back: what passes isn't changed, unless a rule says so."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import dataclass, replace

import httpcore

from edge_tui.intermediary.calls import CallReporter, OpenCall
from edge_tui.intermediary.client_connection import ClientConnection, Incoming
from edge_tui.intermediary.failures import UPSTREAM_ERRORS, cause_of
from edge_tui.intermediary.hops import Names, names_in, without_names
from edge_tui.intermediary.http_headers import (
    RawHeaders,
    as_bytes,
    as_text,
    end_to_end,
    for_any_host,
    header,
    with_readable_codings,
)
from edge_tui.intermediary.kept_body import KeptBody
from edge_tui.intermediary.outgoing import Outgoing, Server, origin_form, sent_elsewhere, to_host
from edge_tui.intermediary.relay import Relay
from edge_tui.intermediary.upstream import Upstream, address_of, response_headers
from edge_tui.model.domains import is_loopback
from edge_tui.model.edge_path import is_edge_path
from edge_tui.model.passing import (
    MAX_DELAY_MS,
    AnswerWith,
    CutOff,
    GoElsewhere,
    PassingRequest,
    PassingResponse,
    Rewriter,
)
from edge_tui.model.sightings import Cause

# A larger body isn't a call's: no gateway takes it. It passes without being read first.
MAX_CALL_BYTES = 8 << 20
_EVENT_STREAM = "text/event-stream"
# RFC 5842, 7.2.
_LOOP = 508
# RFC 9209, 2.3.16.
_LOOP_STATUS = (b"proxy-status", b"edge-tui; error=proxy_loop_detected")
_LOOP_HOW = "Let it lead to the gateway itself."


@dataclass(frozen=True, slots=True)
class _Call:
    """A call in progress: who made it, the request, what is sent instead, and its report."""

    client: ClientConnection
    request: PassingRequest
    sent: Outgoing
    open_call: OpenCall


class Forwarder:
    """Passes requests on, and reports those that are calls of the Edge Network.

    `is_reverse`: clients ask this server by another name than the real one's, so cookies lose their domain.
    """

    def __init__(
        self, upstream: Upstream, reporter: CallReporter, rewriter: Rewriter | None = None, *, is_reverse: bool = False
    ) -> None:
        self._upstream = upstream
        self._reporter = reporter
        self._rewriter = rewriter
        self._is_reverse = is_reverse
        self._busy: set[asyncio.Task[object]] = set()

    @property
    def busy(self) -> frozenset["asyncio.Task[object]"]:
        """The tasks that are answering a call."""
        return frozenset(self._busy)

    async def forward(
        self,
        client: ClientConnection,
        incoming: Incoming,
        server: Server,
        *,
        recorded: bool = True,
        passed: Names = (),
    ) -> None:
        """Answers a request as the server does. `recorded` False never reports it, whatever its path.

        `passed` are the proxies of edge-tui that its tunnel came through.

        Raises `OSError` when the client has gone, or its connection had to be broken.
        """
        passed = (*passed, *names_in(incoming.headers))
        if self._upstream.hops.is_loop(passed):
            await self._end_loop(client, server)
            return
        headers = without_names(end_to_end(incoming.headers))
        if self._is_reverse or _names_another(incoming, server):
            headers = to_host(headers, server)
        sent = Outgoing(server, incoming.method, origin_form(incoming.target), headers, passed=passed)
        url = server.origin + sent.target.decode("latin-1")
        if not (recorded and incoming.method == "POST" and is_edge_path(url)):
            await self._pass_by(client, replace(sent, content=await _content(client, incoming)))
            return
        body, rest = await _read_call(client)
        if rest is not None:
            most = MAX_CALL_BYTES >> 20
            self._reporter.notice(f"A call to {server.host} has more than {most} MB: it passes, and isn't recorded.")
            await self._pass_by(client, replace(sent, content=rest))
            return
        request = PassingRequest("POST", url, as_text(headers), body)
        tab = "" if is_loopback(client.client) else client.client
        call = _Call(client, request, replace(sent, content=body), self._reporter.begin(request, tab))
        task = asyncio.current_task()
        assert task is not None
        self._busy.add(task)
        try:
            await self._answer(call)
        except asyncio.CancelledError:
            call.open_call.failed(Cause.CANCELED, "edge-tui was stopped before the response was complete.")
            raise
        except OSError:
            # Ignored when the call has ended already.
            call.open_call.failed(Cause.CANCELED, "The client closed the connection before the response was complete.")
            raise
        finally:
            self._busy.discard(task)

    async def _end_loop(self, client: ClientConnection, server: Server) -> None:
        """Refuses a request that was sent from here, and came back. It isn't another call."""
        leads = "The proxy in HTTPS_PROXY" if self._upstream.proxy_to(server) else server.origin
        sentence = f"{leads} leads back to this edge-tui, so a request came back to it."
        self._reporter.notice(f"{sentence} It was refused with status {_LOOP}. {_LOOP_HOW}")
        async for _ in client.body():
            pass
        text = f"edge-tui could not forward this request. {sentence} {_LOOP_HOW}\n".encode()
        await client.respond(_LOOP, [(b"content-type", b"text/plain; charset=utf-8"), _LOOP_STATUS], text)

    async def _answer(self, call: _Call) -> None:
        """Answers a call, by the rules or by the server."""
        action = self._rewriter.on_request(call.request) if self._rewriter else None
        sent = call.sent
        if action is not None:
            call.open_call.changed = (action.rule,)
            await _delay(action.delay_ms, call.open_call)
        if isinstance(action, AnswerWith):
            made = action.response
            call.open_call.answered(made.status, made.headers, made.body)
            await call.client.respond(made.status, as_bytes(made.headers), made.body)
            return
        if isinstance(action, CutOff):
            call.open_call.failed(Cause.BROKEN, f"A rule of edge-tui cut it off: {action.rule}.")
            raise _broken(call.client)
        if isinstance(action, GoElsewhere):
            sent = sent_elsewhere(sent, call.request, action)
            call.open_call.led_to(sent.server.origin + sent.target.decode("latin-1"))
        response = await self._ask(
            call.client, replace(sent, headers=with_readable_codings(sent.headers)), call.open_call
        )
        if response is not None:
            await self._pass_back(call, sent.server, response)

    async def _ask(
        self, client: ClientConnection, sent: Outgoing, open_call: OpenCall | None
    ) -> httpcore.Response | None:
        """The server's response; None when there is none: the client then has a 502 or 504."""
        try:
            return await self._upstream.send(sent)
        except UPSTREAM_ERRORS as error:
            cause, detail = cause_of(error, sent.server.host)
        if open_call is not None:
            open_call.failed(cause, detail)
        text = f"edge-tui could not forward this request. {detail}\n".encode()
        status = 504 if cause is Cause.TIMED_OUT else 502
        await client.respond(status, [(b"content-type", b"text/plain; charset=utf-8")], text)
        return None

    async def _pass_back(self, call: _Call, server: Server, response: httpcore.Response) -> None:
        """Sends a response back as it arrives, or after a rule changed it, and reports it."""
        headers = self._headers_for_client(response)
        kept = KeptBody(headers)
        relay = Relay(
            call.client, response.status, headers, _reason(response), holds=self._holds(call.request, headers)
        )
        try:
            async with contextlib.aclosing(_chunks(response)) as chunks:
                async for chunk in chunks:
                    kept.add(chunk)
                    await relay.send(chunk, hold=not kept.is_too_large)
        except UPSTREAM_ERRORS as error:
            call.open_call.failed(*cause_of(error, server.host))
            raise _broken(call.client) from None
        passed = PassingResponse(response.status, as_text(headers), b"")
        body, missing = await kept.decompressed() if relay.is_holding else (None, "")
        changed = self._changed(call, replace(passed, body=body)) if body is not None else None
        if changed is not None:
            passed, body = changed, changed.body
            await relay.replace(changed.status, as_bytes(changed.headers), changed.body)
        else:
            await relay.end()
            if body is None and not missing:
                body, missing = await kept.decompressed()
        call.open_call.held_ms += relay.held_ms
        if relay.client_left:
            detail = f"The client closed the connection before it had the response with status {passed.status}."
            call.open_call.failed(Cause.CANCELED, detail)
        elif passed.status == _LOOP and _LOOP_STATUS in [(name.lower(), value) for name, value in headers]:
            detail = f"{server.origin} leads back to the edge-tui that asked it, so no gateway had the request."
            call.open_call.failed(Cause.REFUSED, detail)
        else:
            address = address_of(response)
            call.open_call.answered(passed.status, passed.headers, body, missing=missing, address=address)

    def _holds(self, request: PassingRequest, headers: RawHeaders) -> bool:
        if self._rewriter is None or _EVENT_STREAM in header(headers, b"content-type").lower():
            return False
        return self._rewriter.wants_response(request)

    def _changed(self, call: _Call, response: PassingResponse) -> PassingResponse | None:
        changed = self._rewriter.on_response(call.request, response) if self._rewriter else None
        if changed is None:
            return None
        call.open_call.changed = (*call.open_call.changed, changed[0])
        return changed[1]

    async def _pass_by(self, client: ClientConnection, sent: Outgoing) -> None:
        """Passes on a request that isn't a call."""
        response = await self._ask(client, sent, None)
        if response is None:
            return
        relay = Relay(client, response.status, self._headers_for_client(response), _reason(response))
        try:
            async with contextlib.aclosing(_chunks(response)) as chunks:
                async for chunk in chunks:
                    await relay.send(chunk)
                    if relay.client_left:
                        return
        except UPSTREAM_ERRORS:
            raise _broken(client) from None
        await relay.end()

    def _headers_for_client(self, response: httpcore.Response) -> RawHeaders:
        headers = response_headers(response)
        if not self._is_reverse:
            return headers
        headers, had_domain = for_any_host(headers)
        if had_domain:
            self._reporter.notice(
                "The gateway's cookies lose their Domain on the way: clients know it here by another name and would"
                " refuse them."
            )
        return headers


def _names_another(incoming: Incoming, server: Server) -> bool:
    """Whether a request for a whole URL has the `Host` of another: the URL counts (RFC 9112, 3.2.2)."""
    if incoming.target.startswith(b"/"):
        return False
    return header(incoming.headers, b"host").lower() not in (server.authority, f"{server.authority}:{server.port}")


async def _content(client: ClientConnection, incoming: Incoming) -> AsyncIterator[bytes] | None:
    """The body of a request as it arrives; None without one."""
    if header(incoming.headers, b"transfer-encoding") or header(incoming.headers, b"content-length") not in ("", "0"):
        return client.body()
    async for _ in client.body():
        pass
    return None


async def _read_call(client: ClientConnection) -> tuple[bytes, AsyncIterator[bytes] | None]:
    """The body of a call; or, when it's too long for one, the whole of it as it arrives."""
    read: list[bytes] = []
    size = 0
    arriving = client.body()
    async for chunk in arriving:
        read.append(chunk)
        size += len(chunk)
        if size > MAX_CALL_BYTES:
            return b"", _joined(read, arriving)
    return b"".join(read), None


async def _joined(read: list[bytes], arriving: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    for chunk in read:
        yield chunk
    async for chunk in arriving:
        yield chunk


async def _chunks(response: httpcore.Response) -> AsyncGenerator[bytes, None]:
    """The body as it arrives, neither decompressed nor collected."""
    try:
        async for chunk in response.aiter_stream():
            yield chunk
    finally:
        await response.aclose()


async def _delay(delay_ms: int, open_call: OpenCall) -> None:
    if delay_ms > 0:
        waited_ms = min(delay_ms, MAX_DELAY_MS)
        await asyncio.sleep(waited_ms / 1000)
        open_call.held_ms += waited_ms


def _reason(response: httpcore.Response) -> bytes:
    reason = response.extensions.get("reason_phrase", b"")
    return reason if isinstance(reason, bytes) else b""


def _broken(client: ClientConnection) -> OSError:
    client.abort()
    return ConnectionAbortedError("the connection was broken, as the other one was")
