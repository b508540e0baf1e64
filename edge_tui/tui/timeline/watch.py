"""Watch: one event sent again and again until what is waited for happens."""

from textual import work

from edge_tui.model.errors import SetupError
from edge_tui.model.exchange import Draft, Exchange
from edge_tui.session.batch import send_until
from edge_tui.session.session import Session
from edge_tui.session.watch import WatchLog, read_condition
from edge_tui.tui.timeline.screen import TimelineView
from edge_tui.workspace import Workspace


class Watch(TimelineView):
    """Sends as soon as it is shown, rings when it happens, and says how long it took."""

    CSS_PATH = "screen.tcss"
    HELP = (
        "The event is sent again and again, because a change to a datastream takes up to 15 minutes to be everywhere. "
        "It ends when what is waited for happens, when as many events as may be were sent, or with escape."
    )

    def __init__(
        self, workspace: Workspace, session: Session, draft: Draft, *, until: str, pause_seconds: float, sends: int
    ) -> None:
        super().__init__(workspace)
        self._session = session
        self._draft = draft
        self._pause_seconds = pause_seconds
        self._log = WatchLog(read_condition(until), sends, workspace.volatile.all())
        self._next_at = 0.0

    def begin(self) -> None:
        """Sends, and counts down to the next one."""
        self.set_interval(1.0, self._tell_progress)
        self._tell_progress()
        self._send()

    @work(group="send")
    async def _send(self) -> None:
        try:
            await send_until(self._session, self._draft, pause_seconds=self._pause_seconds, is_over=self._take)
        except SetupError as error:
            self.is_sending = False
            self.tell(str(error), is_over=True)
            return
        self.is_sending = False
        happened = self._log.has_happened
        self.tell(f"{self._log.verdict()} Enter shows it, escape goes back.", is_over=True, is_good=happened)
        if happened:
            self.app.bell()

    def _take(self, exchange: Exchange) -> bool:
        observation = self._log.record(exchange, self.workspace.clock())
        self._next_at = self.workspace.monotonic() + self._pause_seconds
        self.add(exchange, observation.words, matched=observation.matched)
        self._tell_progress()
        return self._log.is_over

    def _tell_progress(self) -> None:
        if not self.is_sending:
            return
        left = max(self._next_at - self.workspace.monotonic(), 0.0)
        sent = len(self._log.observations)
        words = f"Waiting {self._log.condition.words} · {sent} of at most {self._log.max_sends} sent"
        self.tell(f"{words} · next in {left:.0f} s · escape stops")

    def stopped(self) -> None:
        """Says how far it came."""
        self.tell(f"Stopped. {self._log.verdict()} Escape goes back.", is_over=True)
