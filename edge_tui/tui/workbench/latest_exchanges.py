"""The latest exchanges in history, for the sidebar."""

from dataclasses import dataclass
from typing import Protocol

from edge_tui.model.exchange import Summary

_LIST_LIMIT = 100


class RecordedHistory(Protocol):
    """The part of history that the sidebar needs."""

    def stamp(self) -> tuple[tuple[int, int], ...]:
        """A cheap change token of the file."""

    def recent(self, *, limit: int) -> list[Summary]:
        """The latest exchanges, newest first. Raises `SetupError` if they cannot be read."""

    def count(self) -> int:
        """The number of exchanges in history."""


@dataclass(frozen=True, slots=True)
class Latest:
    """The latest exchanges, newest first, and the total count."""

    summaries: list[Summary]
    count: int


class LatestExchanges:
    """Reads the latest exchanges, and detects when another process has written some since."""

    def __init__(self, history: RecordedHistory) -> None:
        self._history = history
        self._stamp: tuple[tuple[int, int], ...] = ()

    def read(self) -> Latest:
        """The latest exchanges. Raises `SetupError` if they cannot be read. Runs in a thread."""
        self._stamp = self._history.stamp()
        return Latest(self._history.recent(limit=_LIST_LIMIT), self._history.count())

    @property
    def is_unwritten(self) -> bool:
        """Whether there is no file yet, so that nothing needs to be read."""
        return not self._history.stamp()

    @property
    def is_outdated(self) -> bool:
        """Whether history has changed since the last `read`."""
        return self._history.stamp() != self._stamp
