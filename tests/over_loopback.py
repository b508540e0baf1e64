"""The built-in emulator over a socket, for tests that otherwise use it in process."""

import httpx


class OverLoopback(httpx.AsyncBaseTransport):
    """Sends every request to a server on loopback, whatever its host; the Host header stays."""

    def __init__(self, url: str) -> None:
        self._served = httpx.URL(url)
        self._network = httpx.AsyncHTTPTransport()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The served emulator's response."""
        request.url = request.url.copy_with(scheme="http", host=self._served.host, port=self._served.port)
        return await self._network.handle_async_request(request)

    async def aclose(self) -> None:
        """Closes the connections."""
        await self._network.aclose()
