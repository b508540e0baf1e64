"""A response on its way to a client."""

import time
from collections.abc import Awaitable

from edge_tui.intermediary.client_connection import ClientConnection
from edge_tui.intermediary.http_headers import RawHeaders, header


class Relay:
    """Sends a response as it arrives, or keeps it until it's released or replaced.

    The client may leave; what the server sends is then taken to its end all the same. With
    `holds` nothing is sent before the first chunk that isn't to be kept, or the end.
    """

    def __init__(
        self, client: ClientConnection, status: int, headers: RawHeaders, reason: bytes = b"", *, holds: bool = False
    ) -> None:
        self._client = client
        self._status = status
        self._headers = headers
        self._reason = reason
        self._held: list[bytes] = []
        self._has_begun = False
        self._received = time.perf_counter()
        self.is_holding = holds
        self.held_ms = 0.0
        self.client_left = False

    async def send(self, chunk: bytes, *, hold: bool = False) -> None:
        """Sends a chunk, or keeps it until the end."""
        if hold and self.is_holding:
            self._held.append(chunk)
            return
        await self._release()
        await self._send(chunk)

    async def end(self) -> None:
        """Ends the response as the server has ended it."""
        await self._release()
        # A client that has everything may close before this.
        if not self.client_left:
            await self._attempt(self._client.end())
        await self._look_after_it()

    async def replace(self, status: int, headers: RawHeaders, body: bytes) -> None:
        """Sends another response in the place of the one that was kept."""
        self._held.clear()
        self._stop_holding()
        self.client_left = self._client.has_left
        await self._attempt(self._client.respond(status, headers, body))
        await self._look_after_it()

    async def _look_after_it(self) -> None:
        """A client that closed its side first may have everything, or nothing."""
        if not self.client_left:
            self.client_left = await self._client.is_gone()

    async def _release(self) -> None:
        self._stop_holding()
        if not self._has_begun:
            self._has_begun = True
            # With a length, head and body leave together; a stream's head goes at once.
            at_once = not header(self._headers, b"content-length")
            self.client_left = self._client.has_left
            await self._attempt(self._client.start(self._status, self._headers, self._reason, at_once=at_once))
        held, self._held = self._held, []
        for chunk in held:
            await self._send(chunk)

    def _stop_holding(self) -> None:
        if self.is_holding:
            self.is_holding = False
            self.held_ms = (time.perf_counter() - self._received) * 1000

    async def _send(self, chunk: bytes) -> None:
        if self._client.has_left:
            self.client_left = True
        if not self.client_left:
            await self._attempt(self._client.send(chunk))

    async def _attempt(self, sending: Awaitable[None]) -> None:
        try:
            await sending
        except OSError:
            self.client_left = True
