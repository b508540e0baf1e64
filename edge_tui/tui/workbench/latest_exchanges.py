"""The latest exchanges of history, as the sidebar lists them."""

from dataclasses import dataclass
from typing import Protocol

from edge_tui.model.exchange import Summary

_LISTED = 100


class RecordedHistory(Protocol):
    """What is needed of history."""

    def stamp(self) -> tuple[tuple[int, int], ...]:
        """A cheap change token of the file."""

    def recent(self, *, limit: int) -> list[Summary]:
        """The latest exchanges, newest first. Raises `SetupError` where they cannot be read."""

    def count(self) -> int:
        """How many there are."""


@dataclass(frozen=True, slots=True)
class Latest:
    """The latest exchanges, newest first, and how many there are in all."""

    summaries: list[Summary]
    count: int


class LatestExchanges:
    """Reads the latest exchanges, and knows when another process has written some since."""

    def __init__(self, history: RecordedHistory) -> None:
        self._history = history
        self._stamp: tuple[tuple[int, int], ...] = ()

    def read(self) -> Latest:
        """The latest exchanges now. Raises `SetupError` where they cannot be read; for a thread."""
        self._stamp = self._history.stamp()
        return Latest(self._history.recent(limit=_LISTED), self._history.count())

    @property
    def is_outdated(self) -> bool:
        """Whether history has changed since it was read."""
        return self._history.stamp() != self._stamp
