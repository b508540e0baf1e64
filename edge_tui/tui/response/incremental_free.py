"""Frees a large response gradually: freeing half a million values at once would block the keyboard."""

import asyncio

from edge_tui.model.exchange import Exchange
from edge_tui.model.json.document import JsonValue, ParseError

_LARGE_BYTES = 1_000_000
_MIN_PIECES, _BATCH_SIZE = 2_000, 200


def upper_levels(exchange: Exchange | None) -> list[JsonValue]:
    """The upper levels of a large parsed response, innermost first; empty for any other.

    While they are referenced, dropping the response itself frees next to nothing.
    """
    if exchange is None or exchange.response is None or not is_large(exchange):
        return []
    read = exchange.response.parsed()
    level = [] if isinstance(read, ParseError) else [read.document]
    pieces = level
    while level and len(pieces) < _MIN_PIECES:
        level = [inner for each in level for inner in _inside(each)]
        pieces = [*pieces, *level]
    return pieces[::-1]


async def release_replaced(replaced: list[Exchange]) -> None:
    """Empties a list of exchanges that are no longer shown, and frees their responses gradually."""
    await release_gradually(await asyncio.to_thread(lambda: upper_levels(replaced.pop())))


def is_large(exchange: Exchange | None) -> bool:
    """Whether freeing a response at once would block the keyboard."""
    return exchange is not None and exchange.response is not None and len(exchange.response.body) >= _LARGE_BYTES


async def release_gradually(pieces: list[JsonValue]) -> None:
    """Empties the list in batches, outermost first, and yields to the event loop in between."""
    while pieces:
        del pieces[-_BATCH_SIZE:]
        await asyncio.sleep(0.001)


def _inside(value: JsonValue) -> list[JsonValue]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []
