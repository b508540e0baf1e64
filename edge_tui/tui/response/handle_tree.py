"""The response as a collapsible tree; a node's children are computed when it is first opened."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING

from rich.style import Style
from rich.text import Text
from textual.geometry import Size
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Tree

from edge_tui.model.node import Node
from edge_tui.tui.keys import key_by_id
from edge_tui.tui.response.tree_bindings import BINDINGS
from edge_tui.tui.textual_keys import move_after_refresh
from edge_tui.tui.textual_layouts import fit_scrollbars, redraw_rows, scrolled_size
from edge_tui.tui.themes import colors
from edge_tui.tui.widgets.further_rows import FurtherRow, SteppedTree
from edge_tui.tui.widgets.pane import with_cursor_row

if TYPE_CHECKING:
    from edge_tui.tui.response.line_folding import LineFolding
    from edge_tui.tui.response.node_row import NodeRow
    from edge_tui.tui.response.tree_cursor import TreeCursor
    from edge_tui.tui.response.tree_lines import Line, Rest, TreeLines, TreePlace

_GUIDE_DEPTH = 2


class HandleTree(SteppedTree["Node | Rest | FurtherRow"]):
    """Draws an outline."""

    ICON_NODE = "▶ "
    ICON_NODE_EXPANDED = "▼ "
    BINDINGS = BINDINGS
    HELP = (
        "The response: problems first, then what the query requested, then the other handles. Values are decoded in "
        "place; the Explain pane shows the selected node in full."
    )

    @dataclass
    class Highlighted(Message):
        """The cursor moved to another node."""

        node: Node | None
        is_open: bool = False

    @dataclass
    class CopyAsked(Message):
        """The user wants to copy a node's value or path."""

        node: Node
        part: str

    @dataclass
    class MatchAsked(Message):
        """The user wants to go to the next or the previous match."""

        step: int

    @dataclass
    class ActionsAsked(Message):
        """The user wants a node's actions."""

        node: Node

    class Fitted(Message):
        """The tree has other rows than before."""

    @dataclass
    class Folded(Message):
        """The node under the cursor was opened or closed."""

        is_open: bool

    class JsonAsked(Message):
        """The user wants to see the JSON of the node under the cursor, or its explanation again."""

    virtual_size = scrolled_size()

    def __init__(self, *, has_actions: bool = False) -> None:
        self.found = ""
        self._has_actions = has_actions
        self._is_filling = False
        self._is_filtered = False
        self._fits = False
        self._fitted: Size | None = None
        super().__init__("response", id="handles")
        self.show_root = self.show_guides = False
        self.guide_depth = _GUIDE_DEPTH
        self.auto_expand = True

    @cached_property
    def _lines(self) -> "TreeLines":
        # The first frame has no lines.
        from edge_tui.tui.response.tree_lines import TreeLines

        return TreeLines(_GUIDE_DEPTH)

    @cached_property
    def cursor(self) -> "TreeCursor":
        """Moves the cursor to places and hits."""
        from edge_tui.tui.response.tree_cursor import TreeCursor

        return TreeCursor(self, self._lines)

    @cached_property
    def _row(self) -> "NodeRow":
        from edge_tui.tui.response.node_row import NodeRow

        return NodeRow(self._lines.rows)

    @cached_property
    def _folding(self) -> "LineFolding":
        from edge_tui.tui.response.line_folding import LineFolding

        return LineFolding(self._lines)

    def watch_virtual_size(self) -> None:
        """Fits the scrollbar."""
        fit_scrollbars(self)

    def _invalidate(self) -> None:
        """As Textual's, without a layout: no row moves anything outside of the tree."""
        if not self._is_filling:
            redraw_rows(self)

    def show(
        self,
        outline: Node | None,
        found: str = "",
        *,
        is_hit: "Callable[[Line], bool] | None" = None,
        keep_place: bool = False,
        place: "TreePlace | None" = None,
        fits: bool = False,
    ) -> None:
        """Draws an outline, with the parts open that ask for it.

        `found` is the filter's text, which is highlighted; `is_hit` tells its hits, and the cursor goes to
        the first. `keep_place` leaves the cursor on its line, for an outline that begins with the same
        lines; `place` puts it on a node. `fits` folds what would push a handle out of sight.
        """
        self.found, self._is_filtered = found.casefold(), is_hit is not None
        self.refresh_bindings()
        line, scrolled = (self.cursor_line, self.scroll_offset.y) if keep_place else (0, 0)
        if outline is None and not self.root.children:
            return
        self.cursor.hits.filter_by(is_hit)
        self._lines.release(self.root)
        self._lines.rows.clear()
        self._lines.rows.width = self.row_width
        self.clear()
        self.cursor_line = -1
        if outline is None:
            return
        self.root.data = outline
        with self._filling():
            self._lines.add(self.root, outline.children())
            self.root.expand()
        self._folding.start(self.root)
        self._fits, self._fitted = fits, None
        self._fit()
        # A tree that is laid out draws its rows and the cursor on them in one frame.
        then = self._call_now if self.size else partial(move_after_refresh, self)
        if place is not None:
            then(self.cursor.to_place, place)
        elif is_hit is not None and not keep_place:
            then(self.cursor.to_hit, 0)
        else:
            then(self.cursor.to_row, line, scrolled)

    def _call_now(self, callback: Callable[..., object], *arguments: object) -> bool:
        # The lines must be known before anything scrolls to one.
        if self.last_line >= 0:
            callback(*arguments)
        return True

    @contextmanager
    def _filling(self) -> Iterator[None]:
        """Draws the rows once, after all of them were added."""
        self._is_filling = True
        try:
            yield
        finally:
            self._is_filling = False
            self._invalidate()

    @property
    def handles_below(self) -> int:
        """How many handles are below what is in sight."""
        rows = self.scrollable_content_region.height
        if not self._fits or not rows or self.last_line < 0:
            return 0
        return self._folding.handles_below(self.root, int(self.scroll_offset.y) + rows)

    def _fit(self) -> None:
        """Folds to the rows that there are; again only in another terminal, not in a pane that another one shrinks."""
        rows = self.scrollable_content_region.height
        if self._fits and rows and self.app.size != self._fitted:
            self._fitted = self.app.size
            self._folding.fit(self.root, rows)

    def rewrite(self, outline: Node) -> None:
        """Updates the drawn outline in place, for values that change with time.

        Cursor, scroll position and open nodes stay. If nodes were added or removed, it is redrawn with
        the cursor on its line.
        """
        if self._lines.rewrite(self.root, outline):
            self.root.data = outline
            self._lines.rows.refill(self.root, self.row_width)
        else:
            self.show(outline, self.found, is_hit=self.cursor.hits.is_hit, keep_place=True)

    def report_cursor(self) -> None:
        """Reports the node under the cursor again, because it was rewritten."""
        if self.cursor_node is not None and isinstance(self.cursor_node.data, Node):
            self.post_message(self.Highlighted(self.cursor_node.data, self.cursor_node.is_expanded))

    @property
    def row_width(self) -> int:
        """The cells of a row, without the scrollbar; before the first layout those that there will be."""
        if self.size.width or not isinstance(self.parent, Widget):
            return self.scrollable_content_region.width
        return max(self.parent.content_size.width - self.styles.scrollbar_size_vertical, 0)

    def on_focus(self) -> None:
        """Reports the cursor: something else may be explained now."""
        self.report_cursor()

    def on_resize(self) -> None:
        """Wraps sentences to another width, and folds to other rows."""
        if not self.root.children:
            return
        if self.row_width != self._lines.rows.width:
            self._lines.rows.refill(self.root, self.row_width)
        line = self.cursor_node
        self._fit()
        self.post_message(self.Fitted())
        if line is not None and line is not self.root:
            move_after_refresh(self, self.cursor.to_line, line)

    def get_label_width(self, node: "Line") -> int:
        """0: rows are cut at the width of the tree, and Explain has them in full."""
        return 0

    def _fill(self, branch: "Line") -> None:
        if self._lines.fill(branch):
            self.cursor.hits.forget()

    def on_tree_node_expanded(self, event: Tree.NodeExpanded["Node | Rest | FurtherRow"]) -> None:
        """Adds the children of a node opened for the first time."""
        event.stop()
        self._fill(event.node)
        if event.node.id in self._lines.rows.briefs:
            self._lines.rows.show_briefs(self.root)
        self._report_fold(event.node)

    def on_tree_node_collapsed(self, event: Tree.NodeCollapsed["Node | Rest | FurtherRow"]) -> None:
        """Reports that less of a node is in the tree now."""
        event.stop()
        self._report_fold(event.node)

    def _report_fold(self, line: "Line") -> None:
        if line is self.cursor_node:
            self.post_message(self.Folded(line.is_expanded))

    def on_tree_node_selected(self, event: Tree.NodeSelected["Node | Rest | FurtherRow"]) -> None:
        """Adds the next batch when a list's last line is selected."""
        event.stop()
        if (first := self._lines.add_rest(event.node)) is not None:
            self.cursor.hits.forget()
            move_after_refresh(self, self.move_cursor, first)

    def on_tree_node_highlighted(self, event: Tree.NodeHighlighted["Node | Rest | FurtherRow"]) -> None:
        """Reports the node under the cursor."""
        event.stop()
        node = event.node.data if isinstance(event.node.data, Node) else None
        self.post_message(self.Highlighted(node, event.node.is_expanded))

    def render_line(self, y: int) -> Strip:
        """As Textual's, with the cursor over the whole row."""
        return with_cursor_row(self, y, super().render_line(y))

    def render_label(self, node: "Line", base_style: Style, style: Style) -> Text:
        """Label and value, the value in the color of its type; the cursor only tints the background."""
        # In a group, only the group and the row of the cursor name the key.
        is_near = node.parent is self.root or node is self.cursor_node
        key = key_by_id(self.app, "why", (type(self.screen),)) if self._has_actions and is_near else ""
        text = self._row.fitted(node, self.root, colors(self.app), width=self.row_width, found=self.found, why_key=key)
        if node is self.cursor_node:
            text.pad_right(max(self.row_width - text.cell_len, 0))
        text.stylize(Style(bgcolor=style.bgcolor))
        return text

    def action_open(self) -> None:
        """Opens the node under the cursor, or goes to its first child."""
        node = self.cursor_node
        if node is None or not node.allow_expand:
            return
        if node.is_expanded:
            self.action_cursor_down()
        else:
            node.expand()
            self.call_after_refresh(self.show_opened)

    def action_close(self) -> None:
        """Closes the node under the cursor, or goes to its parent."""
        node = self.cursor_node
        if node is None:
            return
        if node.is_expanded and node.allow_expand:
            node.collapse()
        elif node.parent is not None and node.parent is not self.root:
            self.move_cursor(node.parent)

    def action_expand(self) -> None:
        """Expands everything below the node under the cursor, up to a few hundred nodes."""
        if self.cursor_node is not None:
            self._lines.expand_below(self.cursor_node)
            self.cursor.hits.forget()

    def action_collapse(self) -> None:
        """Collapses the node under the cursor and everything below it."""
        if self.cursor_node is not None:
            self.cursor_node.collapse_all()

    def action_group(self, step: int) -> None:
        """Goes to the next or the previous node of the first level."""
        if (group := self._lines.group_beside(self.root, self.cursor_node, step)) is not None:
            self.move_cursor(group)

    def action_hit(self, step: int) -> None:
        """Asks for the next or the previous hit."""
        self.post_message(self.MatchAsked(step))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Enables the hit keys during a search, and the actions on screens that have some."""
        if action in ("actions", "json"):
            return self._has_actions
        return self._is_filtered if action == "hit" else True

    def step_to(self, matches: Callable[[Node], bool], step: int) -> bool:
        """Moves the cursor to the next visible node that matches, if any; a `step` of -1 goes backwards."""
        line = self.cursor_line + step
        while 0 <= line <= self.last_line:
            node = self.get_node_at_line(line)
            if node is not None and isinstance(node.data, Node) and matches(node.data):
                self.move_cursor(node)
                return True
            line += step
        return False

    def action_actions(self) -> None:
        """Asks for the actions of the node under the cursor."""
        if self.cursor_node is not None and isinstance(self.cursor_node.data, Node):
            self.post_message(self.ActionsAsked(self.cursor_node.data))

    def action_json(self) -> None:
        """Asks for the JSON of the node under the cursor."""
        self.post_message(self.JsonAsked())

    def action_copy(self, part: str) -> None:
        """Asks to copy the value or the JSON pointer of the node under the cursor."""
        if self.cursor_node is not None and isinstance(self.cursor_node.data, Node):
            self.post_message(self.CopyAsked(self.cursor_node.data, part))
