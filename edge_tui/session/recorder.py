"""Writes a session's exchanges to history, each step before the next one can lose anything."""

import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

from edge_tui.model.errors import StorageError
from edge_tui.model.exchange import Exchange
from edge_tui.model.json.document import ParseError
from edge_tui.model.response import InteractResponse
from edge_tui.model.unforeseen import Net
from edge_tui.runtime import Runtime


class HistoryWriter(Protocol):
    """The history of a session; every method may raise `StorageError`."""

    def begin(self, exchange: Exchange) -> object:
        """Durably writes an exchange before its request is sent."""

    def secure(self, exchange: Exchange) -> object:
        """Durably writes a response before it is parsed."""

    def complete(self, exchange: Exchange, response: InteractResponse | ParseError | None) -> int:
        """Writes the outcome, and the parsed response; returns the key of the record."""

    def previous_ecid(self, key: int) -> str:
        """The ECID of the exchange before a record, of the same visitor and datastream."""


class Recorder:
    """Writes in threads, so that no key waits; a failed write is a note on the exchange."""

    def __init__(self, history: HistoryWriter, net: Net, runtime: Runtime, *, keeps_history: bool) -> None:
        self._history = history
        self._net = net
        self._runtime = runtime
        self._keeps_history = keeps_history

    async def begin(self, exchange: Exchange) -> Exchange:
        """Records an exchange that is about to be sent."""
        return await self._write(exchange, lambda: self._history.begin(exchange))

    async def secure(self, exchange: Exchange) -> Exchange:
        """Records a raw response; it is on the disk even if the send is canceled meanwhile."""
        write_once = _RunOnce(lambda: self._history.secure(exchange))
        try:
            return await self._write(exchange, write_once.run)
        except self._runtime.cancellation:
            self._write_now(write_once.run)
            raise

    async def complete(self, exchange: Exchange, response: InteractResponse | ParseError | None) -> Exchange:
        """Records how an exchange ended; returns it with the ECID that the visitor had before."""
        before = [exchange.previous_ecid]

        def write() -> None:
            before.append(self._history.previous_ecid(self._history.complete(exchange, response)))

        written = await self._write(exchange, write)
        return replace(written, previous_ecid=before[-1])

    def complete_now(self, exchange: Exchange) -> None:
        """Records the outcome synchronously, for a send whose task is being canceled."""
        self._write_now(lambda: self._history.complete(exchange, None))

    def _write_now(self, write: Callable[[], object]) -> None:
        """Writes synchronously; errors can't be reported any more."""
        notices: list[str] = []
        if self._keeps_history:
            with self._net.noticing("Writing this exchange to history", notices):
                write()

    async def _write(self, exchange: Exchange, write: Callable[[], object]) -> Exchange:
        if not self._keeps_history:
            return exchange
        try:
            await self._runtime.in_thread(write)
        except StorageError as error:
            return exchange.noted(f"This exchange is not in history: {error}")
        except Exception as error:  # noqa: BLE001
            return exchange.noted(self._net.caught(error, "Writing this exchange to history"))
        return exchange


class _RunOnce:
    """Runs work once; concurrent callers wait until it is done."""

    def __init__(self, work: Callable[[], object]) -> None:
        self._work = work
        self._lock = threading.Lock()
        self._is_done = False

    def run(self) -> None:
        """Runs the work, unless it has run."""
        with self._lock:
            if not self._is_done:
                self._is_done = True
                self._work()
