"""Past exchanges: shown, opened, and sent again."""

from textual import work

from edge_tui.model.errors import SetupError
from edge_tui.model.exchange import Exchange, Summary
from edge_tui.tui.widgets.history_list import HistoryList
from edge_tui.tui.workbench.sending import Sending


class Past(Sending):
    """What was sent before."""

    def on_history_list_chosen(self, event: HistoryList.Chosen) -> None:
        """Shows what was sent and what came back."""
        if exchange := self._past(event.summary):
            self.show_exchange(exchange)
            if self.has_class("-narrow"):
                self.focus_pane("answer")

    def on_history_list_draft_asked(self, event: HistoryList.DraftAsked) -> None:
        """Puts the draft of an exchange into the editor."""
        if exchange := self._past(event.summary):
            self.load(exchange.draft)

    def on_history_list_replay_asked(self, event: HistoryList.ReplayAsked) -> None:
        """Sends an exchange again."""
        if exchange := self._past(event.summary):
            self.replay(exchange, exactly=event.exactly)

    def replay(self, exchange: Exchange, *, exactly: bool) -> None:
        """Sends an exchange again with the profile it was sent with."""
        if exchange.profile_name != self.profile.name:
            try:
                self.use_profile(self.workspace.profiles.get(exchange.profile_name))
            except SetupError:
                self.notify(
                    f"The profile {exchange.profile_name} is gone: sending with {self.profile.name}.",
                    severity="warning",
                    markup=False,
                )
        self.use_visitor(exchange.visitor)
        self.start(lambda session: session.replay(exchange, exactly=exactly))

    @work
    async def action_history(self) -> None:
        """Opens the whole of history."""
        from edge_tui.tui.screens.history import History

        chosen = await self.app.push_screen_wait(History(self.workspace))
        if chosen is None:
            return
        if chosen.wish in ("replay", "exact"):
            self.replay(chosen.exchange, exactly=chosen.wish == "exact")
        elif chosen.wish == "draft":
            self.load(chosen.exchange.draft)
        else:
            self.show_exchange(chosen.exchange)
            self.focus_pane("answer")

    def _past(self, summary: Summary) -> Exchange | None:
        try:
            exchange = self.workspace.history.load(summary.key)
        except SetupError as error:
            self.say(error)
            return None
        if exchange is None:
            self.notify("That exchange is no longer in history.", severity="warning")
            self.list_history()
        return exchange
