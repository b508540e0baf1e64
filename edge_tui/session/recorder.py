"""A session's exchanges written to history, each step before the next one can lose anything."""

import asyncio
import threading
from collections.abc import Callable
from typing import Protocol

from edge_tui.model.document import ParseError
from edge_tui.model.errors import StorageError
from edge_tui.model.exchange import Exchange
from edge_tui.model.response import InteractResponse
from edge_tui.model.unforeseen import Net


class Record(Protocol):
    """What a session writes its exchanges to; all of it raises `StorageError` where it cannot."""

    def begin(self, exchange: Exchange) -> object:
        """Writes an exchange, durably, before its request goes out."""

    def secure(self, exchange: Exchange) -> object:
        """Writes what came back, durably, before anybody reads it."""

    def complete(self, exchange: Exchange, response: InteractResponse | ParseError | None) -> object:
        """Writes how it ended, and what it was read as."""


class Recorder:
    """Writes in threads, so that no key waits; what cannot be written is a notice on the exchange."""

    def __init__(self, history: Record, net: Net, *, keeps_history: bool) -> None:
        self._history = history
        self._net = net
        self._keeps_history = keeps_history

    async def begin(self, exchange: Exchange) -> Exchange:
        """Records an exchange that is about to be sent."""
        return await self._recorded(exchange, lambda: self._history.begin(exchange))

    async def secure(self, exchange: Exchange) -> Exchange:
        """Records an answer as it came. It is on the disk also where the send is canceled meanwhile."""
        once = _Once(lambda: self._history.secure(exchange))
        try:
            return await self._recorded(exchange, once.run)
        except asyncio.CancelledError:
            self._at_once(once.run)
            raise

    async def complete(self, exchange: Exchange, response: InteractResponse | ParseError | None) -> Exchange:
        """Records how an exchange ended."""
        return await self._recorded(exchange, lambda: self._history.complete(exchange, response))

    def complete_at_once(self, exchange: Exchange) -> None:
        """Records how an exchange ended before this returns: for a send whose task is being canceled."""
        self._at_once(lambda: self._history.complete(exchange, None))

    def _at_once(self, write: Callable[[], object]) -> None:
        """Writes for somebody who leaves, and whom nothing can be said any more."""
        notices: list[str] = []
        if self._keeps_history:
            with self._net.noticing("Writing this exchange to history", notices):
                write()

    async def _recorded(self, exchange: Exchange, write: Callable[[], object]) -> Exchange:
        if not self._keeps_history:
            return exchange
        try:
            await asyncio.to_thread(write)
        except StorageError as error:
            return exchange.noted(f"This exchange is not in history: {error}")
        except Exception as error:  # noqa: BLE001
            return exchange.noted(self._net.caught(error, "Writing this exchange to history"))
        return exchange


class _Once:
    """Work that is done one time, whoever asks for it first; the others wait until it is done."""

    def __init__(self, work: Callable[[], object]) -> None:
        self._work = work
        self._lock = threading.Lock()
        self._is_done = False

    def run(self) -> None:
        """Does the work, unless it was done."""
        with self._lock:
            if not self._is_done:
                self._is_done = True
                self._work()
