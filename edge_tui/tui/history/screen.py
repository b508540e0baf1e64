"""History: past exchanges on the left, what was sent and what came back on the right."""

from collections.abc import Iterable

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.screen import Screen
from textual.timer import Timer
from textual.widgets import Input, OptionList, Static

from edge_tui.model.errors import SetupError
from edge_tui.model.exchange import Exchange, Summary
from edge_tui.model.node import Node
from edge_tui.model.phases import PastSends
from edge_tui.tui.dialogs.asking import ScreenDialogs
from edge_tui.tui.dialogs.closing import close
from edge_tui.tui.history.chosen import Chosen
from edge_tui.tui.history.deletion import Deletions
from edge_tui.tui.history.deletion_job import Jobs
from edge_tui.tui.history.export import Export
from edge_tui.tui.history.history_list import HistoryList
from edge_tui.tui.history.marks import Marks
from edge_tui.tui.history.preview import Preview
from edge_tui.tui.history.replay_options import ReplayOptions
from edge_tui.tui.history.search import PAGE_SIZE, HistorySearch, Page
from edge_tui.tui.history.search_help import SearchHelp, SearchTerms, TermSuggester
from edge_tui.tui.history.search_line import SearchLine
from edge_tui.tui.history.selectable_list import SelectableHistoryList
from edge_tui.tui.node_copy import copy_node
from edge_tui.tui.response.explain_pane import ExplainPane
from edge_tui.tui.response.handle_tree import HandleTree
from edge_tui.tui.response.response_pane import ResponsePane
from edge_tui.tui.response.status_line import StatusLine
from edge_tui.tui.themes import follow_theme
from edge_tui.tui.widgets.key_footer import KeyFooter
from edge_tui.tui.widgets.pane import Pane
from edge_tui.workspace import Workspace

# A search starts when the typing pauses for so long.
_PAUSE_SECONDS = 0.08
_PROGRESS_SECONDS = 0.2
_NOTICE_SECONDS = 1.0
_STATUSES = ("200", "207", "4xx", "5xx", "failed", "timeout", "unreachable", "unfinished")


class History(Screen[Chosen | None]):
    """Lays the widgets out, names the keys, and hands each of them to the controller that does it."""

    CSS_PATH = "screen.tcss"
    AUTO_FOCUS = ""
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (30, "-high")]
    BINDINGS = [
        Binding(
            "slash", "search", "Search", id="history.search", tooltip="Search by words, an id, status:207 before:2d …"
        ),
        Binding("d", "compare", "Compare", id="history.compare", tooltip="Compare the two selected with space"),
        Binding(
            "s",
            "replay_selection",
            "Send selection",
            id="history.series",
            tooltip="Send the selected exchanges again, in their order",
        ),
        Binding("V", "replay_as", "Replay as", id="history.as", tooltip="Replay with another profile or visitor"),
        Binding("asterisk", "pin", "Pin", id="history.pin", show=False, tooltip="Protect it from pruning"),
        Binding("M", "note", "Note", id="history.note", show=False, tooltip="Write words to remember and find it by"),
        Binding("C", "recording", "Visit", id="history.recording", tooltip="Open the recorded visit it is part of"),
        Binding("x", "export", "Export", id="history.export", tooltip="Export to a file, as curl, HAR and more"),
        Binding(
            "delete,backspace",
            "delete",
            "Delete",
            id="history.delete",
            show=False,
            tooltip="Delete permanently, after asking",
        ),
        Binding("P", "prune", "Prune", id="history.prune", show=False, tooltip="Delete by age and size"),
        Binding("escape", "stop_or_leave", "Back", tooltip="Stops deleting, then clears search and selection"),
        Binding("q", "leave", "Back", show=False),
        Binding("tab", "app.focus_next", "Next pane", show=False),
    ]

    def __init__(self, workspace: Workspace, initial_search: str = "", jobs: Jobs | None = None) -> None:
        """`jobs` holds a deletion that was started when this screen was open before."""
        super().__init__()
        self.workspace = workspace
        self.shown: Exchange | None = None
        self._initial_search = initial_search
        self._dialogs = dialogs = ScreenDialogs(self)
        history, clock = workspace.history, workspace.clock
        self._terms = SearchTerms(history.search_terms, self._values_of)
        self._search = HistorySearch(history, self, clock)
        self._preview = Preview(
            history.load, workspace.arranged_outline, history.past_sends, self._show, self.show_search_error
        )
        self._marks = Marks(history, dialogs, lambda key, change: self.listed.change_line(key, change, clock()))
        self._deletions = Deletions(
            history, dialogs, jobs or Jobs(), clock, lambda job: self.app.run_worker(job, group="history")
        )
        self._export = Export(dialogs, workspace.new_uuid, lambda text: self.app.copy_to_clipboard(text))  # noqa: PLW0108
        self._replays = ReplayOptions(dialogs, workspace.profiles.usable, workspace.visitors.names)
        self._typing: Timer | None = None
        self._was_deleting = False
        self._shown_progress = ""

    def compose(self) -> ComposeResult:
        """The search, the list, the preview, and the keys."""
        with Horizontal(id="history-columns"):
            with Pane(id="history-pane"):
                yield Input(
                    placeholder="/ search: words, an id, status:207 before:2d capture: page: …",
                    id="history-search",
                    compact=True,
                    suggester=TermSuggester(self._terms),
                )
                yield SearchHelp(self._terms)
                yield SearchLine()
                yield SelectableHistoryList("all-history")
                yield Static(id="no-history")
            with Vertical(id="history-right"):
                yield ResponsePane("history-answer")
                yield ExplainPane("history-explain")
        yield StatusLine(id="history-status")
        yield KeyFooter()

    def on_mount(self) -> None:
        """Fetches the newest, and follows what other processes write."""
        self.query_one("#history-pane", Pane).title("History")
        self._input.value = self._initial_search
        self.search(self._initial_search)
        self.listed.focus()
        follow_theme(self, self._list_again)
        self.set_interval(_PROGRESS_SECONDS, self._follow_progress)
        self.set_interval(_NOTICE_SECONDS, self._notice_changes)

    def _list_again(self) -> None:
        self.listed.fill(self.listed.summaries, self.workspace.clock(), stays=True)
        self._show_line()

    @property
    def listed(self) -> SelectableHistoryList:
        """The list."""
        return self.query_one(SelectableHistoryList)

    @property
    def _input(self) -> Input:
        return self.query_one("#history-search", Input)

    # Searching.

    def _values_of(self, field: str) -> Iterable[str]:
        """What may follow a field, for completion."""
        workspace = self.workspace
        if field == "profile":
            return [profile.name for profile in workspace.profiles.usable()]
        if field == "visitor":
            return workspace.visitors.names()
        if field == "capture":
            return dict.fromkeys(each.capture for each in self.listed.summaries if each.capture)
        return _STATUSES if field == "status" else ()

    @on(events.DescendantFocus, "#history-search")
    @on(events.DescendantBlur, "#history-search")
    def _show_help(self) -> None:
        """Shows the fields of a search while it is written."""
        found = self.query_one(SearchHelp)
        is_empty = not (self.listed.summaries or self._input.value)
        found.display = self._input.has_focus and not is_empty
        found.show(self._input.value)

    @on(SearchHelp.Picked)
    def _add_term(self, event: SearchHelp.Picked) -> None:
        event.stop()
        line = self._input
        line.value = self._terms.with_term(line.value, event.term)
        line.focus()
        line.action_end()

    @on(Input.Changed, "#history-search")
    def _search_after_typing(self, event: Input.Changed) -> None:
        event.stop()
        self.query_one(SearchHelp).show(event.value)
        self.workers.cancel_group(self, "search")
        if self._typing is not None:
            self._typing.stop()
        self._typing = self.set_timer(_PAUSE_SECONDS, lambda: self.search(event.value))

    @on(Input.Submitted, "#history-search")
    def _go_to_list(self, event: Input.Submitted) -> None:
        event.stop()
        self.listed.focus()

    def search(self, text: str) -> None:
        """Lists what a search finds, newest first."""
        self._search.ask(text)
        self._fetch()

    def search_again(self) -> None:
        """Lists what the current search finds now."""
        self.search(self._search.text)

    @work(exclusive=True, group="search")
    async def _fetch(self) -> None:
        await self._search.fetch()

    @work(exclusive=True, group="index")
    async def start_indexing(self) -> None:
        """Indexes what the search could not look at."""
        await self._search.index_the_rest()

    def _notice_changes(self) -> None:
        """Lists what other processes changed, unless the list was paged far down."""
        is_far_down = len(self.listed.summaries) > PAGE_SIZE
        if not is_far_down and not self._deletions.is_running and self._search.is_outdated:
            self.search_again()

    def show_page(self, page: Page) -> None:
        """Lists what was found."""
        listed, now = self.listed, self.workspace.clock()
        if page.is_first:
            listed.fill(page.summaries, now, stays=page.is_same_search)
        else:
            listed.extend(page.summaries, now)
        self._show_line()
        self._show_help()
        self.query_one("#history-pane", Pane).subtitle(page.totals)
        has_any = bool(listed.summaries)
        listed.display = has_any
        nothing = self.query_one("#no-history", Static)
        nothing.display = not has_any
        if not has_any:
            nothing.update(self.query_one(SearchLine).nothing_found(self._search.text))
            self.workers.cancel_group(self, "preview")
            self._show(None, None)

    def show_search_error(self, error: SetupError) -> None:
        """Says why nothing could be searched; the list stays."""
        self.query_one(SearchLine).show_error(f"{error.what} {error.how}")

    def _show_line(self) -> None:
        self._shown_progress = self._progress
        self.query_one(SearchLine).show(self._shown_progress, len(self.listed.selected))

    @property
    def _progress(self) -> str:
        return self._deletions.progress or self._search.progress

    def _follow_progress(self) -> None:
        """Shows how far deleting and indexing are; lists what is left once a deletion has ended."""
        if self._progress != self._shown_progress:
            self._show_line()
        was_deleting, self._was_deleting = self._was_deleting, self._deletions.is_running
        if was_deleting and not self._was_deleting:
            self.listed.selected.clear()
            self.search_again()

    @on(SelectableHistoryList.Marked)
    def _count_selected(self) -> None:
        self._show_line()

    # The exchange under the cursor.

    @on(OptionList.OptionHighlighted, "#all-history")
    def _preview_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Previews the exchange under the cursor; fetches more at the end of the list."""
        event.stop()
        summaries = self.listed.summaries
        self.refresh_bindings()
        if summary := self.listed.under_cursor:
            self._read(summary)
        if summaries and event.option_index >= len(summaries) - 1 and self._search.ask_for_more(summaries[-1]):
            self._fetch()

    @work(exclusive=True, group="preview")
    async def _read(self, summary: Summary) -> None:
        await self._preview.read(summary)

    def _show(self, exchange: Exchange | None, outline: Node | None, past: PastSends | None = None) -> None:
        self.shown = exchange
        pane = self.query_one(ResponsePane)
        pane.exchange = exchange
        pane.outline = outline
        if exchange is None:
            self.query_one(ExplainPane).node = None
        line = self.query_one(StatusLine)
        line.upstream_count = self.workspace.upstream_count(exchange.profile_name) if exchange else 0
        line.past_sends = past
        line.exchange = exchange

    @on(HandleTree.Highlighted)
    def _explain(self, event: HandleTree.Highlighted) -> None:
        event.stop()
        explain = self.query_one(ExplainPane)
        explain.is_open = event.is_open
        explain.node = event.node

    @on(HandleTree.Folded)
    def _follow_fold(self, event: HandleTree.Folded) -> None:
        event.stop()
        self.query_one(ExplainPane).is_open = event.is_open

    @on(HandleTree.CopyAsked)
    def _copy(self, event: HandleTree.CopyAsked) -> None:
        event.stop()
        copy_node(self.app, event.node, event.part)

    @on(HistoryList.Chosen)
    def _show_on_workbench(self) -> None:
        self._end("show")

    @on(HistoryList.ReplayAsked)
    def _replay(self, event: HistoryList.ReplayAsked) -> None:
        self._end("exact" if event.exactly else "replay")

    @on(HistoryList.DraftAsked)
    def _open_draft(self) -> None:
        self._end("draft")

    def action_choose(self, action: str) -> None:
        """Ends with the exchange under the cursor."""
        self._end(action)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A visit is opened from one of its calls."""
        del parameters
        summary = self.listed.under_cursor if action == "recording" and self.is_mounted else None
        return action != "recording" or bool(summary and summary.capture)

    def action_recording(self) -> None:
        """Opens the recording of the exchange under the cursor."""
        self._end("recording")

    def _end(self, action: str) -> None:
        summary = self.listed.under_cursor
        if summary is None:
            return
        if exchanges := self._load([summary]):
            close(self, Chosen(action, tuple(exchanges)))
        else:
            self._dialogs.notify("That exchange is no longer in history.", severity="warning")
            self.search_again()

    def _load(self, summaries: list[Summary]) -> list[Exchange]:
        """The exchanges, oldest first, without those that were deleted meanwhile."""
        try:
            loaded = [self.workspace.history.load(each.key) for each in sorted(summaries, key=lambda each: each.key)]
        except SetupError as error:
            self._dialogs.show_error(error)
            return []
        return [exchange for exchange in loaded if exchange is not None]

    # The selection, or the exchange under the cursor where nothing is selected.

    @property
    def _selection(self) -> list[Summary]:
        listed = self.listed
        if listed.selected:
            return list(listed.selected.values())
        return [listed.under_cursor] if listed.under_cursor else []

    @work(group="mark")
    async def action_pin(self) -> None:
        """Pins, or unpins."""
        await self._marks.pin(self._selection)

    @work
    async def action_note(self) -> None:
        """Asks for a note on the exchange under the cursor."""
        if summary := self.listed.under_cursor:
            await self._marks.note(summary)

    @work
    async def action_export(self) -> None:
        """Exports to a file or the clipboard."""
        await self._export.export(self._load(self._selection))

    @work
    async def action_delete(self) -> None:
        """Deletes, after asking."""
        await self._deletions.delete(self._selection)
        self._follow_progress()

    @work
    async def action_prune(self) -> None:
        """Deletes by age and size."""
        await self._deletions.prune()
        self._follow_progress()

    @work
    async def action_replay_as(self) -> None:
        """Sends with another profile or visitor."""
        self._end_with(await self._replays.with_another(self._load(self._selection)))

    @work
    async def action_replay_selection(self) -> None:
        """Sends the selection again in its order."""
        self._end_with(await self._replays.in_order(self._load(list(self.listed.selected.values()))))

    def _end_with(self, chosen: Chosen | None) -> None:
        if chosen is not None:
            close(self, chosen)

    def action_compare(self) -> None:
        """Compares the two that are selected, or the selected one with the one under the cursor."""
        from edge_tui.tui.compare.screen import Compare

        listed = self.listed
        chosen = list(listed.selected.values())
        if len(chosen) == 1 and listed.under_cursor and listed.under_cursor.key not in listed.selected:
            chosen.append(listed.under_cursor)
        if len(chosen) != 2:
            self._dialogs.notify("Select two exchanges with space; d then compares them.")
            return
        pair = self._load(chosen)
        if len(pair) == 2:
            self.app.push_screen(Compare(self.workspace, *pair))

    # Leaving.

    def action_search(self) -> None:
        """Goes to the search."""
        self._input.focus()

    def action_stop_or_leave(self) -> None:
        """Stops the deletion that is running; goes back when there is none."""
        if self._deletions.stop():
            self._show_line()
        else:
            self.action_leave()

    def action_leave(self) -> None:
        """Clears the search, then the selection, then goes back to the workbench."""
        line = self._input
        if line.value or (line.has_focus and self.listed.summaries):
            line.value = ""
            self.listed.focus()
        elif self.listed.selected:
            self.listed.unmark_all(self.workspace.clock())
            self._show_line()
        else:
            close(self)
