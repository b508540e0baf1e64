"""IMS as an ASGI application: access tokens, their keys and discovery."""

from base64 import b64decode
from typing import Any
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route

from edge_tui.emulator import ims
from edge_tui.emulator.gateway import Gateway


def create_ims_app(gateway: Gateway) -> Starlette:
    """The routes below `ims.PATH`. Tokens are issued by the gateway's configuration, and signed with its key."""
    tokens = _TokenEndpoint(gateway)
    routes = [
        Route("/token/{version}", tokens.token, methods=["POST"]),
        Route("/keys", tokens.keys),
        Route("/.well-known/openid-configuration", tokens.discovery),
    ]
    app = Starlette(routes=[Mount(ims.PATH, routes=routes)])
    app.router.redirect_slashes = False
    return app


class _TokenEndpoint:
    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway

    async def token(self, request: Request) -> Response:
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
        return JSONResponse(reply, status, headers=_ims_headers(status, gateway.new_id()))

    async def keys(self, request: Request) -> Response:  # noqa: ARG002 (Starlette passes it)
        return JSONResponse(self._gateway.tokens.public_keys())

    async def discovery(self, request: Request) -> Response:
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
