"""Visitors listed, and the jar of the one under the cursor."""

from collections.abc import Callable
from dataclasses import replace

from textual.reactive import var
from textual.screen import Screen

from edge_tui.model.errors import SetupError
from edge_tui.model.node import Node
from edge_tui.model.profile import Profile
from edge_tui.model.visitor import Visitor
from edge_tui.outline.visitor_tree import Place, place_of, visitor_tree
from edge_tui.tui.response.explain_pane import ExplainPane
from edge_tui.tui.response.handle_tree import HandleTree
from edge_tui.tui.visitors.visitor_list import VisitorList
from edge_tui.tui.widgets.pane import Pane
from edge_tui.workspace import Workspace


class Listing(Screen[str | None]):
    """Shows what lies on the disk, and shows it again after each deed."""

    node: var[Node | None] = var(None, always_update=True)

    def __init__(self, workspace: Workspace, profile: Profile, current: str) -> None:
        super().__init__()
        self.workspace = workspace
        self.profile = profile
        self.current = current
        self._under_cursor: Node | None = None
        self._told = 0

    def on_mount(self) -> None:
        """Lists them; the hints count down."""
        self.query_one("#visitors-pane", Pane).title("Visitors")
        self.show_visitors(self.current)
        self.set_interval(1.0, self.count_down)

    @property
    def listed(self) -> VisitorList:
        """The list."""
        return self.query_one(VisitorList)

    def show_visitors(self, on: str) -> None:
        """Reads them anew, the cursor on the one of a name."""
        names = list(self.workspace.visitors.names())
        names += [self.current] if self.current not in names else []
        try:
            found = [self.workspace.visitors.get(name) for name in names]
        except SetupError as error:
            self.refuse(error)
            found = [Visitor(self.current)]
        self.listed.fill(found, self.workspace.clock(), current=self.current, on=on)
        self.query_one("#visitors-pane", Pane).subtitle(str(len(found)))
        troubles = self.workspace.visitors.troubles
        for trouble in troubles[self._told :]:
            self.notify(trouble, severity="warning", markup=False)
        self._told = len(troubles)

    def count_down(self) -> None:
        """Lets time pass in the list, in the jar, and in what is explained of it."""
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

    def refuse(self, error: SetupError) -> None:
        """Says why something cannot be."""
        self.notify(f"{error.what}\n{error.how}".strip(), severity="error", markup=False)

    def on_visitor_list_highlighted(self, event: VisitorList.Highlighted) -> None:
        """Shows the jar of the visitor under the cursor."""
        pane = self.query_one("#jar-pane", Pane)
        pane.title(f"Jar of {event.visitor.name}")
        self.query_one(HandleTree).show(visitor_tree(event.visitor, self.workspace.clock()))

    def on_handle_tree_highlighted(self, event: HandleTree.Highlighted) -> None:
        """Explains the node under the cursor."""
        self._explain(event.node)

    def _explain(self, node: Node | None) -> None:
        # Its pointer leads nowhere but here.
        self._under_cursor = node
        self.node = replace(node, pointer=None) if node else None

    def on_handle_tree_copy_asked(self, event: HandleTree.CopyAsked) -> None:
        """Copies a value."""
        self.app.copy_node(event.node, "value")  # type: ignore[attr-defined]

    def place(self) -> Place | None:
        """What is meant: a place in the jar while the jar has the focus, None for the whole visitor."""
        return place_of(self._under_cursor) if self.query_one(HandleTree).has_focus else None

    def do(self, job: Callable[[], object], on: str) -> bool:
        """Does something to the visitors, then shows them, the cursor on the one of a name; whether it could be."""
        is_done = True
        try:
            job()
        except SetupError as error:
            self.refuse(error)
            is_done = False
        self.show_visitors(on)
        return is_done

    def change(self, change: Callable[[Visitor], Visitor]) -> bool:
        """Changes the visitor under the cursor as it lies on the disk now; whether that could be."""
        visitor = self.listed.under_cursor
        return visitor is not None and self.do(
            lambda: self.workspace.visitors.change(visitor.name, change), visitor.name
        )

    def action_leave(self) -> None:
        """Goes back; a visitor that was renamed or deleted is no longer who sends."""
        self.dismiss(self.current)
