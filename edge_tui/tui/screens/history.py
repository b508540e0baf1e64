"""History: past exchanges on the left, what was sent and what came back on the right."""

from dataclasses import dataclass

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.screen import Screen
from textual.widgets import Footer, OptionList, Static

from edge_tui.model.errors import SetupError
from edge_tui.model.exchange import Exchange, Summary
from edge_tui.model.text import visible
from edge_tui.tui.themes import Colours, colours
from edge_tui.tui.widgets.answer_pane import AnswerPane
from edge_tui.tui.widgets.history_list import HistoryList, status_word, what
from edge_tui.tui.widgets.pane import Pane
from edge_tui.tui.widgets.status_line import StatusLine
from edge_tui.workspace import Workspace

_WINDOW = 500


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is to happen with an exchange of the past: `show`, `draft`, `replay` or `exact`."""

    exchange: Exchange
    wish: str


class _WideList(HistoryList):
    """A line has room for the profile and the request id."""

    def line(self, summary: Summary, palette: Colours, now: object) -> Text:
        word, style = status_word(summary, palette)
        text = Text(no_wrap=True, overflow="ellipsis")
        local = summary.sent_at.astimezone()
        text.append(f"{local:%d.%m %H:%M:%S} ", palette.dim)
        text.append(word + " ", style)
        text.append(visible(what(summary))[:20].ljust(20) + " ", palette.plain)
        text.append(visible(summary.profile_name)[:14].ljust(14) + " ", palette.number)
        text.append(visible(summary.request_id), palette.dim)
        if summary.replay_of:
            text.append(" ↻", palette.dim)
        return text


class History(Screen[Chosen | None]):
    """A window over the newest exchanges; more are fetched at its end."""

    CSS_PATH = "history.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]
    BINDINGS = [
        Binding("escape,q", "leave", "Back"),
        Binding("enter", "choose('show')", "Show on the workbench"),
        Binding("r", "choose('replay')", "Replay afresh", tooltip="New time, new ids, the visitor's state of now"),
        Binding("R", "choose('exact')", "Replay exactly", tooltip="The same URL and the same bytes"),
        Binding("o", "choose('draft')", "Open draft", tooltip="Put its draft into the editor"),
        Binding("tab", "app.focus_next", "Next pane", show=False),
    ]
    HELP = "Every exchange that was begun, from the explorer and from the command line, newest first."

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self._shown: Exchange | None = None
        self._is_complete = False

    def compose(self) -> ComposeResult:
        """The list, the preview, and the keys."""
        with Horizontal(id="history-columns"):
            with Pane(id="history-pane"):
                yield _WideList("all-history")
                yield Static(id="no-history")
            yield AnswerPane(id="history-answer")
        yield StatusLine(id="history-status")
        yield Footer()

    def on_mount(self) -> None:
        """Fetches the newest."""
        self.query_one("#history-pane", Pane).title("History")
        self._fetch()
        self.query_one(_WideList).focus()

    def _fetch(self) -> None:
        listed = self.query_one(_WideList)
        held = listed.summaries
        before = held[-1].key if held else None
        try:
            more = self._workspace.history.recent(limit=_WINDOW, before=before)
            count = self._workspace.history.count()
        except SetupError as error:
            self.notify(str(error), severity="error", markup=False)
            return
        self._is_complete = len(more) < _WINDOW
        listed.fill([*held, *more], self._workspace.clock())
        self.query_one("#history-pane", Pane).subtitle(f"{count:,}")
        nothing = self.query_one("#no-history", Static)
        nothing.display = not listed.summaries
        listed.display = bool(listed.summaries)
        nothing.update(Text("\nNothing was sent yet. Escape goes back; F5 sends.", colours(self.app).dim))

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Previews the exchange under the cursor; fetches more at the end of the list."""
        event.stop()
        listed = self.query_one(_WideList)
        if summary := listed.under_cursor:
            self._preview(summary)
        if event.option_index == len(listed.summaries) - 1 and not self._is_complete:
            self._fetch()

    def _preview(self, summary: Summary) -> None:
        try:
            self._shown = self._workspace.history.load(summary.key)
        except SetupError as error:
            self.notify(str(error), severity="error", markup=False)
            return
        pane = self.query_one(AnswerPane)
        pane.exchange = self._shown
        pane.outline = self._workspace.outline(self._shown) if self._shown else None
        self.query_one(StatusLine).exchange = self._shown

    def on_history_list_chosen(self, event: HistoryList.Chosen) -> None:
        """Enter or a click shows it on the workbench."""
        event.stop()
        self.action_choose("show")

    def on_history_list_replay_asked(self, event: HistoryList.ReplayAsked) -> None:
        """Sends it again."""
        event.stop()
        self.action_choose("exact" if event.exactly else "replay")

    def on_history_list_draft_asked(self, event: HistoryList.DraftAsked) -> None:
        """Opens its draft."""
        event.stop()
        self.action_choose("draft")

    def action_choose(self, wish: str) -> None:
        """Ends with the exchange that is shown."""
        if self._shown is not None:
            self.dismiss(Chosen(self._shown, wish))

    def action_leave(self) -> None:
        """Goes back to the workbench."""
        self.dismiss(None)
