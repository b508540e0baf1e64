"""The built-in emulator's datastreams: which one to send to, and its services on or off."""

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding
from textual.widgets import Static, Tree
from textual.widgets.tree import TreeNode

from edge_tui.model.text import short_datastream, visible
from edge_tui.tui.dialogs.closing import close
from edge_tui.tui.dialogs.key_line import DialogBox
from edge_tui.tui.dialogs.menu import Menu
from edge_tui.tui.textual_keys import move_after_refresh
from edge_tui.tui.themes import colors
from edge_tui.workspace import Workspace
from edge_tui.workspace.emulator_control import EmulatedDatastream

_Row = tuple[EmulatedDatastream, str | None]


class EmulatorSwitches(Menu[EmulatedDatastream | None]):
    """Returns the datastream to send to; services are switched in place, for this run."""

    CSS_PATH = "emulator_switches.tcss"
    VERTICAL_BREAKPOINTS = [(0, "-low"), (14, "-high")]
    BINDINGS = [
        Binding("escape", "give_up", "Cancel"),
        Binding("space", "switch", "Switch", tooltip="Switch the service on or off", priority=True),
    ]

    def __init__(self, workspace: Workspace, current_id: str) -> None:
        super().__init__()
        self._workspace = workspace
        self._current_id = current_id

    def compose(self) -> ComposeResult:
        """A tree of datastreams and their services."""
        with DialogBox(id="switches") as box:
            box.border_title = "Emulator datastreams"
            box.name_keys("space service on/off · enter send here · esc close")
            yield Static(
                Text("Services that you switch off don't respond until you quit edge-tui.", colors(self.app).dim)
            )
            tree: Tree[_Row] = Tree("datastreams", id="switch-tree")
            tree.show_root = False
            tree.guide_depth = 3
            tree.auto_expand = False
            yield tree

    def on_mount(self) -> None:
        """Fills the tree, with the current datastream open."""
        tree = self.query_one("#switch-tree", Tree)
        for datastream in self._workspace.emulator.datastreams():
            node = tree.root.add(self._line(datastream), (datastream, None), expand=datastream.id == self._current_id)
            for name in datastream.upstreams:
                node.add_leaf(self._upstream_line(datastream, name), (datastream, name))
            if datastream.id == self._current_id:
                move_after_refresh(self, tree.move_cursor, node)
        tree.root.expand()
        tree.focus()

    def _line(self, datastream: EmulatedDatastream) -> Text:
        palette = colors(self.app)
        facts = [
            "authenticated only" if datastream.access == "authenticated" else "",
            "" if datastream.enabled else "disabled",
            short_datastream(datastream.id),
        ]
        return Text.assemble(
            ("● " if datastream.id == self._current_id else "  ", palette.good),
            (visible(datastream.name), palette.strong),
            ("  " + " · ".join(fact for fact in facts if fact), palette.dim),
        )

    def _upstream_line(self, datastream: EmulatedDatastream, name: str) -> Text:
        palette = colors(self.app)
        is_on = datastream.upstreams[name]
        return Text.assemble(
            ("■ on   " if is_on else "□ off  ", palette.good if is_on else palette.dim),
            (name.replace("_", " "), palette.plain if is_on else palette.dim),
        )

    def action_switch(self) -> None:
        """Switches the service under the cursor."""
        node: TreeNode[_Row] | None = self.query_one("#switch-tree", Tree).cursor_node
        if node is None or node.data is None:
            return
        datastream, name = node.data
        if name is None:
            node.toggle()
            return
        changed = self._workspace.emulator.switch_upstream(datastream.id, name, on=not datastream.upstreams[name])
        for each in node.parent.children if node.parent else ():
            if each.data is not None and each.data[1] is not None:
                each.data = (changed, each.data[1])
        node.set_label(self._upstream_line(changed, name))

    def on_tree_node_selected(self, event: Tree.NodeSelected[_Row]) -> None:
        """Returns the chosen datastream; a service is switched, as by a click on it."""
        if event.node.data is None:
            return
        if event.node.data[1] is None:
            close(self, event.node.data[0])
        else:
            self.action_switch()

    def action_give_up(self) -> None:
        """Cancels."""
        close(self)
