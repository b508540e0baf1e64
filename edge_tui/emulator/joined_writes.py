"""Sending the head and the body of a response together."""

import asyncio
from typing import Any


class JoinedWrites:
    """A transport that holds the head of a response until the first part of its body is written.

    uvicorn writes them one after the other: two calls to the kernel, two TCP segments or TLS
    records, and a client that is woken for half of a response. It always writes a body, if only
    an empty one; an interim response, such as `100 Continue`, is sent at once.
    """

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        self._head = b""

    def write(self, data: bytes) -> None:
        """Sends some bytes, after the head that was held, or holds a head."""
        head, self._head = self._head, b""
        if head:
            self._transport.write(head + data)
        elif _is_final_head(data):
            self._head = data
        else:
            self._transport.write(data)

    def write_whole(self, response: bytes) -> None:
        """Sends a whole response."""
        self._transport.write(response)

    def close(self) -> None:
        """Closes the connection after sending what was written."""
        self._release()
        self._transport.close()

    def abort(self) -> None:
        """Closes the connection at once; what was written is sent as far as the kernel takes it."""
        self._release()
        self._transport.abort()

    def is_closing(self) -> bool:
        """Whether the connection is closing or closed."""
        return self._transport.is_closing()

    def _release(self) -> None:
        if self._head and not self._transport.is_closing():
            self.write(b"")

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)


def _is_final_head(data: bytes) -> bool:
    return data.startswith(b"HTTP/1.1 ") and data.endswith(b"\r\n\r\n") and not data.startswith(b"HTTP/1.1 1")
