"""History: past exchanges on the left, what was sent and what came back on the right."""

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.widgets import Input, Static

from edge_tui.tui.history.replay_options import Replaying
from edge_tui.tui.history.selectable_list import SelectableHistoryList
from edge_tui.tui.response.response_pane import ResponsePane
from edge_tui.tui.response.status_line import StatusLine
from edge_tui.tui.widgets.key_footer import KeyFooter
from edge_tui.tui.widgets.pane import Pane


class History(Replaying):
    """Lays the widgets out and names the keys; what they do is in `tui/archive`, a layer each."""

    CSS_PATH = "screen.tcss"
    AUTO_FOCUS = ""
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]
    BINDINGS = [
        Binding("slash", "search", "Search", id="history.search", tooltip="Words, an id, status:207 before:2d …"),
        Binding("d", "compare", "Compare", id="history.compare", tooltip="Two that are selected with space"),
        Binding("s", "replay_selection", "Send selection", id="history.series", tooltip="Again, in their order"),
        Binding("v", "replay_as", "Replay as", id="history.as", tooltip="With another profile or visitor"),
        Binding("p", "pin", "Pin", id="history.pin", show=False, tooltip="Pruning leaves it alone"),
        Binding("n", "note", "Note", id="history.note", show=False, tooltip="Words to remember and find it by"),
        Binding("x", "export", "Export", id="history.export", tooltip="Into a file, as curl, HAR and more"),
        Binding("delete,D", "delete", "Delete", id="history.delete", show=False, tooltip="For good, after asking"),
        Binding("P", "prune", "Prune", id="history.prune", show=False, tooltip="Delete by age and size"),
        Binding("escape", "stop_or_leave", "Back", tooltip="Stops deleting, then clears search and selection"),
        Binding("q", "leave", "Back", show=False),
        Binding("tab", "app.focus_next", "Next pane", show=False),
    ]

    def compose(self) -> ComposeResult:
        """The search, the list, the preview, and the keys."""
        with Horizontal(id="history-columns"):
            with Pane(id="history-pane"):
                yield Input(
                    placeholder="/ search: words, an id, status:207 before:2d", id="history-search", compact=True
                )
                yield Static(id="history-words")
                yield SelectableHistoryList("all-history")
                yield Static(id="no-history")
            yield ResponsePane("history-answer")
        yield StatusLine(id="history-status")
        yield KeyFooter()
