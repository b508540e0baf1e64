"""The sidebar: templates, profiles and history, each in its own box."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from rich.text import Text
from textual import on, work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from edge_tui.model.exchange import Summary
from edge_tui.model.template import TitleOf
from edge_tui.tui.history.history_list import HistoryList
from edge_tui.tui.pressable import presses
from edge_tui.tui.profiles.profile_list import ProfileList
from edge_tui.tui.templates.template_tree import TemplateTree
from edge_tui.tui.themes import colors
from edge_tui.tui.widgets.pane import Pane

if TYPE_CHECKING:
    from edge_tui.tui.workbench.controllers import Controllers


class Sidebar(Vertical):
    """Everything a send can start from.

    What is asked for in a list is passed on to the controllers, which get this sidebar first.
    """

    ALLOW_MAXIMIZE = True

    def __init__(self, controllers: "Callable[[], Controllers]", title_of: TitleOf) -> None:
        super().__init__(id="sidebar")
        self._controllers = controllers
        self.templates = TemplateTree()
        self.profiles = ProfileList()
        self.history = HistoryList(title_of)

    def compose(self) -> ComposeResult:
        """Three boxes."""
        for key, title, widget in (
            ("1", "Templates", self.templates),
            ("p", "Profiles", self.profiles),
            ("f11", "History", self.history),
        ):
            with Pane(id=f"{title.lower()}-pane") as pane:
                pane.border_title = Text(f"{key} {title}", presses(key, "press"))
                yield widget
                if isinstance(widget, HistoryList):
                    yield Static(id="no-exchanges")

    def show_history(self, summaries: list[Summary], now: datetime, why_empty: str) -> None:
        """Lists the latest exchanges, or says why there are none."""
        listed, nothing = self.history, self.query_one("#no-exchanges", Static)
        listed.fill(summaries, now)
        listed.display, nothing.display = bool(summaries), not summaries
        if not summaries:
            nothing.update(Text(why_empty, colors(self.app).dim))

    @on(TemplateTree.DeleteAsked)
    @work
    async def _delete_template(self, event: TemplateTree.DeleteAsked) -> None:
        await self._controllers().templates.delete(event.template)

    @on(ProfileList.Chosen)
    def _use_profile(self, event: ProfileList.Chosen) -> None:
        self._controllers().profiles.use(event.profile)

    @on(ProfileList.EditAsked)
    @work
    async def _edit_profile(self, event: ProfileList.EditAsked) -> None:
        await self._controllers().profiles.edit(event.profile)

    @on(ProfileList.DeleteAsked)
    @work
    async def _delete_profile(self, event: ProfileList.DeleteAsked) -> None:
        await self._controllers().profiles.delete(event.profile)

    @on(HistoryList.Chosen)
    def _show_past(self, event: HistoryList.Chosen) -> None:
        self.run_worker(self._controllers().past.show(event.summary), group="past", exclusive=True)

    @on(HistoryList.DraftAsked)
    def _load_past(self, event: HistoryList.DraftAsked) -> None:
        self.run_worker(self._controllers().past.load_draft(event.summary), group="past", exclusive=True)

    @on(HistoryList.ReplayAsked)
    def _replay_past(self, event: HistoryList.ReplayAsked) -> None:
        self.run_worker(self._controllers().past.replay(event.summary, exactly=event.exactly), group="send")
