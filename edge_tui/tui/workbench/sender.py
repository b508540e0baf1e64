"""Sending: one event at a time, asked about first on production, cancelled by escape."""

import asyncio
from collections.abc import Awaitable, Callable

from textual import work
from textual.worker import get_current_worker

from edge_tui.model.errors import SetupError
from edge_tui.model.exchange import Exchange, Summary
from edge_tui.model.profile import Environment, Profile
from edge_tui.session.session import Session
from edge_tui.tui.dialogs.question import Question
from edge_tui.tui.keys import key_of
from edge_tui.tui.response.response_pane import ResponsePane
from edge_tui.tui.widgets.pane import Pane
from edge_tui.tui.workbench.profiles import Profiles
from edge_tui.tui.workbench.request_line import RequestLine
from edge_tui.tui.workbench.sidebar import Sidebar

_PEEK = 100

_FELT_SECONDS = 0.1


class Sending(Profiles):
    """Sends the draft or a past exchange, and lists what was sent."""

    def __init__(self, *args: object) -> None:
        super().__init__(*args)  # type: ignore[arg-type]
        self._cleared: set[str] = set()
        self._under_way: Session | None = None
        self._sent_at: float | None = None
        self._listed: tuple[tuple[int, int], ...] = ()

    def action_send(self) -> None:
        """Sends what stands in the editor."""
        if self.editor.check() is not None:
            self.focus_pane("event")
            self.editor.go_to_parse_error()
            self.notify(f"Not sent: {self.editor.parse_error}", severity="error", markup=False)
            return
        if (parse_error := self.editor.headers_error) is not None:
            self.editor.show_tab("draft-headers")
            self.notify(
                f"Not sent: line {parse_error.line} of the headers: {parse_error.message}",
                severity="error",
                markup=False,
            )
            return
        draft = self.current_draft()
        self.when_answered(
            draft,
            lambda: self.when_permitted(draft, lambda permitted: self.start(lambda session: session.send(permitted))),
        )

    def on_request_line_send_asked(self) -> None:
        """The button sends too."""
        self.action_send()

    def on_request_line_cancel_asked(self) -> None:
        """The button cancels too."""
        self.action_cancel()

    @work(group="send")
    async def start(self, send: Callable[[Session], Awaitable[Exchange]]) -> None:
        """Sends in the current session, one at a time; asks first on production."""
        if self._under_way is not None:
            self.notify("An event is on its way: escape cancels it.", severity="warning")
            return
        session = self._under_way = self.session
        try:
            if await self.may_send(session.profile):
                await self._send(session, send)
        finally:
            self._under_way = None
            self._sent_at = None
            # Who quits while an event is on its way has no screen any more when the send ends.
            for line in self.query(RequestLine):
                line.sending_seconds = None
            self.query(ResponsePane).remove_class("-old")

    async def may_send(self, profile: Profile) -> bool:
        """Whether events may go to a profile: production is asked about, once while edge-tui runs."""
        if profile.environment is not Environment.PROD or profile.name in self._cleared:
            return True
        question = Question(
            "Production",
            f"{profile.name} is a production datastream. What is sent there is real data.\n"
            "You are asked once while edge-tui runs.",
            {"send": "Send", "back": "Back"},
            destructive=True,
        )
        if await self.app.push_screen_wait(question) != "send":
            return False
        self._cleared.add(profile.name)
        return True

    async def _send(self, session: Session, send: Callable[[Session], Awaitable[Exchange]]) -> None:
        self._sent_at = asyncio.get_running_loop().time()
        try:
            exchange = await send(session)
        except SetupError as error:
            self.say(error)
            return
        self.show_exchange(exchange)
        self.list_history()
        self.show_situation()
        self.editor.refresh_values()
        self.reset_warnings(exchange.remarks)
        for remark in exchange.remarks:
            self.warn_once(remark)
        if self.has_class("-narrow"):
            self.focus_pane("answer")

    def show_elapsed(self) -> None:
        """Shows a wait that can be felt, and that the answer on screen is the old one."""
        if self._sent_at is None:
            return
        elapsed_ms = asyncio.get_running_loop().time() - self._sent_at
        if elapsed_ms >= _FELT_SECONDS:
            self.query_one(RequestLine).sending_seconds = elapsed_ms
            self.query_one(ResponsePane).set_class(self.exchange is not None, "-old")

    def action_cancel(self) -> None:
        """Cancels the send in flight."""
        if self._under_way is not None:
            self._under_way.cancel()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Escape means cancel only while something is on its way."""
        return self._under_way is not None if action == "cancel" else True

    def use_profile(self, profile: Profile) -> None:
        """Sends with another profile, which may keep no history."""
        super().use_profile(profile)
        self.list_history()

    @work(thread=True, exclusive=True, group="list")
    def list_history(self) -> None:
        """Shows the latest exchanges; in a thread, because a damaged file is first recovered from."""
        worker, history = get_current_worker(), self.workspace.history
        self._listed = history.stamp()
        try:
            summaries, count = history.recent(limit=_PEEK), history.count()
        except SetupError as error:
            if not worker.is_cancelled:
                self.app.call_from_thread(self.warn_once, str(error))
            return
        if not worker.is_cancelled:
            self.app.call_from_thread(self._show_history, summaries, count)

    def notice_others(self) -> None:
        """Lists the latest exchanges again when another edge-tui has sent something.

        What is written while an event is on its way is most likely that event, which is listed when it ends.
        """
        if self.is_current and self._under_way is None and self.workspace.history.stamp() != self._listed:
            self.list_history()

    def show_recovery(self) -> None:
        """Shows how far the recovery of a damaged history is, while there is one."""
        if (recovered := self.workspace.history.recovered) is not None:
            self.query_one("#history-pane", Pane).subtitle(f"recovered {recovered:,}")

    def _show_history(self, summaries: list[Summary], count: int) -> None:
        is_kept, key = self.profile.keeps_history, key_of(self.screen, "send")
        self.query_one(Sidebar).show_history(summaries, self.workspace.clock(), send_key=key, is_kept=is_kept)
        words = [f"{count:,}" if count else "", "" if is_kept else "recording off"]
        self.query_one("#history-pane", Pane).subtitle(" · ".join(each for each in words if each))
        self.show_storage_warnings()
