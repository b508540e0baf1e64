"""The emulator inside this process, spoken to by httpx as if it were across a network."""

from typing import TYPE_CHECKING

import httpx

from edge_tui.emulator.delivery import DROP, ConnectionDropped

if TYPE_CHECKING:
    from starlette.applications import Starlette
    from starlette.types import Receive, Scope, Send


class InProcess(httpx.AsyncBaseTransport):
    """Carries requests to an emulator without a socket; a connection it drops ends as one does on a network."""

    def __init__(self, app: "Starlette") -> None:
        self._app = app

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The answer; raises `httpx.RemoteProtocolError` where the emulator was asked to hang up."""
        was_dropped = False

        async def droppable(scope: "Scope", receive: "Receive", send: "Send") -> None:
            async def drop() -> None:
                nonlocal was_dropped
                was_dropped = True
                raise ConnectionDropped

            scope["extensions"] = {DROP: drop}
            await self._app(scope, receive, send)

        transport = httpx.ASGITransport(droppable, raise_app_exceptions=False)
        response = await transport.handle_async_request(request)
        if was_dropped:
            raise httpx.RemoteProtocolError("Server disconnected without sending a complete response", request=request)
        return response
