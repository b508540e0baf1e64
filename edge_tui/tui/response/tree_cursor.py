"""Moves the tree's cursor: to a place of another drawing, to a hit, beyond what is folded."""

from typing import Any

from textual.widgets import Tree

from edge_tui.tui.response.tree_hits import TreeHits
from edge_tui.tui.response.tree_lines import Line, TreeLines, TreePlace, place_of


class TreeCursor:
    """Knows where the cursor is among nodes and hits; each move opens the branches above."""

    def __init__(self, tree: Tree[Any], lines: TreeLines) -> None:
        self._tree = tree
        self._lines = lines
        self.hits = TreeHits(lambda: tree.root)

    @property
    def place(self) -> TreePlace:
        """Where the cursor is, for another drawing of the outline."""
        return place_of(self._tree.cursor_node, self._tree.root, int(self._tree.scroll_offset.y))

    def to_row(self, row: int, scrolled: int) -> None:
        """Moves to a row, or to the last one there is."""
        self._tree.scroll_to(y=scrolled, animate=False)
        if self._tree.root.children:
            self._tree.move_cursor_to_line(min(max(row, 0), self._tree.last_line))

    def to_place(self, place: TreePlace) -> None:
        """Opens the branches down to a place and moves there, or as near as there are nodes."""
        line = self._lines.open_to(self._tree.root, place)
        if line is self._tree.root:
            self.to_row(0, 0)
            return
        self._tree.scroll_to(y=place.scrolled, animate=False)
        self.to_line(line)

    def to_line(self, line: Line) -> None:
        """Moves to a line that is drawn or folded."""
        above = line.parent
        while above is not None:
            above.expand()
            above = above.parent
        # Counting the lines numbers them.
        if self._tree.last_line >= 0:
            self._tree.move_cursor(line)

    @property
    def hit(self) -> int | None:
        """The number of the hit that the cursor is on."""
        return self.hits.number_of(self._tree.cursor_node)

    @property
    def next_hit(self) -> int:
        """The number of the first visible hit at or below the cursor; 0 if there is none."""
        return self.hits.number_from(self._tree.cursor_line)

    def to_hit(self, number: int) -> None:
        """Moves to a drawn hit; of more hits than are drawn, numbers start again."""
        if hits := self.hits.lines:
            self.to_line(hits[number % len(hits)])
        elif self._tree.root.children:
            self.to_row(0, 0)
