"""Lines of a tree that continue the line above them: they take no cursor."""

from dataclasses import dataclass
from itertools import takewhile
from typing import Any, TypeVar

from textual.widgets import Tree
from textual.widgets.tree import TreeNode

_Data = TypeVar("_Data")


@dataclass(frozen=True, slots=True)
class FurtherRow:
    """A row of the text of the node above it, and its indentation in cells.

    `label` is what the text begins with. `is_brief`: it stands for what is folded below the node.
    """

    text: str
    indent: int
    label: str = ""
    is_brief: bool = False


def rows_below(line: TreeNode[Any]) -> int:
    """How many further rows a line has. Those of a line that is open come before its children."""
    if line.is_expanded:
        return sum(1 for _ in takewhile(lambda each: isinstance(each.data, FurtherRow), line.children))
    siblings = list(line.parent.children) if line.parent else []
    after = siblings[siblings.index(line) + 1 :] if line in siblings else []
    return sum(1 for _ in takewhile(lambda each: isinstance(each.data, FurtherRow), after))


class SteppedTree(Tree[_Data]):
    """A tree without guides whose cursor steps over further rows, and that shows what the user opens."""

    _is_moving = False

    def action_toggle_node(self) -> None:
        """Opens or closes the node."""
        super().action_toggle_node()
        self.call_after_refresh(self.show_opened)

    def action_select_cursor(self) -> None:
        """Selects the node, which may open it."""
        super().action_select_cursor()
        self.call_after_refresh(self.show_opened)

    def show_opened(self) -> None:
        """Scrolls so that what the node under the cursor has opened is in sight, or as much as fits below the node."""
        line = last = self.cursor_node
        while last is not None and last.is_expanded and last.children:
            last = last.children[-1]
        if line is None or last is None or last is line:
            return
        least = last.line + 1 - self.scrollable_content_region.height
        if least > self.scroll_offset.y:
            self.scroll_to(y=min(least, line.line), animate=False, immediate=True)

    def validate_cursor_line(self, value: int) -> int:
        """Steps over further rows: a step down goes on, any other move goes to the line that they continue."""
        line = super().validate_cursor_line(value)
        step = 1 if line == self.cursor_line + 1 else -1
        at = line
        while (node := self.get_node_at_line(at)) is not None and isinstance(node.data, FurtherRow):
            at += step
        return at if 0 <= at <= self.last_line or step < 0 else self.cursor_line

    def watch_cursor_line(self, previous_line: int, line: int) -> None:
        """As Textual's, and scrolls to the last row of what is under the cursor."""
        self._is_moving = True
        super().watch_cursor_line(previous_line, line)
        self._is_moving = False
        if self.cursor_node is not None and (further := rows_below(self.cursor_node)):
            self.scroll_to_line(line + further, animate=False)

    def _refresh_node(self, node: TreeNode[_Data]) -> None:
        """As Textual's; for the cursor one row: Textual draws all that is below the node, whose guides it colors."""
        if self._is_moving:
            self.refresh_line(node.line)
        else:
            super()._refresh_node(node)
