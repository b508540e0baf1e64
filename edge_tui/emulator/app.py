"""The emulator as an ASGI application: the gateway, and IMS beside it."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias
from uuid import UUID

from edge_tui.emulator import datastreams, ims
from edge_tui.emulator.config import Config
from edge_tui.emulator.delivery import deliver
from edge_tui.emulator.gateway import Gateway, GatewayResponse
from edge_tui.emulator.request import GatewayRequest
from edge_tui.emulator.request_log import RequestLogLine
from edge_tui.emulator.request_log_queue import OnRequest
from edge_tui.emulator.validation import MAX_BODY_BYTES

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

RawHeaders: TypeAlias = Iterable[tuple[bytes, bytes]]


def create_app(
    config: Config | None = None,
    *,
    clock: Callable[[], datetime] | None = None,
    new_uuid: Callable[[], UUID] | None = None,
    entropy: Callable[[], str] | None = None,
    strict: bool = False,
    on_request: OnRequest | None = None,
) -> "EmulatorApp":
    """An emulator of these datastreams, or of the built-in ones.

    Given clock, `new_uuid` and `entropy` (16 hex digits), the same requests get the same bytes.
    `strict`, here or in the config, does what Adobe documents where the gateway is known to do something
    else, and accepts only what the current API description has. `on_request` is called after each
    response.
    """
    gateway = Gateway(config or datastreams.load(), new_uuid=new_uuid, entropy=entropy, strict=strict)
    if clock is not None:
        gateway.clock = clock
    return EmulatorApp(gateway, on_request)


class EmulatorApp:
    """Passes requests to the gateway, sends its responses, and logs both.

    The gateway's `config` may be replaced while it runs. Only IMS is served by Starlette: the
    gateway routes every other path itself.
    """

    def __init__(self, gateway: Gateway, on_request: OnRequest | None = None) -> None:
        self.gateway = gateway
        self._on_request = on_request

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        """Handles one request."""
        if is_for_ims(scope["path"]):
            await self._ims(scope, receive, send)
            return
        request = request_of(
            method=scope["method"],
            path=scope["path"],
            query_string=scope["query_string"].decode("latin-1"),
            headers=scope["headers"],
            body=await _read_body(receive),
            scheme=scope["scheme"],
        )
        await self.answer(request)(scope, receive, send)

    def answer(self, request: GatewayRequest) -> "Answer":
        """The gateway's response, to be sent and then logged."""
        started = time.perf_counter()
        return Answer(request, self.gateway.respond(request), started, self.gateway, self._on_request)

    @cached_property
    def _ims(self) -> "ASGIApp":
        from edge_tui.emulator.ims_app import create_ims_app

        return create_ims_app(self.gateway)


@dataclass(slots=True)
class Answer:
    """A request with its response. It's an ASGI application that sends the response, whatever it is asked."""

    request: GatewayRequest
    response: GatewayResponse
    _started: float
    _gateway: Gateway
    _on_request: OnRequest | None

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:  # noqa: ARG002
        """Sends the response with its faults, and logs both."""
        try:
            await deliver(self.response, scope, send)
        finally:
            self.log()

    def log(self) -> None:
        """Logs both, once the response is sent."""
        if self._on_request is not None:
            self._on_request(_log_line(self._gateway.clock(), self.request, self.response, self._started))


def is_for_ims(path: str) -> bool:
    """Whether a path is one of IMS, and not the gateway's."""
    return path.startswith(ims.PATH + "/")


def request_of(
    *, method: str, path: str, query_string: str, headers: RawHeaders, body: bytes, scheme: str
) -> GatewayRequest:
    """A request, with headers as a server reads them: bytes, their names in lower case."""
    decoded = {name.decode("latin-1"): value.decode("latin-1") for name, value in headers}
    return GatewayRequest(method, path, query_string, decoded, body, scheme)


async def _read_body(receive: "Receive") -> bytes:
    """The body; of one that is too large, only enough to see that it is. The rest is read and dropped."""
    message = await receive()
    body: bytes = message.get("body", b"")
    while message.get("more_body", False):
        message = await receive()
        if len(body) <= MAX_BODY_BYTES:
            body += message.get("body", b"")
    return body


def _log_line(now: datetime, request: GatewayRequest, response: GatewayResponse, started: float) -> RequestLogLine:
    return RequestLogLine(
        at=now,
        method=request.method,
        path=request.path,
        status=response.status,
        elapsed_ms=round((time.perf_counter() - started) * 1000, 2),
        request_id=response.request_id,
        datastream=response.datastream,
        size=sum(map(len, response.chunks)),
        handles=response.handle_types,
        problems=response.problems,
        notes=response.notes,
    )
