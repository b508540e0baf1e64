"""The response as a collapsible tree; a node's children are computed when it is first opened."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice

from rich.style import Style
from rich.text import Text
from textual.binding import Binding
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Tree
from textual.widgets.tree import TreeNode

from edge_tui.model.node import Node, Tone
from edge_tui.model.text import visible
from edge_tui.tui.keys import key_by_id
from edge_tui.tui.response.sentence_rows import SentenceRows
from edge_tui.tui.response.tree_rows import ARROW, GAP, gap_after, label_style, value_text
from edge_tui.tui.textual_frames import fit_scrollbars, redraw_rows, scrolled_size
from edge_tui.tui.themes import colors
from edge_tui.tui.widgets.further_rows import FurtherRow, SteppedTree
from edge_tui.tui.widgets.pane import with_cursor_row

# Children added at once; a node at the end stands for the rest.
_BATCH_SIZE = 300
_MAX_EXPANDED = 400
_GUIDE_DEPTH = 2
# Nodes that a ladder of checks explains.
_UNEXPLAINED = ("No decision for", "scope", "surface")
_ICONS = {Tone.ERROR: "✖ ", Tone.WARNING: "▲ "}


@dataclass(frozen=True, slots=True)
class _Rest:
    """The children that are not shown yet."""

    children: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class TreePlace:
    """The node under the cursor, as labels and pointers from the top, and the scroll position."""

    path: tuple[tuple[str, str | None], ...] = ()
    scrolled: int = 0


_Line = TreeNode[Node | _Rest | FurtherRow]


class HandleTree(SteppedTree[Node | _Rest | FurtherRow]):
    """Draws an outline."""

    ICON_NODE = "▶ "
    ICON_NODE_EXPANDED = "▼ "
    BINDINGS = [
        Binding("j", "cursor_down", "Down", show=False, id="tree.down", tooltip="Move the cursor down"),
        Binding("k", "cursor_up", "Up", show=False, id="tree.up", tooltip="Move the cursor up"),
        Binding(
            "l,right", "open", "Open", show=False, tooltip="Open the node, or go to its first child", id="tree.open"
        ),
        Binding("h,left", "close", "Close", show=False, tooltip="Close the node, or go to its parent", id="tree.close"),
        Binding("space", "toggle_node", "Fold", show=False, tooltip="Open or close the node", id="tree.fold"),
        Binding("J", "next_group", "Next handle", show=False, id="tree.next", tooltip="Go to the next handle"),
        Binding(
            "K",
            "previous_group",
            "Previous handle",
            show=False,
            id="tree.previous",
            tooltip="Go to the previous handle",
        ),
        Binding("n", "hit(1)", "Next match", tooltip="Go to the next match", id="tree.next-hit"),
        Binding(
            "N", "hit(-1)", "Previous match", show=False, id="tree.previous-hit", tooltip="Go to the previous match"
        ),
        Binding("E", "expand", "Expand", show=False, tooltip="Expand everything below the node", id="tree.expand"),
        Binding(
            "c", "collapse", "Collapse", show=False, tooltip="Collapse everything below the node", id="tree.collapse"
        ),
        Binding("full_stop", "actions", "Actions", tooltip="List what can be done with this node", id="tree.actions"),
        Binding("y", "copy_value", "Copy", tooltip="Copy the node's value", id="tree.copy"),
        Binding("Y", "copy_path", "Copy path", show=False, tooltip="Copy the node's JSON pointer", id="tree.path"),
        Binding("F", "json", "JSON", show=False, tooltip="Show the node's JSON, or fold it", id="tree.json"),
    ]
    HELP = (
        "The response: errors first, then warnings, then handles by type. Values are decoded in place; the Explain "
        "pane shows the selected node in full."
    )

    @dataclass
    class Highlighted(Message):
        """The cursor moved to another node."""

        node: Node | None

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

    class JsonAsked(Message):
        """The user wants to see the JSON of the node under the cursor, or its explanation again."""

    virtual_size = scrolled_size()

    def __init__(self, *, has_actions: bool = False) -> None:
        self.found = ""
        self._is_hit: Callable[[_Line], bool] | None = None
        self._hits: list[_Line] | None = None
        self._has_actions = has_actions
        self._rows = SentenceRows(_GUIDE_DEPTH)
        super().__init__("response", id="handles")
        self.show_root = self.show_guides = False
        self.guide_depth = _GUIDE_DEPTH
        self.auto_expand = True

    def watch_virtual_size(self) -> None:
        """Fits the scrollbar."""
        fit_scrollbars(self)

    def _invalidate(self) -> None:
        """As Textual's, without a layout: no row moves anything outside of the tree."""
        redraw_rows(self)

    def show(
        self,
        outline: Node | None,
        found: str = "",
        *,
        is_hit: Callable[[_Line], bool] | None = None,
        keep_place: bool = False,
        place: TreePlace | None = None,
    ) -> None:
        """Draws an outline, with the parts open that ask for it.

        `found` is the filter's text, which is highlighted; `is_hit` tells its hits, and the cursor goes to
        the first. `keep_place` leaves the cursor on its line, for an outline that begins with the same
        lines; `place` puts it on a node.
        """
        self.found = found.casefold()
        self._is_hit = is_hit
        self._hits = None
        self.refresh_bindings()
        line, scrolled = (self.cursor_line, self.scroll_offset.y) if keep_place else (0, 0)
        self._release_nodes()
        self._rows.clear()
        self._rows.width = self.row_width
        self.clear()
        self.cursor_line = -1
        if outline is None:
            return
        self.root.data = outline
        self._add(self.root, outline.children())
        self.root.expand()
        if place is not None:
            self.call_after_refresh(self._return_to, place)
        elif is_hit is not None and not keep_place:
            self.call_after_refresh(self.go_to_hit, 0)
        else:
            self.call_after_refresh(self._restore_place, line, scrolled)

    def _release_nodes(self) -> None:
        """Detaches the tree's lines from their nodes.

        Lines reference each other, so only the garbage collector frees them; a large response must not wait for it.
        """
        waiting = [self.root]
        while waiting:
            line = waiting.pop()
            line.data = None
            waiting.extend(line.children)

    def rewrite(self, outline: Node) -> None:
        """Updates the drawn outline in place, for values that change with time.

        Cursor, scroll position and open nodes stay. If nodes were added or removed, it is redrawn with
        the cursor on its line.
        """
        if self._is_rewritten(self.root, outline):
            self.root.data = outline
            self._rows.refill(self.root, self.row_width)
        else:
            self.show(outline, self.found, is_hit=self._is_hit, keep_place=True)

    def report_cursor(self) -> None:
        """Reports the node under the cursor again, because it was rewritten."""
        if self.cursor_node is not None and isinstance(self.cursor_node.data, Node):
            self.post_message(self.Highlighted(self.cursor_node.data))

    def _is_rewritten(self, branch: _Line, outline: Node) -> bool:
        drawn = [child for child in branch.children if isinstance(child.data, Node)]
        nodes = outline.children() if drawn else ()
        has_rest = any(isinstance(child.data, _Rest) for child in branch.children)
        if len(drawn) != len(nodes) and not (has_rest and len(drawn) < len(nodes)):
            return False
        for child, node in zip(drawn, nodes, strict=False):
            was = child.data
            if not isinstance(was, Node) or (was.label, was.pointer) != (node.label, node.pointer):
                return False
            child.data = node
            if (was.value, was.tone) != (node.value, node.tone):
                child.set_label(Text(visible(node.label)))
            if not self._is_rewritten(child, node):
                return False
        return True

    def _restore_place(self, line: int, scrolled: int) -> None:
        self.scroll_to(y=scrolled, animate=False)
        if self.root.children:
            self.move_cursor_to_line(min(max(line, 0), self.last_line))

    @property
    def place(self) -> TreePlace:
        """Where the cursor is, for another drawing of the outline."""
        path, line = [], self.cursor_node
        while line is not None and isinstance(line.data, Node) and line is not self.root:
            path.append((line.data.label, line.data.pointer))
            line = line.parent
        return TreePlace(tuple(reversed(path)), int(self.scroll_offset.y))

    def _return_to(self, place: TreePlace) -> None:
        """Opens the branches down to a place and puts the cursor there, or as near as there are nodes."""
        line = self.root
        for key in place.path:
            self._fill(line)
            line.expand()
            nodes = ((child, child.data) for child in line.children)
            match = next((c for c, node in nodes if isinstance(node, Node) and (node.label, node.pointer) == key), None)
            if match is None:
                break
            line = match
        if line is self.root:
            self._restore_place(0, 0)
            return
        self.scroll_to(y=place.scrolled, animate=False)
        self._move_to(line)

    def _move_to(self, line: _Line) -> None:
        above = line.parent
        while above is not None:
            above.expand()
            above = above.parent
        # Counting the lines numbers them.
        if self.last_line >= 0:
            self.move_cursor(line)

    @property
    def hits(self) -> list[_Line]:
        """The drawn hits of the filter, in order."""
        if self._hits is None:
            found, waiting = [], list(reversed(self.root.children)) if self._is_hit else []
            while waiting:
                line = waiting.pop()
                if self._is_hit is not None and self._is_hit(line):
                    found.append(line)
                waiting.extend(reversed(line.children))
            self._hits = found
        return self._hits

    @property
    def current_hit(self) -> int | None:
        """The number of the hit that the cursor is on."""
        return next((number for number, line in enumerate(self.hits) if line is self.cursor_node), None)

    @property
    def hit_at_cursor(self) -> int:
        """The number of the first visible hit at or below the cursor; 0 if there is none."""
        return next((number for number, line in enumerate(self.hits) if line.line >= self.cursor_line), 0)

    def go_to_hit(self, number: int) -> None:
        """Puts the cursor on a drawn hit; of more hits than are drawn, numbers start again."""
        if self.hits:
            self._move_to(self.hits[number % len(self.hits)])
        elif self.root.children:
            self._restore_place(0, 0)

    def _add(self, branch: _Line, nodes: tuple[Node, ...]) -> None:
        self._hits = None
        for node in islice(nodes, _BATCH_SIZE):
            added = branch.add(Text(visible(node.label)), node, allow_expand=node.has_children)
            if node.opened and node.has_children:
                self._add(added, node.children())
                added.expand()
        if len(nodes) > _BATCH_SIZE:
            branch.add_leaf(
                Text(f"… {len(nodes) - _BATCH_SIZE:,} more · enter shows the next {_BATCH_SIZE}"),
                _Rest(nodes[_BATCH_SIZE:]),
            )
        self._rows.fill(branch)

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
        """Wraps sentences to another width."""
        if self.row_width != self._rows.width:
            self._rows.refill(self.root, self.row_width)

    def get_label_width(self, node: _Line) -> int:
        """0: rows are cut at the width of the tree, and Explain has them in full."""
        return 0

    def _fill(self, branch: _Line) -> None:
        if isinstance(branch.data, Node) and not branch.children:
            self._add(branch, branch.data.children())

    def on_tree_node_expanded(self, event: Tree.NodeExpanded[Node | _Rest | FurtherRow]) -> None:
        """Adds the children of a node opened for the first time."""
        event.stop()
        self._fill(event.node)

    def on_tree_node_selected(self, event: Tree.NodeSelected[Node | _Rest | FurtherRow]) -> None:
        """Adds the next batch when a list's last line is selected."""
        event.stop()
        branch, rest = event.node.parent, event.node.data
        if isinstance(rest, _Rest) and branch is not None:
            event.node.remove()
            first = len(branch.children)
            self._add(branch, rest.children)
            self.call_after_refresh(self.move_cursor, branch.children[first])

    def on_tree_node_highlighted(self, event: Tree.NodeHighlighted[Node | _Rest | FurtherRow]) -> None:
        """Reports the node under the cursor."""
        event.stop()
        self.post_message(self.Highlighted(event.node.data if isinstance(event.node.data, Node) else None))

    def render_line(self, y: int) -> Strip:
        """As Textual's, with the cursor over the whole row."""
        return with_cursor_row(self, y, super().render_line(y))

    def render_label(self, node: _Line, base_style: Style, style: Style) -> Text:
        """Label and value, the value in the color of its type; the cursor only tints the background."""
        palette, data = colors(self.app), node.data
        text = Text(no_wrap=True)
        if isinstance(data, FurtherRow):
            text.append(" " * (ARROW + data.indent) + data.text, palette.plain)
        elif isinstance(data, Node):
            label = str(node.label)
            # The arrow in the label's style: each change of style is sent to the terminal.
            text.append(self._icon(node, data) + label, label_style(data, palette))
            rows = self._rows.layout(node, data)
            if rows is not None:
                text.append(gap_after(label, rows.column) + rows.first, palette.plain)
            elif data.value:
                # What went wrong is worth more than a column.
                branch = None if data.tone is Tone.ERROR else node.parent
                text.append(gap_after(label, self._rows.column(branch) if branch is not None else len(label) + GAP))
                text.append_text(value_text(data, palette))
            # In a group, only the group and the row of the cursor name the key.
            is_near = node.parent is self.root or node is self.cursor_node
            if self._has_actions and is_near and data.label in _UNEXPLAINED:
                key = key_by_id(self.app, "why", (type(self.screen),))
                text.append(f"   {key} why" if key else "", palette.placeholder)
        else:
            text.append(" " * ARROW + str(node.label), palette.dim)
        depth, above = 0, node.parent
        while above is not None and above is not self.root:
            depth, above = depth + 1, above.parent
        text.truncate(max(self.row_width - depth * _GUIDE_DEPTH, 1), overflow="ellipsis", pad=node is self.cursor_node)
        text.stylize(Style(bgcolor=style.bgcolor))
        if self.found:
            text.highlight_words([self.found], palette.placeholder + Style(underline=True), case_sensitive=False)
        return text

    def _icon(self, line: _Line, node: Node) -> str:
        """The arrow of a node with children; an open problem has the glyph of its tone instead."""
        if not line.allow_expand:
            return _ICONS.get(node.tone, " " * ARROW) if line.parent is self.root else " " * ARROW
        if not line.is_expanded:
            return self.ICON_NODE
        is_problem = line.parent is self.root and node.tone in _ICONS
        return _ICONS[node.tone] if is_problem else self.ICON_NODE_EXPANDED

    def action_open(self) -> None:
        """Opens the node under the cursor, or goes to its first child."""
        node = self.cursor_node
        if node is None or not node.allow_expand:
            return
        if node.is_expanded:
            self.action_cursor_down()
        else:
            node.expand()

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
        if self.cursor_node is None:
            return
        waiting, opened = [self.cursor_node], 0
        while waiting and opened < _MAX_EXPANDED:
            branch = waiting.pop(0)
            if branch.allow_expand:
                self._fill(branch)
                branch.expand()
                opened += len(branch.children)
                waiting.extend(branch.children)

    def action_collapse(self) -> None:
        """Collapses the node under the cursor and everything below it."""
        if self.cursor_node is not None:
            self.cursor_node.collapse_all()

    def action_next_group(self) -> None:
        """Goes to the next node of the first level."""
        self._step(1)

    def action_previous_group(self) -> None:
        """Goes to the previous node of the first level."""
        self._step(-1)

    def _step(self, step: int) -> None:
        group = self.cursor_node
        while group is not None and group.parent is not None and group.parent is not self.root:
            group = group.parent
        groups = [line for line in self.root.children if isinstance(line.data, Node)]
        if group in groups:
            self.move_cursor(groups[min(max(groups.index(group) + step, 0), len(groups) - 1)])

    def action_hit(self, step: int) -> None:
        """Asks for the next or the previous hit."""
        self.post_message(self.MatchAsked(step))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Enables the hit keys during a search, and the actions on screens that have some."""
        if action in ("actions", "json"):
            return self._has_actions
        return self._is_hit is not None if action == "hit" else True

    def step_to(self, matches: Callable[[Node], bool], step: int) -> None:
        """Moves the cursor to the next visible node that matches; a `step` of -1 goes backwards."""
        line = self.cursor_line + step
        while 0 <= line <= self.last_line:
            node = self.get_node_at_line(line)
            if node is not None and isinstance(node.data, Node) and matches(node.data):
                self.move_cursor(node)
                return
            line += step

    def action_actions(self) -> None:
        """Asks for the actions of the node under the cursor."""
        if self.cursor_node is not None and isinstance(self.cursor_node.data, Node):
            self.post_message(self.ActionsAsked(self.cursor_node.data))

    def action_json(self) -> None:
        """Asks for the JSON of the node under the cursor."""
        self.post_message(self.JsonAsked())

    def action_copy_value(self) -> None:
        """Asks to copy the value of the node under the cursor."""
        self._ask_copy("value")

    def action_copy_path(self) -> None:
        """Asks to copy the JSON pointer of the node under the cursor."""
        self._ask_copy("path")

    def _ask_copy(self, part: str) -> None:
        if self.cursor_node is not None and isinstance(self.cursor_node.data, Node):
            self.post_message(self.CopyAsked(self.cursor_node.data, part))
