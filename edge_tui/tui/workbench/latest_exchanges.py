"""The latest exchanges in history, for the sidebar."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from edge_tui.model.exchange import Summary

if TYPE_CHECKING:
    from edge_tui.model.phases import PastSends

_LIST_LIMIT = 100
_FEWEST_BARS = 5


class RecordedHistory(Protocol):
    """The part of history that the sidebar needs."""

    def stamp(self) -> tuple[tuple[int, int], ...]:
        """A cheap change token of the file."""

    def recent(self, *, limit: int) -> list[Summary]:
        """The latest exchanges, newest first. Raises `SetupError` if they cannot be read."""

    def count(self) -> int:
        """The number of exchanges in history."""

    def past_sends(self, datastream: str) -> "PastSends":
        """How the latest sends to a datastream ended."""


@dataclass(frozen=True, slots=True)
class Latest:
    """The latest exchanges, newest first, the total count, and the latest sends to the current datastream."""

    summaries: list[Summary]
    count: int
    past_sends: "PastSends | None" = None

    def bars(self, room: int) -> str:
        """How long the latest sends to the datastream took, as many as fit into so many cells; empty for very few."""
        sends = self.past_sends.sends[-room:] if self.past_sends is not None and room >= _FEWEST_BARS else ()
        if len(sends) < 2:
            return ""
        from edge_tui.model.phases import heights

        return heights([each.elapsed_ms for each in sends])


class LatestExchanges:
    """Reads the latest exchanges, and detects when another process has written some since."""

    def __init__(self, history: RecordedHistory) -> None:
        self._history = history
        self._stamp: tuple[tuple[int, int], ...] = ()

    def read(self, datastream: str) -> Latest:
        """The latest exchanges, and the latest sends to a datastream. Runs in a thread.

        Raises `SetupError` if they cannot be read.
        """
        self._stamp = self._history.stamp()
        history = self._history
        return Latest(history.recent(limit=_LIST_LIMIT), history.count(), history.past_sends(datastream))

    @property
    def is_unwritten(self) -> bool:
        """Whether there is no file yet, so that nothing needs to be read."""
        return not self._history.stamp()

    @property
    def is_outdated(self) -> bool:
        """Whether history has changed since the last `read`."""
        return self._history.stamp() != self._stamp
