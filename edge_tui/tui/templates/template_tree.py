"""The list of event templates, by group."""

from collections.abc import Iterable
from dataclasses import dataclass

from rich.cells import cell_len
from rich.style import Style
from rich.text import Text
from textual.binding import Binding
from textual.message import Message
from textual.strip import Strip
from textual.widgets import Tree
from textual.widgets.tree import TreeNode

from edge_tui.model.template import TemplateEntry
from edge_tui.tui.templates.groups import MARKS, STAR, groups, has_own, title_of
from edge_tui.tui.textual_widgets import redraw_labels
from edge_tui.tui.themes import Colors, colors
from edge_tui.tui.widgets.further_rows import FurtherRow, SteppedTree, rows_below
from edge_tui.tui.widgets.pane import with_cursor_row

# An open group shows as many, then the next on request; one of more is closed at first.
_BATCH_SIZE = 200
# The cells before a title: of its indentation, and of the mark of the loaded template.
_INDENT, _MARK = 1, 2
# Textual indents by at least three.
_TOO_FAR = 3 - _INDENT
# A title's further rows are indented, so that none passes for a title.
_HANG = 2
_MAX_ROWS = 4


@dataclass(frozen=True, slots=True)
class _Rest:
    """The last line of a long group: the templates that aren't shown yet."""

    members: list[TemplateEntry]


@dataclass(frozen=True, slots=True)
class _Group:
    """The line of a group. `is_own`: it has templates of the user or of the project."""

    name: str
    is_own: bool


_Data = TemplateEntry | _Rest | _Group | FurtherRow
_Line = TreeNode[_Data]


def _identity(data: _Data | None) -> tuple[type, str] | None:
    """What a line is found by; None for one that only continues another or a group."""
    return (type(data), data.name) if isinstance(data, _Group | TemplateEntry) else None


class TemplateTree(SteppedTree[_Data]):
    """Templates by group; the one in the editor is marked. A long group is filled when it is opened.

    At first the groups of one's own are open, and that of the template in the editor, as long as it is there. A title
    is never cut: it goes on in the next row. The cursor goes to the template in the editor when that changes, and the
    row with the cursor stays in sight whatever happens to the list.
    """

    ICON_NODE = "▶ "
    ICON_NODE_EXPANDED = "▼ "
    BINDINGS = [
        Binding("j", "cursor_down", "Down", show=False),
        Binding("k", "cursor_up", "Up", show=False),
        Binding("enter", "select_cursor", "Load", tooltip="Load the template into the editor", id="templates.load"),
        Binding(
            "slash",
            "browse",
            "Search",
            tooltip="Search, preview, duplicate, rename or delete templates",
            id="templates.browse",
        ),
        Binding("delete,backspace", "delete", "Delete", tooltip="Delete one of your templates", id="templates.delete"),
    ]
    HELP = "Event templates. Enter loads one into the editor; ctrl+s saves the draft as a template."

    @dataclass
    class Chosen(Message):
        """A template was chosen."""

        template: TemplateEntry

    @dataclass
    class DeleteAsked(Message):
        """The user wants to delete a template."""

        template: TemplateEntry

    class BrowseAsked(Message):
        """The user wants to search the templates."""

    def __init__(self) -> None:
        # The members of the long groups that weren't opened yet, by the group's node.
        self._unfilled: dict[int, list[TemplateEntry]] = {}
        super().__init__("templates", id="templates")
        self.show_root = False
        self.guide_depth = 2
        self.show_guides = False
        self.current: str | None = None
        self._row_width = 0
        # The group that was opened because its template was loaded.
        self._opened = ""

    def fill(self, templates: Iterable[TemplateEntry]) -> None:
        """Shows these templates by group, groups with own ones first; the cursor stays on its line."""
        before = self.cursor_node.data if self.cursor_node else None
        were_open = {each.data.name: each.is_expanded for each in self.root.children if isinstance(each.data, _Group)}
        self.clear()
        self._unfilled.clear()
        for name, members in groups(templates):
            group = _Group(name, has_own(members))
            is_long = len(members) > _BATCH_SIZE
            is_open = were_open.get(name, group.is_own and not is_long)
            branch = self.root.add(Text(name), group, expand=is_open)
            if is_long and not is_open:
                self._unfilled[branch.id] = members
            else:
                self._add(branch, members)
        self._return_to(before)

    def _return_to(self, data: _Data | None) -> None:
        """Puts the cursor on the line that it was on before the list was filled, else on the template in the editor."""
        wanted = _identity(data)
        lines = (
            line for branch in self.root.children for line in (branch, *(branch.children if branch.is_expanded else ()))
        )
        line = next((each for each in lines if wanted is not None and _identity(each.data) == wanted), None)
        if line is not None:
            self._put_cursor(line)
        elif self.current is not None:
            self._reveal(self.current)

    def _put_cursor(self, line: _Line) -> None:
        # The lines that were added have no numbers before.
        _ = self.last_line
        self.move_cursor(line)
        self.call_after_refresh(self._scroll_to_cursor)

    def _add(self, branch: _Line, members: list[TemplateEntry]) -> None:
        for template in members[:_BATCH_SIZE]:
            self._add_template(branch, template)
        if rest := members[_BATCH_SIZE:]:
            branch.add_leaf(Text(f"… {len(rest):,} more"), _Rest(rest))

    def _add_template(self, branch: _Line, template: TemplateEntry, before: _Line | None = None) -> _Line:
        node = branch.add_leaf(Text(title_of(template)), template, before=before)
        self._wrap(branch, node)
        return node

    def _wrap(self, branch: _Line, node: _Line) -> None:
        """Adds the further rows of a title that is longer than a row."""
        for text in reversed(self._rows(str(node.label))[1:]):
            branch.add_leaf(Text(text), FurtherRow(text, _MARK + _HANG), after=node)

    def _rows(self, title: str) -> list[str]:
        """A title in rows, at most `_MAX_ROWS`; before the first layout in one."""
        room = self._row_width - _INDENT - _MARK
        if room <= 0 or cell_len(title) <= room:
            return [title]
        first = Text(title).wrap(self.app.console, room)[0].plain
        rest = Text(title[len(first) :].lstrip()).wrap(self.app.console, max(room - _HANG, 1))
        rows = [first.rstrip(), *(line.plain.rstrip() for line in rest)]
        return [*rows[: _MAX_ROWS - 1], " ".join(rows[_MAX_ROWS - 1 :])] if len(rows) > _MAX_ROWS else rows

    def get_label_width(self, node: _Line) -> int:
        """0: no row is wider than the tree."""
        return 0

    def on_resize(self) -> None:
        """Wraps titles to another width."""
        self.call_after_refresh(self._scroll_to_cursor)
        width = self.scrollable_content_region.width
        if width == self._row_width:
            return
        self._row_width = width
        for branch in self.root.children:
            for child in tuple(branch.children):
                if isinstance(child.data, FurtherRow):
                    child.remove()
                elif isinstance(child.data, TemplateEntry):
                    self._wrap(branch, child)
        redraw_labels(self)

    def on_show(self) -> None:
        """Shows the row with the cursor: a hidden list isn't scrolled."""
        self.call_after_refresh(self._scroll_to_cursor)

    def on_focus(self) -> None:
        """Shows the row with the cursor, which the mouse may have scrolled away."""
        self._scroll_to_cursor()

    def _scroll_to_cursor(self) -> None:
        """Shows the line under the cursor with all of its rows; its first one, where they don't fit."""
        if self.cursor_node is None:
            return
        last = self.cursor_line + rows_below(self.cursor_node)
        least = last + 1 - self.scrollable_content_region.height
        self.scroll_to(y=min(max(self.scroll_offset.y, least), self.cursor_line), animate=False, immediate=True)

    @property
    def _under_cursor(self) -> TemplateEntry | None:
        data = self.cursor_node.data if self.cursor_node else None
        return data if isinstance(data, TemplateEntry) else None

    def on_tree_node_expanded(self, event: Tree.NodeExpanded[_Data]) -> None:
        """Fills a long group that is opened for the first time."""
        event.stop()
        if members := self._unfilled.pop(event.node.id, None):
            self._add(event.node, members)
        self.call_after_refresh(self._scroll_to_cursor)

    def on_tree_node_collapsed(self, event: Tree.NodeCollapsed[_Data]) -> None:
        """Puts the cursor on a group that is closed with it inside."""
        event.stop()
        if self.cursor_node is not None and self.cursor_node.parent is event.node:
            self.move_cursor(event.node)
        self.call_after_refresh(self._scroll_to_cursor)

    def mark(self, name: str | None) -> None:
        """Marks the template in the editor, and shows it when it has changed."""
        is_other = name != self.current
        self.current = name
        redraw_labels(self)
        if is_other and name is not None:
            self._reveal(name)

    def _reveal(self, name: str) -> None:
        """Opens the group of a template, and scrolls to it."""
        for branch in self.root.children:
            if any(each.name == name for each in self._unfilled.get(branch.id, ())):
                self._add(branch, self._unfilled.pop(branch.id))
            leaf = next(
                (each for each in branch.children if _identity(each.data) == (TemplateEntry, name)), None
            ) or self._from_rest(branch, name)
            if leaf is not None:
                self._open_alone(branch)
                self._put_cursor(leaf)
                return

    def _open_alone(self, branch: _Line) -> None:
        """Opens a group, and closes the one that was opened in the same way before."""
        if branch.is_expanded:
            return
        for other in self.root.children:
            if isinstance(other.data, _Group) and other.data.name == self._opened:
                other.collapse()
        branch.expand()
        self._opened = branch.data.name if isinstance(branch.data, _Group) else ""

    def _from_rest(self, branch: _Line, name: str) -> _Line | None:
        """Lists a template that is among those of a long group that aren't shown yet; None if it isn't."""
        line = branch.children[-1] if branch.children else None
        members = line.data.members if line is not None and isinstance(line.data, _Rest) else []
        template = next((each for each in members if each.name == name), None)
        if line is None or template is None:
            return None
        leaf = self._add_template(branch, template, before=line)
        line.remove()
        if rest := [each for each in members if each is not template]:
            branch.add_leaf(Text(f"… {len(rest):,} more"), _Rest(rest))
        return leaf

    def render_line(self, y: int) -> Strip:
        """As Textual's, less indented, with the cursor over the whole row."""
        strip, node = super().render_line(y), self.get_node_at_line(y + self.scroll_offset.y)
        if node is not None and not isinstance(node.data, _Group):
            strip = strip.crop(_TOO_FAR, strip.cell_length).extend_cell_length(strip.cell_length, self.rich_style)
        return with_cursor_row(self, y, strip)

    def render_label(self, node: _Line, base_style: Style, style: Style) -> Text:
        """Dims what is beside the names, and marks the current template; the cursor only tints the background."""
        palette, data = colors(self.app), node.data
        if isinstance(data, _Group):
            text = self._group_label(node, data, palette)
        elif isinstance(data, FurtherRow):
            above = self._title_of(node)
            text = Text.assemble(" " * data.indent, (data.text, self._title_style(above, palette)))
        elif isinstance(data, TemplateEntry):
            is_current = data.name == self.current
            title = self._rows(str(node.label))[0]
            text = Text.assemble(
                ("● " if is_current else "  ", palette.good), (title, self._title_style(data, palette))
            )
        else:
            text = Text.assemble("  ", (str(node.label), palette.dim))
        if any(text.plain.endswith(mark) for mark in MARKS.values()):
            text.stylize(palette.dim, len(text) - 1)
        if self._row_width:
            text.truncate(max(self._row_width - _INDENT * (not isinstance(data, _Group)), 1), overflow="ellipsis")
        text.stylize(Style(bgcolor=style.bgcolor))
        return text

    def _group_label(self, node: _Line, group: _Group, palette: Colors) -> Text:
        """A group's name; how many templates a closed one has is at the right."""
        icon = self.ICON_NODE_EXPANDED if node.is_expanded else self.ICON_NODE
        name = f"{STAR * group.is_own}{group.name}"
        text = Text.assemble((icon, palette.dim), (name, palette.strong if group.is_own else palette.plain))
        if not node.is_expanded:
            count = f"{len(self._unfilled.get(node.id, ())) or self._count(node):,}"
            text.append(count.rjust(max(self._row_width - text.cell_len - 1, len(count) + 1)), palette.dim)
        return text

    def _count(self, group: _Line) -> int:
        shown = sum(isinstance(each.data, TemplateEntry) for each in group.children)
        return shown + sum(len(each.data.members) for each in group.children if isinstance(each.data, _Rest))

    def _title_style(self, template: TemplateEntry | None, palette: Colors) -> Style:
        return palette.strong if template is not None and template.name == self.current else palette.plain

    def _title_of(self, further: _Line) -> TemplateEntry | None:
        """The template whose title a further row continues."""
        before = further.previous_sibling
        while before is not None and isinstance(before.data, FurtherRow):
            before = before.previous_sibling
        return before.data if before is not None and isinstance(before.data, TemplateEntry) else None

    def on_tree_node_selected(self, event: Tree.NodeSelected[_Data]) -> None:
        """Passes the choice on as a template; the last line of a long group shows the next ones."""
        event.stop()
        branch, data = event.node.parent, event.node.data
        if isinstance(data, _Rest) and branch is not None:
            event.node.remove()
            first = len(branch.children)
            self._add(branch, data.members)
            self._put_cursor(branch.children[first])
        elif isinstance(data, TemplateEntry):
            self.post_message(self.Chosen(data))

    def action_browse(self) -> None:
        """Asks for the template search."""
        self.post_message(self.BrowseAsked())

    def action_delete(self) -> None:
        """Asks to delete the template under the cursor."""
        if template := self._under_cursor:
            self.post_message(self.DeleteAsked(template))
        else:
            self.notify("Select a template to delete it. Groups can't be deleted.", timeout=3)
