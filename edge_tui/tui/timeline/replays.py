"""Replays several past exchanges in order, with progress."""

from textual import work

from edge_tui.model.exchange import Exchange
from edge_tui.model.history_row import duration_words, what_exchange_sent
from edge_tui.session.batch import Outcome, Replay, pauses_seconds, replay_in_order
from edge_tui.tui.timeline.screen import TimelineView
from edge_tui.workspace import Workspace

_MAX_WHAT = 32
_DURATION_CELLS = 8


class Replays(TimelineView):
    """Starts when it is shown; escape cancels the current send and stops."""

    CSS_PATH = "screen.tcss"
    TIMELINE = "Replays"
    HELP = "Past exchanges, sent again in order. Each result shows the ID of the exchange that it repeats."

    def __init__(
        self, workspace: Workspace, replays: list[Replay], *, pace_seconds: float | None, exactly: bool
    ) -> None:
        super().__init__(workspace)
        self._replays = replays
        self._pace_seconds = pace_seconds
        self._exactly = exactly

    @property
    def shown_when_left(self) -> None:
        """Nothing: history, from which they were sent, is below."""

    def begin(self) -> None:
        """Sends them."""
        self._show_progress()
        self._send()

    @work(group="send")
    async def _send(self) -> None:
        await replay_in_order(
            self._replays,
            pace_seconds=self._pace_seconds,
            exactly=self._exactly,
            clock=self.workspace.clock,
            on_outcome=self._record,
        )
        self.is_sending = False
        failed = sum(each is None or each.response is None for each in self.exchanges)
        result = f"{len(self.exchanges)} replayed" + (f", {failed} without a response" if failed else "")
        self.show_status(f"{result}. Enter shows one on the workbench, esc closes.", is_over=True, is_good=not failed)

    def _record(self, index: int, outcome: Outcome) -> None:
        if isinstance(outcome, Exchange):
            self.add(outcome, self._words(outcome, self._replays[index].origin))
        else:
            self.add(None, str(outcome))
        self._show_progress()

    def _words(self, exchange: Exchange, origin: Exchange) -> str:
        """What was sent, how long it took and why no response came, in the words and columns of history."""
        title_of = self.workspace.templates.title_of
        what, reason = what_exchange_sent(exchange, title_of), exchange.failure.message if exchange.failure else ""
        longest = max(len(what_exchange_sent(each.origin, title_of)) for each in self._replays)
        columns = what.ljust(min(longest, _MAX_WHAT)), duration_words(exchange.elapsed_ms).rjust(_DURATION_CELLS)
        return "  ".join(filter(None, (*columns, f"↻ {origin.request_id[:8]}", reason)))

    def _show_progress(self) -> None:
        done, whole = len(self.exchanges), len(self._replays)
        waits = pauses_seconds([replay.origin for replay in self._replays], self._pace_seconds)
        paced = f" · takes {waits[-1]:.0f} s" if waits and waits[-1] else ""
        self.show_status(f"Replayed {done} of {whole}{paced} · esc stop")
