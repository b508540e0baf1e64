"""The bytes of one connection to a server."""

import asyncio
from typing import Any

# What waits unread before the server is slowed down.
_MAX_UNREAD = 256 * 1024


class Wire(asyncio.Protocol):
    """Keeps what has come until it is read, also after the connection has broken; writes wait for a slow server.

    `has_unread` tells what streams don't: whether something came that nobody asked for.
    """

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._received = bytearray()
        self._has_ended = False
        self._is_lost = False
        self._error: Exception | None = None
        self._reader: asyncio.Future[None] | None = None
        self._writer: asyncio.Future[None] | None = None
        self._is_full = False
        self._is_paused = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Takes the transport."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Keeps what has come."""
        self._received += data
        if len(self._received) > _MAX_UNREAD and not self._is_paused:
            self._is_paused = True
            self._open.pause_reading()
        _wake(self._reader)

    def eof_received(self) -> bool:
        """The server sends nothing more; the connection ends."""
        self._has_ended = True
        _wake(self._reader)
        return False

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing passes any more."""
        self._has_ended = self._is_lost = True
        self._error = exc
        _wake(self._reader)
        _wake(self._writer)

    def pause_writing(self) -> None:
        """The server reads slowly."""
        self._is_full = True

    def resume_writing(self) -> None:
        """The server has read."""
        self._is_full = False
        _wake(self._writer)

    @property
    def _open(self) -> asyncio.Transport:
        assert self._transport is not None
        return self._transport

    @property
    def has_unread(self) -> bool:
        """Whether something has come that was not read."""
        return bool(self._received)

    @property
    def has_ended(self) -> bool:
        """Whether nothing more comes, or the connection is being closed."""
        return self._has_ended or self._open.is_closing()

    @property
    def is_full(self) -> bool:
        """Whether a write is to wait."""
        return self._is_full and not self._is_lost

    def get_extra_info(self, name: str) -> Any:
        """What asyncio knows of the transport."""
        return self._open.get_extra_info(name)

    async def read(self) -> bytes:
        """What has come; empty at the end. Raises the error that broke the connection."""
        while not self._received:
            if self._has_ended:
                if self._error is not None:
                    raise self._error
                return b""
            self._reader = asyncio.get_running_loop().create_future()
            try:
                await self._reader
            finally:
                self._reader = None
        data = bytes(self._received)
        self._received.clear()
        if self._is_paused:
            self._is_paused = False
            self._open.resume_reading()
        return data

    def write(self, data: bytes) -> None:
        """Sends bytes. Raises `ConnectionResetError` when the connection has ended."""
        if self._is_lost or self._open.is_closing():
            raise ConnectionResetError("the server closed the connection")
        self._open.write(data)

    async def drain(self) -> None:
        """Waits while the server reads slowly."""
        while self.is_full:
            self._writer = asyncio.get_running_loop().create_future()
            try:
                await self._writer
            finally:
                self._writer = None

    def close(self) -> None:
        """Closes the connection, without a wait for the server."""
        self._open.close()


def _wake(waiting: "asyncio.Future[None] | None") -> None:
    if waiting is not None and not waiting.done():
        waiting.set_result(None)
