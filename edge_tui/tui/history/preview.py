"""The exchange under the cursor, read for the preview."""

from collections.abc import Callable

from edge_tui.model.errors import SetupError
from edge_tui.model.exchange import Exchange, Summary
from edge_tui.model.node import Node
from edge_tui.model.phases import PastSends
from edge_tui.tui.in_thread import IsUnwanted, in_thread


class Preview:
    """Reads an exchange and its outline in a thread: a large response takes time.

    `load` gives the exchange of a `Summary.key`, `outline` makes a tree of it, and `past_sends` has the latest sends
    to a datastream.
    """

    def __init__(
        self,
        load: Callable[[int], Exchange | None],
        outline: Callable[[Exchange], Node],
        past_sends: Callable[[str], PastSends],
        show: Callable[[Exchange | None, Node | None, PastSends | None], object],
        show_error: Callable[[SetupError], object],
    ) -> None:
        self._load = load
        self._outline = outline
        self._past_sends = past_sends
        self._show = show
        self._show_error = show_error

    async def read(self, summary: Summary) -> None:
        """Reads an exchange and shows it; shows nothing where it was deleted meanwhile."""

        def read(_: IsUnwanted) -> tuple[Exchange | None, Node | None, PastSends | None]:
            exchange = self._load(summary.key)
            if exchange is None:
                return None, None, None
            return exchange, self._outline(exchange), self._past_sends(exchange.request.datastream_id)

        try:
            found = await in_thread(read)
        except SetupError as error:
            self._show_error(error)
        else:
            self._show(*found)
