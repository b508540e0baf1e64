"""The request as it would go out now: placeholders filled, the visitor's state in it, secrets masked."""

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from edge_tui.model.errors import SetupError
from edge_tui.model.exchange import Exchange
from edge_tui.tui.exchange_text import sent_text
from edge_tui.tui.themes import colours


class SentPane(VerticalScroll, can_focus=True):
    """Shows a request before it is sent."""

    HELP = "What would go out if you sent now: URL, headers and body. Each send fills {{now}} and {{uuid}} anew."

    def compose(self) -> ComposeResult:
        """The text."""
        yield Static(id="as-sent")

    def show(self, request: Exchange | SetupError) -> None:
        """Shows a request, or why there is none."""
        palette = colours(self.app)
        if isinstance(request, SetupError):
            text = Text.assemble((request.what, palette.warning), ("\n" + request.how, palette.dim))
        else:
            text = sent_text(request, palette)
        self.query_one(Static).update(text)
