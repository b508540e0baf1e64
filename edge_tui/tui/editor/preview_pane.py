"""A preview of the request: placeholders filled, client state added, secrets masked."""

from rich.text import Text

from edge_tui.model.errors import SetupError
from edge_tui.model.exchange import Exchange
from edge_tui.tui.textview.long_text import written
from edge_tui.tui.textview.text_view import TextView
from edge_tui.tui.themes import colors


class SentPane(TextView):
    """Shows a request before it is sent."""

    HELP = "The request that F5 would send: URL, headers and body. {{now}} and {{uuid}} get new values with each send."

    def show_request(self, request: Exchange | SetupError) -> None:
        """Shows a request, or why it can't be sent."""
        palette = colors(self.app)
        if isinstance(request, SetupError):
            self.show([written(Text.assemble((request.what, palette.warning), ("\n" + request.how, palette.dim)))])
        else:
            # The first frame has no preview.
            from edge_tui.tui.response.exchange_text import sent_text

            self.show(sent_text(request, palette), keep_place=True)
