"""Sending the head and the body of a response together."""

import asyncio
from typing import Any


class JoinedWrites:
    """A transport that sends everything written in one turn of the event loop with one call.

    uvicorn writes a head and a body one after the other: two calls to the kernel, two TCP
    segments or TLS records, and a client that is woken for half of a response.
    """

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        self._loop = asyncio.get_running_loop()
        self._waiting: list[bytes] = []

    def write(self, data: bytes) -> None:
        """Sends some bytes soon, in order."""
        if not self._waiting:
            self._loop.call_soon(self._flush)
        self._waiting.append(data)

    def close(self) -> None:
        """Closes the connection after sending what was written."""
        self._flush()
        self._transport.close()

    def abort(self) -> None:
        """Closes the connection at once; what was written is sent as far as the kernel takes it."""
        self._flush()
        self._transport.abort()

    def is_closing(self) -> bool:
        """Whether the connection is closing or closed."""
        return self._transport.is_closing()

    def _flush(self) -> None:
        waiting, self._waiting = self._waiting, []
        if waiting and not self._transport.is_closing():
            self._transport.write(b"".join(waiting))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)
