"""The find line: searches as you type."""

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Input, Static

from edge_tui.tui.themes import colors

# The count's least width: that of "first 300 of 170,920".
_COUNT_CELLS = 24


class FindLine(Horizontal):
    """The search text and the number of hits. Escape closes it, enter goes to the hits."""

    DEFAULT_CSS = """
    FindLine {
        dock: bottom;
        height: 1;
        background: $panel;
        #finder-sign { width: 3; color: $accent; text-style: bold; }
        #find { width: 1fr; background: $panel; }
        #finder-count { text-align: right; max-width: 60%; }
    }
    """
    BINDINGS = [
        Binding("escape", "leave", "Close", priority=True, tooltip="Close the search"),
        Binding("enter,down", "done", "To the matches", priority=True, tooltip="Go to the matches"),
    ]
    PLACEHOLDER = ""

    class Left(Message):
        """The search was closed."""

    class Done(Message):
        """The user wants to go through the hits."""

    def __init__(self, line_id: str | None = None) -> None:
        super().__init__(id=line_id)

    def compose(self) -> ComposeResult:
        """The search text, then the number of hits."""
        yield Static(" / ", id="finder-sign")
        yield Input(placeholder=self.PLACEHOLDER, id="find", compact=True)
        yield Static(id="finder-count")

    def take_focus(self) -> None:
        """Shows and focuses the line."""
        self.display = True
        self.query_one(Input).focus()

    def close(self) -> None:
        """Clears and hides the line."""
        self.workers.cancel_node(self)
        self.query_one(Input).value = ""
        self.query_one("#finder-count", Static).update("", layout=False)
        self.display = False

    def show_result(self, words: str, *, is_error: bool = False) -> None:
        """Writes to the right of the search text."""
        palette = colors(self.app)
        text = Text(f" {words} ", palette.error if is_error else palette.dim)
        count = self.query_one("#finder-count", Static)
        # A new width lays out the whole screen; a count that grows by a digit doesn't need one.
        needs = max(_COUNT_CELLS, text.cell_len)
        is_wider = count.styles.width is None or needs != count.styles.width.value
        if is_wider:
            count.styles.width = needs
        count.update(text, layout=is_wider)

    def action_leave(self) -> None:
        """Closes the search."""
        self.close()
        self.post_message(self.Left())

    def action_done(self) -> None:
        """Goes to the hits."""
        self.post_message(self.Done())
