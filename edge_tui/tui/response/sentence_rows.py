"""Sentences of the tree over several rows: the rows below a node's own are lines of the tree that take no cursor."""

from typing import Any

from rich.text import Text
from textual.widgets.tree import TreeNode

from edge_tui.model.node import Node, Tone
from edge_tui.model.text import visible
from edge_tui.tui.response.tree_rows import (
    ARROW,
    GAP,
    SentenceLayout,
    column_of_sentences,
    is_sentence,
    is_sentence_above,
    rows_of_sentence,
    wrapped,
)
from edge_tui.tui.widgets.further_rows import FurtherRow

_Line = TreeNode[Any]
_FIX = "Fix"
_MEANING = "What it means"
# Without rows to spare.
_MAX_FIX_ROWS = 2


def what_to_do(node: Node) -> str:
    """The fix of a problem, in a sentence; empty for anything else, and if there is none."""
    if node.tone not in (Tone.ERROR, Tone.WARNING) or node.branches is None:
        return ""
    return _child_value(node, _FIX)


def _child_value(node: Node, label: str) -> str:
    return next((child.value for child in node.children() if child.label == label), "")


class SentenceRows:
    """Knows the columns of each branch, and adds the further rows of its sentences.

    Those of a node that can be opened come before its children, and go with them when it is closed. All depend
    on the tree's width in cells; 0 is a tree that isn't laid out yet, and has no further rows.
    """

    def __init__(self, guide_depth: int) -> None:
        self.guide_depth = guide_depth
        self.width = 0
        self._columns: dict[int, int] = {}
        # The folded lines that have what to do below them.
        self.briefs: dict[int, int] = {}

    def clear(self) -> None:
        """Forgets lines that are gone."""
        self._columns.clear()
        self.briefs.clear()

    def column(self, branch: _Line) -> int:
        """The cells that the labels below a branch take; 0 if its values aren't aligned."""
        found = self._columns.get(branch.id)
        if found is None:
            nodes = [child.data for child in branch.children if isinstance(child.data, Node)]
            labels = [visible(node.label) for node in nodes]
            found = self._columns[branch.id] = (
                column_of_sentences(labels, filter(is_sentence, nodes), self._room(branch)) if nodes else 0
            )
        return found

    def layout(self, line: _Line, node: Node) -> SentenceLayout | None:
        """The rows of a sentence; None for any other node, whose value is cut where the row ends."""
        if line.parent is None or not self.width:
            return None
        if is_sentence(node):
            return self._rows(line.parent, node, self.column(line.parent))
        is_whole = line.is_expanded or line.id in self.briefs
        return self._rows_above(line, node) if is_whole and is_sentence_above(node) else None

    def fill(self, branch: _Line) -> None:
        """Adds the further rows of the sentences below a branch, once its nodes are added."""
        self._columns.pop(branch.id, None)
        if not self.width:
            return
        if branch.parent is not None and isinstance(branch.data, Node) and is_sentence_above(branch.data):
            rows = self._rows_above(branch, branch.data)
            for text in reversed(rows.further):
                indent = max(rows.indent - self.guide_depth, 0)
                branch.add(Text(text), FurtherRow(text, indent), before=0, allow_expand=False)
        for child in tuple(branch.children):
            if isinstance(child.data, Node) and is_sentence(child.data):
                rows = self._rows(branch, child.data, self.column(branch))
                for text in reversed(rows.further):
                    branch.add(Text(text), FurtherRow(text, rows.indent), after=child, allow_expand=False)
        self.show_briefs(branch)

    def show_briefs(self, branch: _Line) -> None:
        """Adds what to do below the folded lines of a branch that are shown in brief, and takes it from all others."""
        for child in tuple(branch.children):
            if isinstance(child.data, FurtherRow):
                if child.data.is_brief:
                    child.remove()
            elif child.id in self.briefs and not child.is_expanded:
                for row in reversed(self.brief_of(child, self.briefs[child.id])):
                    branch.add(Text(row.text), row, after=child, allow_expand=False)

    def brief_of(self, line: _Line, spare: int = 0) -> list[FurtherRow]:
        """The rest of a problem's title, and what to do about it in up to two rows.

        Where so many rows are to spare, also the rest of what to do, or what the problem means.
        """
        node = line.data
        if not isinstance(node, Node) or line.parent is None:
            return []
        above = self._rows_above(line, node) if is_sentence_above(node) else None
        title = [FurtherRow(text, above.indent, is_brief=True) for text in above.further] if above else []
        fix = self._labeled(_FIX, what_to_do(node), _MAX_FIX_ROWS + spare)
        left = spare - max(len(fix) - _MAX_FIX_ROWS, 0)
        meaning = self._labeled(_MEANING, _child_value(node, _MEANING), left)
        return [*title, *meaning, *fix]

    def _labeled(self, label: str, value: str, most: int) -> list[FurtherRow]:
        """A value behind its label, in up to so many rows."""
        begin = f"{label}{' ' * GAP}"
        room = self.width - ARROW - GAP - len(begin)
        texts = wrapped(visible(value), room, room, most=most) if value and most > 0 else []
        return [
            FurtherRow(text, GAP, begin if index == 0 else " " * len(begin), is_brief=True)
            for index, text in enumerate(texts)
        ]

    def refill(self, root: _Line, width: int) -> None:
        """Wraps every sentence again, to another width."""
        self.width = width
        self._columns.clear()
        waiting = [root]
        while waiting:
            branch = waiting.pop()
            for child in tuple(branch.children):
                if isinstance(child.data, FurtherRow):
                    child.remove()
                elif child.children:
                    waiting.append(child)
            self.fill(branch)

    def _rows(self, branch: _Line, node: Node, column: int) -> SentenceLayout:
        return rows_of_sentence(visible(node.label), node.value, column, self._room(branch))

    def _rows_above(self, line: _Line, node: Node) -> SentenceLayout:
        """The rows of a node with children. What went wrong is worth more than a column."""
        assert line.parent is not None
        column = 0 if node.tone is Tone.ERROR else self.column(line.parent)
        return self._rows(line.parent, node, column)

    def _room(self, branch: _Line) -> int:
        depth, above = 0, branch
        while above.parent is not None:
            depth, above = depth + 1, above.parent
        return self.width - ARROW - depth * self.guide_depth
