"""Past exchanges: shown, opened, and sent again."""

from textual import work

from edge_tui.model.errors import SetupError
from edge_tui.model.exchange import Exchange, Summary
from edge_tui.tui.widgets.history_list import HistoryList
from edge_tui.tui.workbench.sending import Sending

_PEEK = 200


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

    @work
    async def action_compare(self) -> None:
        """Compares the exchange on screen with another one."""
        from edge_tui.tui.screens.compare import Compare
        from edge_tui.tui.screens.pick_exchange import PickExchange

        shown = self.exchange
        if shown is None:
            self.notify("Send an event, or choose one in history: then d compares it with another.")
            return
        summaries = self.workspace.history.recent(limit=_PEEK)
        others = [each for each in summaries if (each.request_id, each.sent_at) != (shown.request_id, shown.sent_at)]
        if not others:
            self.notify("There is no other exchange yet to compare this one with.")
            return
        picked = await self.app.push_screen_wait(
            PickExchange("Compare the exchange on screen with", others, self.workspace.clock())
        )
        if picked is not None and (other := self._past(picked)):
            self.app.push_screen(Compare(self.workspace, other, shown))

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
