"""Search hits in a long text: counted block by block, located only where they are shown."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import lru_cache

from edge_tui.tui.find.text_search import Hit, Query, search
from edge_tui.tui.textview.long_text import LongText, Place

_BLOCKS_KEPT = 32


class TextHits:
    """Every hit of a search. A search that fails in one block ends there; `error` says why."""

    def __init__(self, text: LongText, query: Query) -> None:
        self.query = query
        self.error = ""
        self._text = text
        # The number of hits up to the end of each searched block.
        self._ends: list[int] = []
        self.in_block = lru_cache(_BLOCKS_KEPT)(self._in_block)

    @property
    def count(self) -> int:
        """The number of hits so far."""
        return self._ends[-1] if self._ends else 0

    @property
    def is_whole(self) -> bool:
        """Whether the whole text was searched."""
        return bool(self.error) or (self._text.is_whole and len(self._ends) == len(self._text.blocks))

    def look(self) -> Iterator[None]:
        """Searches the new blocks, one per step."""
        while not self.error and len(self._ends) < len(self._text.blocks):
            self._ends.append(self.count + self._count_in(self._text.blocks[len(self._ends)].text))
            yield

    def _count_in(self, text: str) -> int:
        """The number of hits in a block, without locating them if it can be helped."""
        what = self.query.what
        if not self.query.is_pattern and text.isascii():
            if not what.isascii():
                return 0
            return text.count(what) if self.query.matches_case else text.lower().count(what.lower())
        found = search(text, self.query)
        self.error = found.error
        return len(found.hits)

    def _in_block(self, block: int) -> tuple[Hit, ...]:
        """The hits of a block, in order."""
        return search(self._text.blocks[block].text, self.query).hits

    def at(self, number: int) -> tuple[Place, Place]:
        """The start and end of the hit with this 0-based number."""
        block = bisect_right(self._ends, number)
        hits = self.in_block(block)
        hit = hits[number - self._before(block)]
        return Place(block, hit.start), Place(block, hit.end)

    def from_place(self, place: Place) -> int | None:
        """The number of the first hit at or after a place; None if there is none so far."""
        if not self.count or place.block >= len(self._ends):
            return None
        starts = [hit.start for hit in self.in_block(place.block)]
        number = self._before(place.block) + bisect_left(starts, place.offset)
        return number if number < self.count else None

    def in_row(self, block: int, start: int, end: int) -> Iterator[tuple[int, int]]:
        """The parts of hits between two offsets of a block."""
        hits = self.in_block(block)
        for hit in hits[bisect_right(hits, start, key=lambda hit: hit.end) :]:
            if hit.start >= end:
                return
            yield max(hit.start, start), min(hit.end, end)

    def _before(self, block: int) -> int:
        return self._ends[block - 1] if block else 0
