"""The sentence in place of an empty list."""

from rich.text import Text
from textual.widgets import Static

from edge_tui.tui.themes import colors

_NO_HISTORY = "No history yet. Everything you send, from here or the command line, is listed here with its response."


class NothingFound(Static):
    """Hidden while something is listed."""

    def __init__(self) -> None:
        super().__init__(id="no-history")

    def show(self, searched: str) -> None:
        """Says that a search found nothing; that there is no history where nothing was searched for."""
        words = f"No results for {searched}." if searched else _NO_HISTORY
        self.update(Text(f"\n{words} Escape goes back.", colors(self.app).dim))
