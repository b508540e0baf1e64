"""Shows past exchanges, opens them as drafts, and replays them."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

from edge_tui.model.errors import SetupError
from edge_tui.model.exchange import Draft, Exchange, Summary
from edge_tui.model.profile import Profile
from edge_tui.model.recorded_event import draft_to_send
from edge_tui.tui.dialogs.asking import Dialogs
from edge_tui.tui.history.chosen import Chosen
from edge_tui.tui.history.deletion_job import Jobs
from edge_tui.tui.history.replay_options import ReplayOptions
from edge_tui.tui.workbench.drafts import DraftKeeper
from edge_tui.tui.workbench.pane_layout import Panes
from edge_tui.tui.workbench.profile_switcher import ProfileSwitcher
from edge_tui.tui.workbench.sender import Sender
from edge_tui.tui.workbench.state import WorkbenchState


class HistoryActions:
    """Shows, opens and replays past exchanges."""

    def __init__(
        self,
        state: WorkbenchState,
        dialogs: Dialogs,
        panes: Panes,
        *,
        drafts: DraftKeeper,
        profiles: ProfileSwitcher,
        sender: Sender,
        open_recording: Callable[[str], Awaitable[bool]],
    ) -> None:
        self._state = state
        self._dialogs = dialogs
        self._panes = panes
        self._drafts = drafts
        self._profiles = profiles
        self._sender = sender
        self._open_recording = open_recording
        self._deletions = Jobs()

    async def show(self, summary: Summary) -> None:
        """Shows an exchange on the workbench."""
        if exchange := await self.read(summary, is_shown=True):
            await self._show(exchange)
            if self._panes.is_narrow:
                self._panes.focus_pane("answer")

    async def load_draft(self, summary: Summary) -> None:
        """Opens an exchange as a draft."""
        if exchange := await self.read(summary):
            await self._drafts.load(draft_to_send(exchange))

    async def replay(self, summary: Summary, *, exactly: bool) -> None:
        """Replays an exchange with its own profile, or asks for one."""
        if exchange := await self.read(summary):
            asked = Chosen("exact" if exactly else "replay", (exchange,))
            workspace = self._state.workspace
            options = ReplayOptions(self._dialogs, workspace.profiles.usable, workspace.visitors.names)
            if chosen := await options.with_profile(asked):
                await self._replay(chosen)

    async def open(self, wanted: str = "") -> None:
        """Opens history, filtered by a search, and runs the action chosen there."""
        from edge_tui.tui.history.screen import History

        chosen = await self._dialogs.open(
            History(self._state.workspace, self.may_leave_history, wanted, self._deletions)
        )
        # Exchanges may have been deleted there.
        self._state.history_changed.happened()
        if chosen is None or chosen.is_shown_over_history:
            return
        if chosen.is_replay:
            await self._replay(chosen)
        elif chosen.action == "draft":
            await self._drafts.load(draft_to_send(chosen.exchange))
        else:
            await self._show(chosen.exchange)
            self._panes.focus_pane("answer")

    async def may_leave_history(self, chosen: Chosen) -> bool:
        """Opens what is shown over history; whether the workbench comes next.

        A replay is asked about here, so that history is still there when it is canceled.
        """
        if chosen.action == "recording":
            return chosen.exchange.origin is not None and await self._open_recording(chosen.exchange.origin.capture)
        if len(chosen.exchanges) > 1:
            return await self._replay_many(chosen)
        if chosen.is_replay:
            profile = self._profile_for(chosen, chosen.exchange)
            return profile is not None and await self._sender.may_send(profile)
        return True

    def _profile_for(self, chosen: Chosen, exchange: Exchange) -> Profile | None:
        """The profile that an exchange is replayed with; None after an error message if it is gone."""
        try:
            return self._state.workspace.profiles.get(chosen.profile_name or exchange.profile_name)
        except SetupError as error:
            self._dialogs.show_error(error)
            return None

    async def _replay(self, chosen: Chosen) -> None:
        """Replays an exchange on the workbench."""
        exactly = chosen.action == "exact"
        if chosen.profile_name is not None:
            self._profiles.use(self._state.workspace.profiles.get(chosen.profile_name))
        elif not self._profiles.use_profile_of(chosen.exchange):
            return
        self._state.visitor.value = chosen.visitor or chosen.exchange.visitor
        await self._sender.replay(chosen.exchange, exactly=exactly)

    async def _replay_many(self, chosen: Chosen) -> bool:
        """Replays several exchanges in order, after asking about each production profile.

        Whether one of them is shown on the workbench now.
        """
        from edge_tui.session.batch import Replay
        from edge_tui.tui.timeline.replays import Replays

        workspace, replays = self._state.workspace, []
        for exchange in chosen.exchanges:
            profile = self._profile_for(chosen, exchange)
            if profile is None or not await self._sender.may_send(profile):
                return False
            draft: Draft | None = exchange.draft
            if chosen.action != "exact":
                draft = await self._sender.permitted(exchange.draft, [profile])
            if draft is None:
                return False
            session = workspace.sessions.get(profile, chosen.visitor or exchange.visitor)
            replays.append(Replay(replace(exchange, draft=draft), session))
        screen = Replays(workspace, replays, pace_seconds=chosen.pace_seconds, exactly=chosen.action == "exact")
        shown = await self._dialogs.open(screen)
        self._state.sent.happened()
        if shown is not None:
            await self._show(shown)
        return shown is not None

    async def _show(self, exchange: Exchange) -> None:
        """Shows an exchange; keys typed ahead wait for its outline."""
        await self._dialogs.keys_wait_for(self._state.show(exchange))

    async def read(self, summary: Summary, *, is_shown: bool = False) -> Exchange | None:
        """Loads an exchange from history and parses its response in a thread; tells the user if it is gone."""
        return await self._dialogs.keys_wait_for(self._read(summary, is_shown=is_shown))

    async def _read(self, summary: Summary, *, is_shown: bool) -> Exchange | None:
        try:
            exchange = await asyncio.to_thread(self._state.workspace.history.load, summary.key)
        except SetupError as error:
            self._dialogs.show_error(error)
            return None
        if exchange is not None and exchange.response is not None:
            if is_shown:
                await self._state.received.announce(exchange)
            await asyncio.to_thread(exchange.response.parsed)
        if exchange is None:
            self._dialogs.notify("That exchange is no longer in history.", severity="warning")
            self._state.history_changed.happened()
        return exchange
