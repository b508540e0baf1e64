"""Where rows are drawn: a blank line before each page but the first, where there is room for air."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import Generic, TypeVar

_Row = TypeVar("_Row")


class RowLines(Generic[_Row]):
    """The lines of rows; `headings` are the indexes of those that are set apart, in order."""

    def __init__(self, rows: Sequence[_Row] = (), headings: Sequence[int] = ()) -> None:
        self.rows = rows
        self._headings = headings
        # The blank lines: one before each heading but the first.
        self._blanks = [index + before for before, index in enumerate(headings[1:])]

    @property
    def count(self) -> int:
        """How many lines there are."""
        return self.line_of(len(self.rows) - 1) + 1 if self.rows else 0

    def line_of(self, index: int) -> int:
        """The line of the row at an index."""
        return index + max(bisect_right(self._headings, index) - 1, 0)

    def lines_of(self, index: int) -> range:
        """All lines of the row at an index."""
        return range(self.line_of(index), self.line_of(index) + 1)

    def index_at(self, line: int) -> int | None:
        """The index of the row on a line; None for a blank line, and where there is none."""
        before = bisect_left(self._blanks, line)
        if before < len(self._blanks) and self._blanks[before] == line:
            return None
        return line - before if 0 <= line - before < len(self.rows) else None

    def row_at(self, line: int) -> _Row | None:
        """The row on a line; None for a blank one."""
        index = self.index_at(line)
        return None if index is None else self.rows[index]


class WrappedRows(RowLines[_Row]):
    """The lines of rows that take several each: `heights`, in order."""

    def __init__(self, rows: Sequence[_Row], heights: Iterable[int]) -> None:
        super().__init__(rows)
        self._ends = list(accumulate(heights))

    def line_of(self, index: int) -> int:
        """The first line of the row at an index."""
        return self._ends[index - 1] if index > 0 else 0

    def lines_of(self, index: int) -> range:
        """All lines of the row at an index."""
        return range(self.line_of(index), self._ends[index] if self._ends else 1)

    @property
    def count(self) -> int:
        """How many lines there are."""
        return self._ends[-1] if self._ends else 0

    def index_at(self, line: int) -> int | None:
        """The index of the row on a line; None where there is none."""
        return bisect_right(self._ends, line) if 0 <= line < self.count else None
