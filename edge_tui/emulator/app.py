"""The emulator as an ASGI application: the gateway's routes and those of IMS."""

import time
from base64 import b64decode
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl
from uuid import UUID

from edge_tui.emulator import datastreams, ims
from edge_tui.emulator.config import Config
from edge_tui.emulator.delivery import deliver
from edge_tui.emulator.gateway import Gateway, GatewayResponse
from edge_tui.emulator.request import GatewayRequest
from edge_tui.emulator.request_log import RequestLogLine
from edge_tui.emulator.validation import MAX_BODY_BYTES

if TYPE_CHECKING:
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.types import Receive, Scope, Send

OnRequest = Callable[[RequestLogLine], None]


def create_app(
    config: Config | None = None,
    *,
    clock: Callable[[], datetime] | None = None,
    new_uuid: Callable[[], UUID] | None = None,
    entropy: Callable[[], str] | None = None,
    strict: bool = False,
    on_request: OnRequest | None = None,
) -> "Starlette":
    """An emulator of these datastreams, or of the built-in ones.

    Given clock, `new_uuid` and `entropy` (16 hex digits), the same requests get the same bytes.
    `strict` accepts only what the current API description has. `app.state.gateway` is the
    `Gateway`, whose `config` may be replaced while it runs. `on_request` is called after each
    response.
    """
    from starlette.applications import Starlette
    from starlette.routing import Mount, Route

    gateway = Gateway(config or datastreams.load(), strict=strict)
    if clock is not None:
        gateway.clock = clock
    if new_uuid is not None:
        gateway.new_uuid = new_uuid
    if entropy is not None:
        gateway.entropy = entropy
    tokens = _TokenEndpoint(gateway)
    routes = [
        Route("/token/{version}", tokens.token, methods=["POST"]),
        Route("/keys", tokens.keys),
        Route("/.well-known/openid-configuration", tokens.discovery),
    ]
    app = Starlette(routes=[Mount("/ims", routes=routes)])
    # The gateway routes everything else, including paths Starlette would redirect.
    app.router.redirect_slashes = False
    app.router.default = GatewayEndpoint(gateway, on_request)
    app.state.gateway = gateway
    return app


class GatewayEndpoint:
    """Passes requests to the gateway, sends its responses, and logs both."""

    def __init__(self, gateway: Gateway, on_request: OnRequest | None) -> None:
        self._gateway = gateway
        self._on_request = on_request

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        """Handles one request."""
        started = time.perf_counter()
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        request = GatewayRequest(
            method=scope["method"],
            path=scope["path"],
            query_string=scope["query_string"].decode("latin-1"),
            headers=headers,
            body=await _read_body(receive),
            scheme=scope["scheme"],
        )
        response = self._gateway.respond(request)
        try:
            await deliver(response, scope, send)
        finally:
            if self._on_request is not None:
                self._on_request(_log_line(self._gateway.clock(), request, response, started))


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


class _TokenEndpoint:
    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway

    async def token(self, request: "Request") -> "Response":
        from starlette.responses import JSONResponse, Response

        if request.path_params["version"] not in ("v2", "v3"):
            return Response(status_code=404)
        body = (await request.body()).decode("utf-8", "replace")
        parameters = {
            **_basic(request.headers.get("authorization", "")),
            **request.query_params,
            **dict(parse_qsl(body)),
        }
        gateway = self._gateway
        status, reply = ims.token_reply(gateway.config, gateway.tokens, parameters, gateway.clock().timestamp())
        return JSONResponse(reply, status, headers=_ims_headers(status, str(gateway.new_uuid())))

    async def keys(self, request: "Request") -> "Response":  # noqa: ARG002 (Starlette passes it)
        from starlette.responses import JSONResponse

        return JSONResponse(self._gateway.tokens.public_keys())

    async def discovery(self, request: "Request") -> "Response":
        from starlette.responses import JSONResponse

        return JSONResponse(ims.discovery(f"{request.url.scheme}://{request.url.netloc}"))


def _ims_headers(status: int, debug_id: str) -> dict[str, str]:
    headers = {"cache-control": "no-store"}
    return {**headers, "x-debug-id": debug_id} if status != 200 else headers


def _basic(header: str) -> dict[str, Any]:
    """Client ID and secret of HTTP Basic authentication, which the discovery document offers too."""
    kind, _, encoded = header.partition(" ")
    if kind.lower() != "basic":
        return {}
    try:
        client_id, _, secret = b64decode(encoded).decode().partition(":")
    except ValueError:
        return {}
    return {"client_id": client_id, "client_secret": secret}
