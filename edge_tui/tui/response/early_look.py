"""Shows a large response before it is parsed: parsing it takes longer than a person wants to wait."""

import asyncio
from collections.abc import Callable

from edge_tui.model.exchange import Exchange
from edge_tui.model.node import Node
from edge_tui.tui.response.response_pane import ResponsePane

# Smaller responses are parsed before anyone notices.
LARGE_BYTES = 500_000


def is_large(exchange: Exchange) -> bool:
    """Whether making the outline of a response takes longer than a key may wait."""
    return exchange.response is not None and len(exchange.response.body) >= LARGE_BYTES


class EarlyLook:
    """Draws the outline that `early_outline` makes without parsing the response, if it can."""

    def __init__(self, early_outline: Callable[[Exchange], Node | None], pane: ResponsePane) -> None:
        self._early_outline = early_outline
        self._pane = pane

    async def show(self, exchange: Exchange) -> None:
        """Returns once the outline is on the screen, so that parsing doesn't delay it."""
        if not is_large(exchange):
            return
        outline = await asyncio.to_thread(self._outline, exchange)
        if outline is not None:
            await self._pane.show_early(exchange, outline)

    def _outline(self, exchange: Exchange) -> Node | None:
        outline = self._early_outline(exchange)
        if outline is not None:
            # The root keeps its children, which summarize the whole response.
            outline.children()
        return outline
