"""The workbench's observable state: profile, visitor, draft, and the exchange on screen."""

import asyncio
from typing import TYPE_CHECKING

from edge_tui.model.exchange import Draft, Exchange
from edge_tui.model.node import Node
from edge_tui.model.profile import Profile
from edge_tui.model.visitor import DEFAULT_VISITOR
from edge_tui.tui.observable import Announcement, Happening, Observable
from edge_tui.tui.response.early_look import is_large
from edge_tui.tui.workbench.top_bar import RecordingMark
from edge_tui.workspace import Workspace

if TYPE_CHECKING:
    from edge_tui.session.session import Session


class WorkbenchState:
    """The state of one workbench. It knows no widget; widgets and controllers watch its values."""

    def __init__(self, workspace: Workspace, profile: Profile) -> None:
        self.workspace = workspace
        self.profile = Observable(profile)
        self.visitor = Observable(DEFAULT_VISITOR)
        # As it was loaded or last saved; the current text is the editor's.
        self.draft = Observable(Draft(""))
        # The text that counts as unmodified.
        self.saved_text = ""
        self.exchange: Observable[Exchange | None] = Observable(None)
        self._made_outline: tuple[Exchange, Node] | None = None
        # A response that isn't parsed yet; `exchange` follows once it is. Until then the tree may be ahead of it.
        self.received: Announcement[Exchange] = Announcement()
        self.is_reading = False
        self.received.listen(self._begin_reading)
        self.exchange.watch(self._end_reading)
        # Of the profile; looked up after the first paint, because the emulator must be asked.
        self.upstreams: Observable[tuple[str, ...]] = Observable(profile.upstreams)
        # A site that is recorded while the workbench is shown.
        self.recording: Observable[RecordingMark | None] = Observable(None)
        # Something was sent, here or on another screen: history and client state may have changed.
        self.sent = Happening()
        # Exchanges were deleted, or written by another process.
        self.history_changed = Happening()

    async def show(self, exchange: Exchange) -> None:
        """Shows an exchange; the outline of a large response is made in a thread first."""
        if is_large(exchange):
            self._made_outline = exchange, await asyncio.to_thread(self._make_outline, exchange)
        self.exchange.value = exchange

    def take_outline(self, exchange: Exchange) -> Node:
        """The outline of an exchange: the one that `show` made, or made now."""
        made, self._made_outline = self._made_outline, None
        return made[1] if made and made[0] is exchange else self.workspace.arranged_outline(exchange)

    def _make_outline(self, exchange: Exchange) -> Node:
        outline = self.workspace.arranged_outline(exchange)
        # The root keeps its children, which summarize the whole response.
        outline.children()
        return outline

    async def _begin_reading(self, _exchange: Exchange) -> None:
        self.is_reading = True

    def _end_reading(self, _exchange: Exchange | None) -> None:
        self.is_reading = False

    @property
    def session(self) -> "Session":
        """The current visitor's session with the current profile's gateway."""
        return self.workspace.sessions.get(self.profile.value, self.visitor.value)

    def look_up_upstreams(self) -> None:
        """Looks up the upstreams of the profile's datastream."""
        self.upstreams.value = self.workspace.emulator.upstreams(self.profile.value)

    def upstream_count(self, profile_name: str) -> int:
        """The number of upstreams of a profile's datastream; 0 if unknown."""
        if profile_name == self.profile.value.name:
            return len(self.upstreams.value)
        return self.workspace.upstream_count(profile_name)
