"""Visitors: who there is on the left, what the one under the cursor keeps on the right."""

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical

from edge_tui.tui.response.explain_pane import ExplainPane
from edge_tui.tui.response.handle_tree import HandleTree
from edge_tui.tui.visitors.state_actions import Changing
from edge_tui.tui.visitors.visitor_list import VisitorList
from edge_tui.tui.widgets.key_footer import KeyFooter
from edge_tui.tui.widgets.pane import Pane


class Visitors(Changing):
    """Ends with the visitor who sends from now on, or None when that stays as it was.

    Lays the widgets out and names the keys; what they do is in `tui/jar`, a layer each.
    """

    CSS_PATH = "screen.tcss"
    AUTO_FOCUS = "#visitors"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]
    BINDINGS = [
        Binding("a", "new", "New", id="visitor.add", tooltip="A visitor with an empty jar"),
        Binding("C", "clone", "Clone", id="visitor.clone", tooltip="A copy with all its state"),
        Binding("R", "rename", "Rename", id="visitor.rename"),
        Binding("i", "import", "Import", id="visitor.import", tooltip="document.cookie, a Cookie: header, HAR, curl"),
        Binding("E", "edit", "Edit", id="visitor.edit", tooltip="What is under the cursor of the jar"),
        Binding("I", "identity", "Identity", id="visitor.identity", tooltip="An FPID, ECID, Email … of its own"),
        Binding("V", "variable", "Variable", id="visitor.variable", tooltip="For {{var:name}}; only this visitor's"),
        Binding("x", "expire", "Expire", id="visitor.expire", tooltip="Now: this entry, or everything it keeps"),
        Binding("delete,D", "delete", "Delete", id="visitor.delete", tooltip="This entry, or the whole visitor"),
        Binding("escape,q", "leave", "Back"),
        Binding("tab", "app.focus_next", "Next pane", show=False),
    ]

    def compose(self) -> ComposeResult:
        """The list, the jar, and what the cursor of the jar is on."""
        with Horizontal(id="visitors-columns"):
            with Pane(id="visitors-pane"):
                yield VisitorList(self.profile.org_id)
            with Vertical(id="jar-column"):
                with Pane(id="jar-pane"):
                    yield HandleTree()
                yield ExplainPane("jar-explain").data_bind(Visitors.node)
        yield KeyFooter()
