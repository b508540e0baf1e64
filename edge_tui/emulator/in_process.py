"""An httpx transport to an emulator in the same process."""

from typing import TYPE_CHECKING

import httpx

from edge_tui.emulator.delivery import DROP, ConnectionDropped

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send


class InProcess(httpx.AsyncBaseTransport):
    """Sends requests to an emulator without a socket. A dropped connection raises what it would on a network."""

    def __init__(self, app: "ASGIApp") -> None:
        self._app = app

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The response; raises `httpx.RemoteProtocolError` if the emulator drops the connection."""
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
