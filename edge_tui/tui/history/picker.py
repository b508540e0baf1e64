"""Picks one past exchange."""

from datetime import datetime

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding

from edge_tui.model.exchange import Summary
from edge_tui.model.template import TitleOf
from edge_tui.model.text import visible
from edge_tui.tui.dialogs.closing import close
from edge_tui.tui.dialogs.key_line import DialogBox
from edge_tui.tui.dialogs.menu import Menu
from edge_tui.tui.history.history_list import HistoryList


class PickExchange(Menu[Summary | None]):
    """Ends with the picked exchange."""

    CSS_PATH = "picker.tcss"
    VERTICAL_BREAKPOINTS = [(0, "-low"), (14, "-high")]
    BINDINGS = [Binding("escape", "give_up", "Back")]

    def __init__(self, title: str, summaries: list[Summary], now: datetime, title_of: TitleOf) -> None:
        super().__init__()
        self._title = title
        self._summaries = summaries
        self._now = now
        self._title_of = title_of

    def compose(self) -> ComposeResult:
        """The list."""
        with DialogBox(id="pick") as box:
            box.border_title = Text(visible(self._title))
            box.name_keys("enter OK · esc cancel")
            yield HistoryList(self._title_of, "pick-list")

    def on_mount(self) -> None:
        """Shows the exchanges."""
        picks = self.query_one(HistoryList)
        picks.fill(self._summaries, self._now)
        picks.focus()

    def on_history_list_chosen(self, event: HistoryList.Chosen) -> None:
        """Ends with the choice."""
        close(self, event.summary)

    def action_give_up(self) -> None:
        """Ends without a choice."""
        close(self)
