"""The sidebar: templates, profiles and history, each in its own box."""

from datetime import datetime

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from edge_tui.model.exchange import Summary
from edge_tui.tui.history.history_list import HistoryList
from edge_tui.tui.pressable import presses
from edge_tui.tui.profiles.profile_list import ProfileList
from edge_tui.tui.templates.template_tree import TemplateTree
from edge_tui.tui.themes import colors
from edge_tui.tui.widgets.pane import Pane


class Sidebar(Vertical):
    """Everything a send can start from."""

    ALLOW_MAXIMIZE = True

    def __init__(self) -> None:
        super().__init__(id="sidebar")
        self.templates = TemplateTree()
        self.profiles = ProfileList()
        self.history = HistoryList()

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

    def show_history(self, summaries: list[Summary], now: datetime, *, send_key: str, is_kept: bool) -> None:
        """Lists the latest exchanges, or says what will be listed here.

        `is_kept`: the profile records history.
        """
        listed, nothing = self.history, self.query_one("#no-exchanges", Static)
        listed.fill(summaries, now)
        listed.display, nothing.display = bool(summaries), not summaries
        if not summaries:
            send = f"Press {send_key.upper()} to send." if send_key else "Press Send to send."
            kept = f"Nothing yet. Every event you send is listed here. {send}"
            words = kept if is_kept else "This profile doesn't record history."
            nothing.update(Text(words, colors(self.app).dim))
