"""A large answer given up piece by piece: freed at one go, its half a million values would hold up the keys."""

import asyncio

from edge_tui.model.document import JsonValue, ParseError
from edge_tui.model.exchange import Exchange

_LARGE_BYTES = 1_000_000
_ENOUGH, _AT_ONCE = 2_000, 200


def upper_levels(exchange: Exchange | None) -> list[JsonValue]:
    """The upper levels of a large answer that was read, the innermost first; empty for any other.

    Who holds them can let go of everything else at once: whatever lies in them stays.
    """
    if exchange is None or exchange.answer is None or len(exchange.answer.body) < _LARGE_BYTES:
        return []
    read = exchange.answer.response()
    level = [] if isinstance(read, ParseError) else [read.document]
    pieces = level
    while level and len(pieces) < _ENOUGH:
        level = [inner for each in level for inner in _inside(each)]
        pieces = [*pieces, *level]
    return pieces[::-1]


async def release_gradually(pieces: list[JsonValue]) -> None:
    """Empties the list, the outermost first, with room for keys in between."""
    while pieces:
        del pieces[-_AT_ONCE:]
        await asyncio.sleep(0.001)


def _inside(value: JsonValue) -> list[JsonValue]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []
