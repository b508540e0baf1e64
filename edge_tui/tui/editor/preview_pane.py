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

    # What came while a search was open, which another text would close: letters would become commands.
    _waiting: Exchange | SetupError | None = None

    def on_descendant_focus(self) -> None:
        """Shows what waited for the end of a search."""
        if self._waiting is not None and not self.is_searching:
            self.show_request(self._waiting)

    def show_request(self, request: Exchange | SetupError) -> None:
        """Shows a request, or why it can't be sent; after a search if one is open."""
        self._waiting = request if self.is_searching else None
        if self._waiting is not None:
            return
        palette = colors(self.app)
        if isinstance(request, SetupError):
            self.show([written(Text.assemble((request.what, palette.warning), ("\n" + request.how, palette.dim)))])
        else:
            # The first frame has no preview.
            from edge_tui.tui.response.exchange_text import sent_text

            self.show(sent_text(request, palette), keep_place=True)
