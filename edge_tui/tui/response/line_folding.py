"""Folds the first level of the tree to the rows that there are, until the user opens or closes something."""

from collections.abc import Sequence

from edge_tui.model.node import Node, Tone
from edge_tui.tui.response.fold_plan import Fold, Foldable, fold_plan
from edge_tui.tui.response.tree_lines import Line, TreeLines
from edge_tui.tui.response.tree_rows import is_unexplained
from edge_tui.tui.widgets.further_rows import FurtherRow

_RANKS = {Tone.ERROR: 0, Tone.WARNING: 1, Tone.HEADING: 2}
# What is missing is named on its line.
_LAST = 3


class LineFolding:
    """Remembers how it left the lines: those that the user has changed since stay as they are."""

    def __init__(self, lines: TreeLines) -> None:
        self._lines = lines
        self._wanted: set[int] = set()
        self._left: dict[int, bool] = {}

    def start(self, root: Line) -> None:
        """Takes the lines of another outline, with those open that ask for it."""
        self._wanted = {line.id for line in root.children if line.is_expanded}
        self._left = self._state(root)

    def fit(self, root: Line, rows: int) -> None:
        """Opens and folds lines so that every handle is in view in this many rows, if that can be."""
        if self._left != self._state(root):
            return
        lines = [line for line in root.children if not isinstance(line.data, FurtherRow)]
        self._lines.rows.briefs.clear()
        foldable = [self._foldable(line) for line in lines]
        plan = fold_plan(foldable, rows)
        spare = _spare_rows(foldable, plan, rows)
        for line, fold in zip(lines, plan, strict=True):
            if fold is Fold.BRIEF:
                # The first one has what the others leave.
                self._lines.rows.briefs[line.id], spare = spare, 0
            if line.id in self._wanted and fold is Fold.OPEN:
                line.expand()
            elif line.id in self._wanted:
                line.collapse()
        self._lines.rows.show_briefs(root)
        self._left = self._state(root)

    @staticmethod
    def handles_below(root: Line, row: int) -> int:
        """How many handles of the first level are at a row of the tree or below it."""
        return sum(line.line >= row for line in root.children if _is_handle(line))

    @staticmethod
    def _state(root: Line) -> dict[int, bool]:
        return {line.id: line.is_expanded for line in root.children if isinstance(line.data, Node)}

    def _foldable(self, line: Line) -> Foldable:
        node = line.data
        if not isinstance(node, Node):
            return Foldable(0)
        is_handle = _is_handle(line)
        if line.id not in self._wanted:
            return Foldable(0, is_handle=is_handle)
        brief = len(self._lines.rows.brief_of(line))
        rank = _LAST if is_unexplained(node) else _RANKS.get(node.tone, _LAST)
        return Foldable(_rows_below(line), brief, rank, is_handle=is_handle)


def _spare_rows(lines: Sequence[Foldable], plan: Sequence[Fold], rows: int) -> int:
    """The rows that stay empty below the last line."""
    used = {Fold.OPEN: lambda line: line.rows_below, Fold.BRIEF: lambda line: line.brief_rows}
    taken = sum(1 + used[fold](line) if fold in used else 1 for line, fold in zip(lines, plan, strict=True))
    return max(rows - taken, 0)


def _is_handle(line: Line) -> bool:
    return isinstance(line.data, Node) and line.data.tone is Tone.HEADING and line.data.label != "visitor"


def _rows_below(line: Line) -> int:
    """The rows below a line once it is open."""
    return sum(1 + (_rows_below(child) if child.is_expanded else 0) for child in line.children)
