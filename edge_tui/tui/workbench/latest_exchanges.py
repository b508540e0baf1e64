"""The latest exchanges in history, and the sidebar's list of them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from textual.screen import Screen
from textual.worker import get_current_worker

from edge_tui.model.errors import SetupError
from edge_tui.model.exchange import Summary
from edge_tui.tui.workbench.state import WorkbenchState

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
    """The latest exchanges, newest first, the total count, and the latest sends to the current datastream.

    `is_readable`: False if the file can't be read.
    """

    summaries: list[Summary]
    count: int
    past_sends: "PastSends | None" = None
    is_readable: bool = True

    def why_empty(self, *, send_key: str, history_key: str, is_kept: bool) -> str:
        """What the list says if there are no exchanges. `is_kept`: the profile records history."""
        if not self.is_readable:
            where = f"{history_key.upper()} says why." if history_key else "Open the history to see why."
            return f"History couldn't be read. {where}"
        if not is_kept:
            return "This profile doesn't record history."
        send = f"Press {send_key.upper()} to send." if send_key else "Press Send to send."
        return f"Nothing yet. Every event you send is listed here. {send}"

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


class HistoryListing:
    """Reads the latest exchanges in a thread, because recovering a damaged file takes a while.

    `show` draws them, `warn` shows a sentence once.
    """

    def __init__(
        self,
        screen: Screen[None],
        state: WorkbenchState,
        show: Callable[[Latest], object],
        warn: Callable[[str], object],
    ) -> None:
        self._screen = screen
        self._state = state
        self._show = show
        self._warn = warn
        self._latest = LatestExchanges(state.workspace.history)

    def start(self) -> None:
        """Says at once what will be listed, if nothing was ever sent; the file is read after the first paint."""
        if self._latest.is_unwritten:
            self._show(Latest([], 0))

    @property
    def is_outdated(self) -> bool:
        """Whether history has changed since it was listed, also by another edge-tui."""
        return self._latest.is_outdated

    def refresh(self) -> None:
        """Lists the latest exchanges again."""
        self._screen.run_worker(self._read, thread=True, exclusive=True, group="list")

    def _read(self) -> None:
        worker, app = get_current_worker(), self._screen.app
        try:
            latest = self._latest.read(self._state.profile.value.datastream_id)
        except SetupError as error:
            if not worker.is_cancelled:
                app.call_from_thread(self._show, Latest([], 0, is_readable=False))
                app.call_from_thread(self._warn, str(error))
            return
        if not worker.is_cancelled:
            app.call_from_thread(self._show_latest, latest)

    def _show_latest(self, latest: Latest) -> None:
        self._show(latest)
        self.show_storage_warnings()

    def show_storage_warnings(self) -> None:
        """Shows what went wrong with files since the last time."""
        for warning in self._state.workspace.storage_warnings():
            self._warn(warning)
