"""The list of event templates, by group."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from rich.style import Style
from rich.text import Text
from textual.binding import Binding
from textual.message import Message
from textual.strip import Strip
from textual.widgets import Tree
from textual.widgets.tree import TreeNode

from edge_tui.model.template import Origin, TemplateEntry
from edge_tui.model.text import visible
from edge_tui.tui.textual_internals import redraw_labels
from edge_tui.tui.themes import colors
from edge_tui.tui.widgets.pane import with_cursor_row

# A group of more templates is closed at first. An open one shows as many, then the next on request.
_BATCH_SIZE = 200
_ORDER = (Origin.PROJECT, Origin.USER, Origin.SHIPPED)


@dataclass(frozen=True, slots=True)
class _Rest:
    """The last line of a long group: the templates that aren't shown yet."""

    members: list[TemplateEntry]


def own_groups_first(templates: Iterable[TemplateEntry]) -> list[TemplateEntry]:
    """Templates with the project's groups first, then the user's; otherwise in order."""
    listed = list(templates)
    ranks: dict[str, int] = {}
    for each in listed:
        ranks[each.group] = min(ranks.get(each.group, len(_ORDER)), _ORDER.index(each.origin))
    return sorted(listed, key=lambda each: ranks[each.group])


def _is_named(node: "TreeNode[TemplateEntry | _Rest]", name: str) -> bool:
    return isinstance(node.data, TemplateEntry) and node.data.name == name


class TemplateTree(Tree[TemplateEntry | _Rest]):
    """Templates by group; the one in the editor is marked. A long group is filled when it is opened."""

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

    def fill(self, templates: Iterable[TemplateEntry]) -> None:
        """Shows these templates by group, groups with own ones first; the cursor stays on its template."""
        under_cursor = self._under_cursor
        chosen = under_cursor.name if under_cursor else self.current
        were_open = {str(branch.label): branch.is_expanded for branch in self.root.children}
        self.clear()
        self._unfilled.clear()
        for group, group_members in groupby(own_groups_first(templates), key=lambda template: template.group):
            members, label = list(group_members), visible(group)
            is_long = len(members) > _BATCH_SIZE
            is_open = were_open.get(label, not is_long)
            branch = self.root.add(Text(label), expand=is_open)
            if is_long and not is_open:
                self._unfilled[branch.id] = members
            else:
                self._add(branch, members, chosen)

    def _add(self, branch: TreeNode[TemplateEntry | _Rest], members: list[TemplateEntry], chosen: str | None) -> None:
        for template in members[:_BATCH_SIZE]:
            node = branch.add_leaf(Text(visible(template.title)), template)
            if template.name == chosen:
                self.call_after_refresh(self.move_cursor, node)
        if rest := members[_BATCH_SIZE:]:
            branch.add_leaf(Text(f"… {len(rest):,} more"), _Rest(rest))

    @property
    def _under_cursor(self) -> TemplateEntry | None:
        data = self.cursor_node.data if self.cursor_node else None
        return data if isinstance(data, TemplateEntry) else None

    def on_tree_node_expanded(self, event: Tree.NodeExpanded[TemplateEntry | _Rest]) -> None:
        """Fills a long group that is opened for the first time."""
        event.stop()
        if members := self._unfilled.pop(event.node.id, None):
            self._add(event.node, members, None)

    def mark(self, name: str | None) -> None:
        """Marks the template in the editor, and shows it when it has changed."""
        is_other = name != self.current
        self.current = name
        redraw_labels(self)
        if is_other and name is not None and not self.has_focus:
            self._reveal(name)

    def _reveal(self, name: str) -> None:
        """Opens the group of a template, and scrolls to it."""
        for branch in self.root.children:
            unfilled = self._unfilled.get(branch.id, ())
            if any(each.name == name for each in unfilled):
                self._add(branch, self._unfilled.pop(branch.id), name)
            leaf = next((each for each in branch.children if _is_named(each, name)), None)
            if leaf is not None:
                branch.expand()
                self.call_after_refresh(self.move_cursor, leaf)
                return

    def render_line(self, y: int) -> Strip:
        """As Textual's, with the cursor over the whole row."""
        return with_cursor_row(self, y, super().render_line(y))

    def render_label(self, node: TreeNode[TemplateEntry | _Rest], base_style: Style, style: Style) -> Text:
        """Dims groups and marks the current template; the cursor only tints the background."""
        palette = colors(self.app)
        cursor = Style(bgcolor=style.bgcolor)
        if node.data is None:
            icon = self.ICON_NODE_EXPANDED if node.is_expanded else self.ICON_NODE
            text = Text.assemble((icon, palette.dim), (str(node.label), palette.plain))
            if not node.is_expanded:
                text.append_text(self._count_at_the_right(node, text.cell_len))
        elif isinstance(node.data, _Rest):
            text = Text.assemble("  ", (str(node.label), palette.dim))
        else:
            is_current = node.data.name == self.current
            own = {Origin.USER: " ✎", Origin.PROJECT: " ⌂"}.get(node.data.origin, "")
            text = Text.assemble(
                ("● " if is_current else "  ", palette.good),
                (str(node.label), palette.strong if is_current else palette.plain),
                (own, palette.dim),
            )
        if width := self.scrollable_content_region.width:
            text.truncate(max(width - self.guide_depth * (node.data is not None), 1), overflow="ellipsis")
        text.stylize(cursor)
        return text

    def _count_at_the_right(self, group: TreeNode[TemplateEntry | _Rest], used: int) -> Text:
        """How many templates a closed group has."""
        count = f"{len(self._unfilled.get(group.id, group.children)):,}"
        room = max(self.scrollable_content_region.width - used - len(count), 1)
        return Text(" " * room + count, colors(self.app).dim)

    def on_tree_node_selected(self, event: Tree.NodeSelected[TemplateEntry | _Rest]) -> None:
        """Passes the choice on as a template; the last line of a long group shows the next ones."""
        event.stop()
        branch, data = event.node.parent, event.node.data
        if isinstance(data, _Rest) and branch is not None:
            event.node.remove()
            first = len(branch.children)
            self._add(branch, data.members, None)
            self.call_after_refresh(self.move_cursor, branch.children[first])
        elif isinstance(data, TemplateEntry):
            self.post_message(self.Chosen(data))

    def action_browse(self) -> None:
        """Asks for the template search."""
        self.post_message(self.BrowseAsked())

    def action_delete(self) -> None:
        """Asks to delete the template under the cursor."""
        if template := self._under_cursor:
            self.post_message(self.DeleteAsked(template))
