"""The line below the search: what is wrong with it, what is in progress, or how many are selected."""

from rich.text import Text
from textual import events
from textual.widgets import Static

from edge_tui.tui.pressable import named_key, pressable
from edge_tui.tui.themes import colors

_KEYS = "d compare · s resend · x export · del delete"


class SearchLine(Static):
    """Hidden while it is empty. `progress` is what was last in progress."""

    def __init__(self) -> None:
        super().__init__(id="history-words")
        self.progress = ""

    def show(self, progress: str, selected: int, notice: str = "") -> None:
        """Shows progress, otherwise how many exchanges are selected and what can be done with them, else a notice."""
        self.progress = progress
        palette = colors(self.app)
        words = progress or (f"{selected} selected" if selected else notice)
        text = Text(words, palette.placeholder)
        if selected and not progress:
            text.append("  ").append_text(pressable(Text(_KEYS, palette.dim), ""))
        self.update(text)
        self.display = bool(words)

    def on_click(self, event: events.Click) -> None:
        """Presses a key that was clicked, in the list: in the search it would be typed."""
        if key := named_key(event.style):
            self.screen.query_one("#all-history").focus()
            self.app.call_later(self.app.simulate_key, key)

    def show_error(self, words: str) -> None:
        """Shows what is wrong with the search."""
        self.update(Text(words, colors(self.app).error))
        self.display = True
