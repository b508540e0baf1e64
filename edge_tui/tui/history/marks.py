"""Marks on past exchanges: pins and notes."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

from edge_tui.model.errors import SetupError
from edge_tui.model.exchange import Summary
from edge_tui.tui.dialogs.asking import Dialogs
from edge_tui.tui.dialogs.fields import Field, Fields


class MarkedHistory(Protocol):
    """What marks need of history. Each raises `SetupError` where it cannot be written."""

    def pin(self, key: int, *, pinned: bool) -> None:
        """Pins the exchange of a `Summary.key`, or unpins it."""

    def annotate(self, key: int, note: str, /) -> None:
        """Replaces the note on an exchange; an empty one removes it."""

    def tidy(self) -> None:
        """Removes deleted words from the file."""


Change = Callable[[Summary], Summary]


class Marks:
    """Pins and annotates, in a thread: another process may be writing.

    `show` changes what is shown of the exchange with a `Summary.key`.
    """

    def __init__(self, history: MarkedHistory, dialogs: Dialogs, show: Callable[[int, Change], object]) -> None:
        self._history = history
        self._dialogs = dialogs
        self._show = show

    async def pin(self, summaries: list[Summary]) -> None:
        """Pins exchanges; unpins those that are pinned."""

        def pin(summary: Summary) -> Change:
            pinned = not summary.pinned
            self._history.pin(summary.key, pinned=pinned)
            return lambda shown: replace(shown, pinned=pinned)

        await self._write(summaries, pin)

    async def note(self, summary: Summary) -> None:
        """Asks for a note on an exchange."""
        fields = [Field("note", "Note", summary.note, "leave empty to remove it")]
        texts = await self._dialogs.open(Fields(f"Note on {summary.request_id}", fields, accept="Save"))
        if texts is None:
            return
        note = texts["note"]

        def annotate(summary: Summary) -> Change:
            self._history.annotate(summary.key, note)
            if summary.note not in ("", note):
                self._history.tidy()
            return lambda shown: replace(shown, note=note)

        await self._write([summary], annotate)

    async def _write(self, summaries: list[Summary], write: Callable[[Summary], Change]) -> None:
        """Writes every mark even when the screen is left meanwhile, then shows those that were written."""
        written: list[tuple[int, Change]] = []

        def write_all() -> None:
            for summary in summaries:
                written.append((summary.key, write(summary)))  # noqa: PERF401

        try:
            await self._dialogs.keys_wait_for(asyncio.to_thread(write_all))
        except SetupError as error:
            self._dialogs.show_error(error)
        for key, change in written:
            self._show(key, change)
