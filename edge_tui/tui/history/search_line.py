"""The line below the search: what is wrong with it, what is in progress, or how many are selected."""

from rich.text import Text
from textual.widgets import Static

from edge_tui.tui.themes import colours

_KEYS = "  d compare · s send again · x export · D delete"
_EMPTY = "No history yet. Everything you send, from here or the command line, is listed here with its response."


class SearchLine(Static):
    """Takes no room while it has nothing to say."""

    def __init__(self) -> None:
        super().__init__(id="history-words")

    def show(self, progress: str, selected: int) -> None:
        """Shows progress, otherwise how many exchanges are selected and what can be done with them."""
        palette = colours(self.app)
        words = progress or (f"{selected} selected" if selected else "")
        text = Text(words, palette.placeholder)
        if selected and not progress:
            text.append(_KEYS, palette.dim)
        self.update(text)
        self.display = bool(words)

    def show_error(self, words: str) -> None:
        """Shows what is wrong with the search."""
        self.update(Text(words, colours(self.app).error))
        self.display = True

    def nothing_found(self, searched: str) -> Text:
        """What stands in place of the list when it is empty."""
        words = f"No results for {searched}." if searched else _EMPTY
        return Text(f"\n{words} Escape goes back.", colours(self.app).dim)
