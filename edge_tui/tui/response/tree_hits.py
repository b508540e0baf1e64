"""The hits of a filter among the lines of a tree."""

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from edge_tui.tui.response.tree_lines import Line


class TreeHits:
    """Finds the drawn hits, in order, once for each drawing of the tree."""

    def __init__(self, root: "Callable[[], Line]") -> None:
        self._root = root
        self.is_hit: Callable[[Line], bool] | None = None
        self._found: list[Line] | None = None

    def filter_by(self, is_hit: "Callable[[Line], bool] | None") -> None:
        """Takes what tells the hits of another filter; None for no filter."""
        self.is_hit = is_hit
        self._found = None

    def forget(self) -> None:
        """Looks for hits again: lines were added."""
        self._found = None

    @property
    def lines(self) -> "list[Line]":
        """The drawn hits, in order."""
        if self._found is None:
            found, waiting = [], list(reversed(self._root().children)) if self.is_hit else []
            while waiting:
                line = waiting.pop()
                if self.is_hit is not None and self.is_hit(line):
                    found.append(line)
                waiting.extend(reversed(line.children))
            self._found = found
        return self._found

    def number_of(self, line: "Line | None") -> int | None:
        """The number of the hit that a line is; None if it is none."""
        return next((number for number, hit in enumerate(self.lines) if hit is line), None)

    def number_from(self, row: int) -> int:
        """The number of the first visible hit at or below a row; 0 if there is none."""
        return next((number for number, hit in enumerate(self.lines) if hit.line >= row), 0)
