"""The list of event templates, by group."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from rich.style import Style
from rich.text import Text
from textual.binding import Binding
from textual.message import Message
from textual.widgets import Tree
from textual.widgets.tree import TreeNode

from edge_tui.model.template import Origin, Template
from edge_tui.model.text import visible
from edge_tui.tui.textual_internals import redraw_labels
from edge_tui.tui.themes import colors


class TemplateTree(Tree[Template]):
    """Templates by group; the one in the editor is marked."""

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
        Binding("delete", "delete", "Delete", tooltip="Delete one of your templates", id="templates.delete"),
    ]
    HELP = "Event templates. Enter loads one into the editor; ctrl+s saves the draft as a template."

    @dataclass
    class Chosen(Message):
        """A template was chosen."""

        template: Template

    @dataclass
    class DeleteAsked(Message):
        """The user wants to delete a template."""

        template: Template

    class BrowseAsked(Message):
        """The user wants to search the templates."""

    def __init__(self) -> None:
        super().__init__("templates", id="templates")
        self.show_root = False
        self.guide_depth = 2
        self.show_guides = False
        self.current: str | None = None

    def fill(self, templates: Iterable[Template]) -> None:
        """Shows these templates, sorted by group; the cursor stays on its template."""
        chosen = self.cursor_node.data.name if self.cursor_node and self.cursor_node.data else self.current
        self.clear()
        for group, members in groupby(templates, key=lambda template: template.group):
            branch = self.root.add(Text(visible(group)), expand=True)
            for template in members:
                node = branch.add_leaf(Text(visible(template.title)), template)
                if template.name == chosen:
                    self.call_after_refresh(self.move_cursor, node)

    def mark(self, name: str | None) -> None:
        """Marks the template in the editor."""
        self.current = name
        redraw_labels(self)

    def render_label(self, node: TreeNode[Template], base_style: Style, style: Style) -> Text:
        """Dims groups and marks the current template; the cursor only tints the background."""
        palette = colors(self.app)
        cursor = Style(bgcolor=style.bgcolor)
        if node.data is None:
            icon = self.ICON_NODE_EXPANDED if node.is_expanded else self.ICON_NODE
            text = Text.assemble((icon, palette.dim), (str(node.label), palette.dim))
        else:
            is_current = node.data.name == self.current
            own = {Origin.USER: " ✎", Origin.PROJECT: " ⌂"}.get(node.data.origin, "")
            text = Text.assemble(
                ("● " if is_current else "  ", palette.good),
                (str(node.label), palette.strong if is_current else palette.plain),
                (own, palette.dim),
            )
        text.stylize(cursor)
        return text

    def on_tree_node_selected(self, event: Tree.NodeSelected[Template]) -> None:
        """Passes the choice on as a template."""
        event.stop()
        if event.node.data is not None:
            self.post_message(self.Chosen(event.node.data))

    def action_browse(self) -> None:
        """Asks for the template search."""
        self.post_message(self.BrowseAsked())

    def action_delete(self) -> None:
        """Asks to delete the template under the cursor."""
        if self.cursor_node and self.cursor_node.data:
            self.post_message(self.DeleteAsked(self.cursor_node.data))
