"""Visitors on the left, the client state of the one under the cursor on the right."""

from dataclasses import replace

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.reactive import var
from textual.screen import Screen

from edge_tui.model.errors import SetupError
from edge_tui.model.node import Node
from edge_tui.model.profile import Profile
from edge_tui.model.visitor import Visitor
from edge_tui.outline.visitor_tree import Place, place_of, visitor_tree
from edge_tui.tui.dialogs.asking import ScreenDialogs
from edge_tui.tui.dialogs.closing import close
from edge_tui.tui.node_copy import copy_node
from edge_tui.tui.response.explain_pane import ExplainPane
from edge_tui.tui.response.handle_tree import HandleTree
from edge_tui.tui.themes import follow_theme
from edge_tui.tui.visitors.changes import VisitorChanges
from edge_tui.tui.visitors.state_actions import StateActions
from edge_tui.tui.visitors.visitor_actions import VisitorActions
from edge_tui.tui.visitors.visitor_list import VisitorList
from edge_tui.tui.widgets.key_footer import KeyFooter
from edge_tui.tui.widgets.pane import Pane
from edge_tui.workspace import Workspace


class Visitors(Screen[str | None]):
    """Ends with the visitor to send as from now on, or None for no change."""

    CSS_PATH = "screen.tcss"
    AUTO_FOCUS = "#visitors"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]
    BINDINGS = [
        Binding("a", "new", "New", id="visitor.add", tooltip="Add a visitor without any state"),
        Binding("ctrl+d", "clone", "Duplicate", id="visitor.clone", tooltip="Copy the visitor with all its state"),
        Binding("ctrl+e", "rename", "Rename", id="visitor.rename", tooltip="Give the visitor another name"),
        Binding(
            "i",
            "import",
            "Import",
            id="visitor.import",
            tooltip="Import document.cookie, a Cookie: header, HAR or curl",
        ),
        Binding("e", "edit", "Edit", id="visitor.edit", tooltip="Edit the entry under the cursor of the tree"),
        Binding("plus", "add_part", "Add identity", id="visitor.part", tooltip="Add an identity or a variable"),
        Binding("0", "expire", "Expire", id="visitor.expire", tooltip="Expire this entry now, or the whole state"),
        Binding(
            "delete,backspace",
            "delete",
            "Delete",
            id="visitor.delete",
            tooltip="Delete this entry, or the whole visitor",
        ),
        Binding("ctrl+z", "undo", "Undo", id="visitor.undo", tooltip="Undo the last change"),
        Binding("escape,q", "leave", "Back"),
        Binding("tab", "app.focus_next", "Next pane", show=False),
    ]

    node: var[Node | None] = var(None, always_update=True)

    def __init__(self, workspace: Workspace, profile: Profile, current: str) -> None:
        super().__init__()
        self.workspace = workspace
        self.profile = profile
        self.current = current
        self._dialogs = dialogs = ScreenDialogs(self)
        changes = VisitorChanges(workspace, dialogs, self)
        self._changes = changes
        self._whole = VisitorActions(workspace, dialogs, self, changes)
        self._parts = StateActions(dialogs, self, changes, workspace.clock)
        self._under_cursor: Node | None = None
        self._warned = 0

    def compose(self) -> ComposeResult:
        """The list, the client state, and what its cursor is on."""
        with Horizontal(id="visitors-columns"):
            with Pane(id="visitors-pane"):
                yield VisitorList(self.profile.org_id)
            with Vertical(id="visitor-state-column"):
                with Pane(id="visitor-state-pane"):
                    yield HandleTree()
                yield ExplainPane("visitor-state-explain").data_bind(Visitors.node)
        yield KeyFooter()

    def on_mount(self) -> None:
        """Lists the visitors; their location hints count down."""
        self.query_one("#visitors-pane", Pane).title("Visitors")
        self.show_visitors(self.current)
        follow_theme(self, self._list_again)
        self.set_interval(1.0, self.count_down)

    @property
    def listed(self) -> VisitorList:
        """The list."""
        return self.query_one(VisitorList)

    @property
    def names(self) -> list[str]:
        """The names of all visitors: also for a form that outlives the list."""
        return list(self.workspace.visitors.names())

    @property
    def under_cursor(self) -> Visitor | None:
        """The visitor under the cursor."""
        return self.listed.under_cursor

    def show_visitors(self, on: str) -> None:
        """Reads the visitors from disk and puts the cursor on the named one."""
        names = list(self.workspace.visitors.names())
        names += [self.current] if self.current not in names else []
        try:
            found = [self.workspace.visitors.get(name) for name in names]
        except SetupError as error:
            self._dialogs.show_error(error)
            found = [Visitor(self.current)]
        self.listed.fill(found, self.workspace.clock(), current=self.current, on=on)
        self.query_one("#visitors-pane", Pane).subtitle(str(len(found)))
        warnings = self.workspace.visitors.warnings
        for warning in warnings[self._warned :]:
            self.notify(warning, severity="warning", markup=False)
        self._warned = len(warnings)

    def _list_again(self) -> None:
        self.show_visitors(self.under_cursor.name if self.under_cursor else self.current)

    def count_down(self) -> None:
        """Updates what is left of each time in the list, the tree and the explanation, where its words change."""
        now, tree = self.workspace.clock(), self.query_one(HandleTree)
        self.listed.tick(now)
        visitor = self.listed.under_cursor
        if visitor is None or tree.root.data is None:
            return
        tree.rewrite(visitor_tree(visitor, now))
        explained = tree.cursor_node.data if tree.cursor_node else None
        if self.query_one(ExplainPane).is_read_in or not isinstance(explained, Node):
            return
        if explained != self._under_cursor:
            self._explain(explained)

    @on(VisitorList.Highlighted)
    def _show_state(self, event: VisitorList.Highlighted) -> None:
        """Shows the client state of the visitor under the cursor."""
        pane = self.query_one("#visitor-state-pane", Pane)
        pane.title(f"Cookies of {event.visitor.name}")
        self.query_one(HandleTree).show(visitor_tree(event.visitor, self.workspace.clock()))

    @on(HandleTree.Highlighted)
    def _follow_cursor(self, event: HandleTree.Highlighted) -> None:
        self._explain(event.node)

    def _explain(self, node: Node | None) -> None:
        # The pointer is valid only within this tree.
        self._under_cursor = node
        self.node = replace(node, pointer=None) if node else None

    @on(HandleTree.CopyAsked)
    def _copy(self, event: HandleTree.CopyAsked) -> None:
        copy_node(self.app, event.node, "value")

    def _place(self) -> Place | None:
        """The place under the cursor of the tree while it has the focus; None means the whole visitor."""
        return place_of(self._under_cursor) if self.query_one(HandleTree).has_focus else None

    @on(VisitorList.Chosen)
    def _choose(self, event: VisitorList.Chosen) -> None:
        """Sends as this visitor from now on."""
        close(self, event.name)

    @work
    async def action_new(self) -> None:
        """Adds a visitor without any state."""
        await self._whole.create()

    @work
    async def action_clone(self) -> None:
        """Copies the visitor under the cursor."""
        await self._whole.clone()

    @work
    async def action_rename(self) -> None:
        """Renames the visitor under the cursor."""
        await self._whole.rename()

    @work
    async def action_import(self) -> None:
        """Reads cookies into the visitor under the cursor."""
        await self._whole.import_cookies()

    @work
    async def action_edit(self) -> None:
        """Edits the entry under the cursor of the tree."""
        await self._parts.edit(self._place())

    @work
    async def action_add_part(self) -> None:
        """Adds an identity or a variable."""
        await self._parts.add()

    def action_expire(self) -> None:
        """Expires the entry under the cursor of the tree, or the whole state."""
        self._parts.expire(self._place())

    @work
    async def action_delete(self) -> None:
        """Removes the entry under the cursor of the tree, or deletes the visitor after asking."""
        if (place := self._place()) is not None:
            self._parts.remove(place)
        elif (visitor := self.under_cursor) is not None:
            await self._whole.delete(visitor)

    def action_undo(self) -> None:
        """Takes the last change back."""
        self._changes.undo()

    def action_leave(self) -> None:
        """Goes back; a visitor that was renamed or deleted no longer sends."""
        close(self, self.current)
