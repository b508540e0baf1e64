"""The sentence in place of an empty list."""

from rich.text import Text
from textual.widgets import Static

from edge_tui.tui.themes import colors

_NO_HISTORY = (
    "No history yet. Everything you send, from here or the command line, is listed here with its response. "
    "Escape goes back to the event; F5 sends it there."
)


class NothingFound(Static):
    """Hidden while something is listed."""

    def __init__(self) -> None:
        super().__init__(id="no-history")
        self._words = ""

    def show(self, searched: str) -> None:
        """Says that a search found nothing, or, without a search, that the history is empty."""
        self._words = f"No results for {searched}. Escape clears the search." if searched else _NO_HISTORY
        self.apply_theme()

    def apply_theme(self) -> None:
        """Writes the sentence in the colors of the current theme."""
        self.update(Text(f"\n{self._words}", colors(self.app).dim))
