"""Past exchanges: shown, opened, and sent again."""

import asyncio
from dataclasses import replace

from textual import work

from edge_tui.model.errors import SetupError
from edge_tui.model.exchange import Draft, Exchange, Summary
from edge_tui.tui.history.chosen import Chosen
from edge_tui.tui.history.deletion_job import Jobs
from edge_tui.tui.history.history_list import HistoryList
from edge_tui.tui.workbench.sender import Sending

_PEEK = 200


class Past(Sending):
    """What was sent before."""

    def __init__(self, *args: object) -> None:
        super().__init__(*args)
        self._deeds = Jobs()

    @work(exclusive=True, group="past")
    async def on_history_list_chosen(self, event: HistoryList.Chosen) -> None:
        """Shows what was sent and what came back."""
        if exchange := await self._past(event.summary):
            self.show_exchange(exchange)
            if self.has_class("-narrow"):
                self.focus_pane("answer")

    @work(exclusive=True, group="past")
    async def on_history_list_draft_asked(self, event: HistoryList.DraftAsked) -> None:
        """Puts the draft of an exchange into the editor."""
        if exchange := await self._past(event.summary):
            self.load(exchange.draft)

    @work(exclusive=True, group="past")
    async def on_history_list_replay_asked(self, event: HistoryList.ReplayAsked) -> None:
        """Sends an exchange again."""
        if exchange := await self._past(event.summary):
            self.replay(exchange, exactly=event.exactly)

    def replay(self, exchange: Exchange, *, exactly: bool) -> None:
        """Sends an exchange again with the profile it was sent with."""
        action = "exact" if exactly else "replay"
        self.replay_chosen(Chosen(action, (exchange,)))

    def action_history(self) -> None:
        """Opens the whole of history."""
        self.open_history("")

    @work
    async def open_history(self, wanted: str) -> None:
        """Opens history on what a search finds, and does what is chosen there."""
        from edge_tui.tui.history.screen import History

        chosen = await self.app.push_screen_wait(History(self.workspace, wanted, self._deeds))
        # Some may have been deleted there.
        self.list_history()
        if chosen is None:
            return
        if chosen.action in ("replay", "exact"):
            self.replay_chosen(chosen)
        elif chosen.action == "draft":
            self.load(chosen.exchange.draft)
        else:
            self.show_exchange(chosen.exchange)
            self.focus_pane("answer")

    def replay_chosen(self, chosen: Chosen) -> None:
        """Sends one exchange again on the workbench, several on a screen of their own."""
        exactly = chosen.action == "exact"
        if len(chosen.exchanges) > 1:
            self.replay_many(chosen)
            return
        if chosen.profile_name is not None:
            self.use_profile(self.workspace.profiles.get(chosen.profile_name))
        elif not self._use_profile_of(chosen.exchange):
            return
        self.use_visitor(chosen.visitor or chosen.exchange.visitor)
        # Taken out when it is sent: a worker stays, with what its function holds, until the garbage collector comes.
        asked = [chosen.exchange]

        def replay(draft: Draft) -> None:
            self.start(lambda session: session.replay(replace(asked.pop(), draft=draft), exactly=exactly))

        if exactly:
            replay(chosen.exchange.draft)
        else:
            self.when_permitted(chosen.exchange.draft, replay)

    @work
    async def replay_many(self, chosen: Chosen) -> None:
        """Sends several exchanges again in their order, once each production profile was asked about."""
        from edge_tui.session.batch import Replay
        from edge_tui.tui.timeline.replays import Replays

        replays = []
        for exchange in chosen.exchanges:
            try:
                profile = self.workspace.profiles.get(chosen.profile_name or exchange.profile_name)
            except SetupError as error:
                self.say(error)
                return
            if not await self.may_send(profile):
                return
            draft = exchange.draft if chosen.action == "exact" else await self.permitted(exchange.draft, [profile])
            if draft is None:
                return
            session = self.workspace.session(profile, chosen.visitor or exchange.visitor)
            replays.append(Replay(replace(exchange, draft=draft), session))
        screen = Replays(self.workspace, replays, pace_seconds=chosen.pace_seconds, exactly=chosen.action == "exact")
        shown: Exchange | None = await self.app.push_screen_wait(screen)
        self.list_history()
        self.show_situation()
        if shown is not None:
            self.show_exchange(shown)

    def _use_profile_of(self, exchange: Exchange) -> bool:
        """Takes the profile that an exchange was sent with; says so where it is gone."""
        if exchange.profile_name == self.profile.name:
            return True
        try:
            self.use_profile(self.workspace.profiles.get(exchange.profile_name))
        except SetupError:
            self.notify(
                f"The profile {exchange.profile_name} is gone: v in history sends it with another one.",
                severity="warning",
                markup=False,
            )
            return False
        return True

    async def _past(self, summary: Summary) -> Exchange | None:
        """An exchange of history, its answer read already; says so where it is gone."""

        def read() -> Exchange | None:
            exchange = self.workspace.history.load(summary.key)
            if exchange and exchange.answer:
                exchange.answer.response()
            return exchange

        try:
            exchange = await asyncio.to_thread(read)
        except SetupError as error:
            self.say(error)
            return None
        if exchange is None:
            self.notify("That exchange is no longer in history.", severity="warning")
            self.list_history()
        return exchange
