"""Watch: sends one event repeatedly until a condition is met."""

from datetime import timedelta

from textual import work

from edge_tui.model.durations import time_left
from edge_tui.model.errors import SetupError
from edge_tui.model.exchange import Draft, Exchange
from edge_tui.session.batch import send_until
from edge_tui.session.session import Session
from edge_tui.session.watch import WatchLog
from edge_tui.session.watch_condition import read_condition
from edge_tui.tui.timeline.screen import TimelineView
from edge_tui.workspace import Workspace


class Watch(TimelineView):
    """Starts when it is shown, rings the bell when the condition is met, and shows how long it took."""

    CSS_PATH = "screen.tcss"
    HELP = (
        "Sends the event repeatedly, because a datastream change takes up to 15 minutes to propagate. Waits until "
        "errors are gone, a scope has a decision, a handle is returned or a value changes; a new visitor's first "
        "response isn't compared. Stops then, after the maximum number of sends, or on Esc."
    )

    def __init__(
        self, workspace: Workspace, session: Session, draft: Draft, *, until: str, pause_seconds: float, sends: int
    ) -> None:
        super().__init__(workspace)
        self._session = session
        self._draft = draft
        self._pause_seconds = pause_seconds
        self._log = WatchLog(read_condition(until), sends, workspace.ignored_paths.all())
        self._next_at = 0.0

    def begin(self) -> None:
        """Sends, and counts down to the next send."""
        self.set_interval(1.0, self._show_progress)
        self._show_progress()
        self._send()

    @work(group="send")
    async def _send(self) -> None:
        try:
            await send_until(self._session, self._draft, pause_seconds=self._pause_seconds, is_over=self._record)
        except SetupError as error:
            self.is_sending = False
            self.show_status(str(error), is_over=True)
            return
        self.is_sending = False
        is_met = self._log.has_happened
        self.show_status(f"{self._log.verdict()} Enter shows it, esc closes.", is_over=True, is_good=is_met)
        if is_met:
            self.app.bell()

    def _record(self, exchange: Exchange) -> bool:
        observation = self._log.record(exchange, self.workspace.clock())
        self._next_at = self.workspace.monotonic() + self._pause_seconds
        self.add(exchange, observation.words, matched=observation.matched)
        self._show_progress()
        return self._log.is_over

    def _show_progress(self) -> None:
        if not self.is_sending:
            return
        left = max(self._next_at - self.workspace.monotonic(), 0.0)
        sent = len(self._log.observations)
        still = "Still waiting" if sent else "Waiting"
        progress = f"{still} {self._log.condition.words} · {sent} of at most {self._log.max_sends} sent"
        self.show_status(f"{progress} · next in {time_left(timedelta(seconds=left))} · esc stop")

    def stopped(self) -> None:
        """Shows the verdict so far."""
        self.show_status(f"Stopped. {self._log.verdict()} Esc closes.", is_over=True)
