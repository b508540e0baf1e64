"""Which line of a text faces which line of another, so that two columns scroll together."""

from bisect import bisect_right
from dataclasses import dataclass

from edge_tui.compare.marked_words import changed_lines


@dataclass(frozen=True, slots=True)
class FacingLines:
    """Parts of two texts that belong together, as the lines at which each begins on either side, in order.

    Parts of equal lines and parts that differ alternate; one that a text doesn't have begins where the next one does.
    """

    starts: tuple[tuple[int, ...], tuple[int, ...]]

    def facing(self, side: int, line: int) -> int:
        """The line of the other side that faces a line of side 0 or 1; the last one that a shorter part has."""
        own, other = self.starts[side], self.starts[1 - side]
        part = max(bisect_right(own, line) - 1, 0)
        found = other[part] + line - own[part]
        return min(found, max(other[part + 1] - 1, other[part])) if part + 1 < len(other) else found


def facing_lines(left: str, right: str) -> FacingLines:
    """Finds the parts; lines that are equal on both sides face each other."""
    starts: list[tuple[int, int]] = [(0, 0)]
    for one, other in changed_lines(left, right):
        starts += [(one[0], other[0]), (one[1], other[1])]
    return FacingLines((tuple(each[0] for each in starts), tuple(each[1] for each in starts)))
