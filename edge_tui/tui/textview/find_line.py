"""The line to type into that finds while one types."""

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Input, Static

from edge_tui.tui.themes import colours

# The count's least width: that of "first 300 of 170,920".
_COUNT_CELLS = 24


class FindLine(Horizontal):
    """What is looked for, and how much was found. Escape clears it, enter goes on to what was found."""

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
        Binding("escape", "leave", "Clear", priority=True, tooltip="Show everything again"),
        Binding("enter,down", "done", "To the hits", priority=True, tooltip="Go on in what was found"),
    ]
    PLACEHOLDER = ""

    class Left(Message):
        """The line was closed: nothing is looked for any more."""

    class Done(Message):
        """The hits are to be walked through."""

    def __init__(self, line_id: str | None = None) -> None:
        super().__init__(id=line_id)

    def compose(self) -> ComposeResult:
        """The line, and how much was found."""
        yield Static(" / ", id="finder-sign")
        yield Input(placeholder=self.PLACEHOLDER, id="find", compact=True)
        yield Static(id="finder-count")

    def take_focus(self) -> None:
        """Shows the line and types into it."""
        self.display = True
        self.query_one(Input).focus()

    def close(self) -> None:
        """Forgets what was looked for."""
        self.workers.cancel_node(self)
        self.query_one(Input).value = ""
        self.query_one("#finder-count", Static).update("", layout=False)
        self.display = False

    def say(self, words: str, *, is_trouble: bool = False) -> None:
        """Writes behind what is looked for."""
        palette = colours(self.app)
        text = Text(f" {words} ", palette.error if is_trouble else palette.dim)
        count = self.query_one("#finder-count", Static)
        # What needs another width is laid out with the whole screen; a count that grows by a digit need not be.
        needs = max(_COUNT_CELLS, text.cell_len)
        is_wider = count.styles.width is None or needs != count.styles.width.value
        if is_wider:
            count.styles.width = needs
        count.update(text, layout=is_wider)

    def action_leave(self) -> None:
        """Stops looking."""
        self.close()
        self.post_message(self.Left())

    def action_done(self) -> None:
        """Goes on in what was found."""
        self.post_message(self.Done())
