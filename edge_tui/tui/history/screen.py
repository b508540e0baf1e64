"""History: past exchanges on the left, what was sent and what came back on the right."""

from collections.abc import Awaitable, Callable
from contextlib import nullcontext

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.screen import Screen
from textual.widgets import OptionList

from edge_tui.model.errors import SetupError
from edge_tui.model.exchange import Exchange, Summary
from edge_tui.model.node import Node
from edge_tui.model.phases import PastSends
from edge_tui.tui.dialogs.asking import ScreenDialogs
from edge_tui.tui.dialogs.closing import close
from edge_tui.tui.history.bindings import BINDINGS
from edge_tui.tui.history.chosen import Chosen
from edge_tui.tui.history.deletion import Deletions
from edge_tui.tui.history.deletion_job import Jobs
from edge_tui.tui.history.history_list import HistoryList
from edge_tui.tui.history.loading import load_all
from edge_tui.tui.history.marks import Marks
from edge_tui.tui.history.nothing_found import NothingFound
from edge_tui.tui.history.preview import Preview
from edge_tui.tui.history.preview_panes import PreviewPanes
from edge_tui.tui.history.replay_options import ReplayOptions
from edge_tui.tui.history.search import PAGE_SIZE, HistorySearch, Page
from edge_tui.tui.history.search_field import SearchField
from edge_tui.tui.history.search_help import SearchTerms
from edge_tui.tui.history.search_line import SearchLine
from edge_tui.tui.history.selectable_list import SelectableHistoryList
from edge_tui.tui.response.status_line import StatusLine
from edge_tui.tui.textual_keys import keys_wait
from edge_tui.tui.themes import follow_theme
from edge_tui.tui.widgets.key_footer import KeyFooter
from edge_tui.tui.widgets.pane import Pane
from edge_tui.workspace import Workspace

_PROGRESS_SECONDS = 0.2
_NOTICE_SECONDS = 1.0


class History(Screen[Chosen | None]):
    """Lays the widgets out, names the keys, and hands each of them to the controller that does it."""

    CSS_PATH = "screen.tcss"
    AUTO_FOCUS = ""
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (30, "-high")]
    BINDINGS = BINDINGS

    def __init__(
        self,
        workspace: Workspace,
        may_leave: Callable[[Chosen], Awaitable[bool]],
        initial_search: str = "",
        jobs: Jobs | None = None,
    ) -> None:
        """`may_leave` does what is done over this screen, and says whether the screen is left with a choice.

        `jobs` holds a deletion that was started when this screen was open before.
        """
        super().__init__()
        self.workspace = workspace
        self._may_leave = may_leave
        self.shown: Exchange | None = None
        self._initial_search = initial_search
        self._dialogs = dialogs = ScreenDialogs(self)
        history, clock = workspace.history, workspace.clock
        values = {
            "profile": lambda: [profile.name for profile in workspace.profiles.usable()],
            "visitor": workspace.visitors.names,
            "capture": lambda: self.listed.recordings,
        }
        self._terms = SearchTerms(history.search_terms, values)
        self._search = HistorySearch(history, self, clock)
        self._preview = Preview(
            history.load, workspace.arranged_outline, history.past_sends, self._show, self.show_search_error
        )
        self._marks = Marks(history, dialogs, lambda key, change: self.listed.change_line(key, change, clock()))
        self._deletions = Deletions(
            history, dialogs, jobs or Jobs(), clock, lambda job: self.app.run_worker(job, group="history")
        )
        self._replays = ReplayOptions(dialogs, workspace.profiles.usable, workspace.visitors.names)
        self._was_deleting = False

    def compose(self) -> ComposeResult:
        """The search, the list, the preview, and the keys."""
        with Horizontal(id="history-columns"):
            with Pane(id="history-pane"):
                yield SearchField(self._terms, self._initial_search)
                yield SearchLine()
                yield SelectableHistoryList(self.workspace.templates.title_of, "all-history")
                yield NothingFound()
            yield PreviewPanes(id="history-right")
        yield StatusLine(id="history-status")
        yield KeyFooter()

    def on_mount(self) -> None:
        """Fetches the newest, and follows what other processes write."""
        self.query_one("#history-pane", Pane).title("History")
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
    def _field(self) -> SearchField:
        return self.query_one(SearchField)

    # Searching.

    @on(SearchField.Typing)
    def _stop_searching(self) -> None:
        self.workers.cancel_group(self, "search")

    @on(SearchField.Paused)
    def _search_for_text(self, event: SearchField.Paused) -> None:
        self.search(event.text)

    @on(SearchField.Submitted)
    def _go_to_list(self) -> None:
        self.listed.focus()

    def search(self, text: str) -> None:
        """Lists what a search finds, newest first."""
        self._search.ask(text)
        self._fetch()

    def search_again(self) -> None:
        """Lists what the current search finds now."""
        self._search.ask(self._search.text)
        self._fetch(is_asked_for=False)

    @work(exclusive=True, group="search")
    async def _fetch(self, *, is_asked_for: bool = True) -> None:
        """Fetches and lists. What a person has asked for has the next key."""
        with keys_wait(self) if is_asked_for else nullcontext():
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
        self._field.show_terms(has_history=bool(listed.summaries or self._field.text))
        self.query_one("#history-pane", Pane).subtitle(page.totals)
        nothing = self.query_one(NothingFound)
        listed.display = bool(listed.summaries)
        nothing.display = not listed.display
        if nothing.display:
            nothing.show(self._search.text)
            self.workers.cancel_group(self, "preview")
            self._show(None, None)

    def show_search_error(self, error: SetupError) -> None:
        """Says why nothing could be searched; the list stays."""
        self.query_one(SearchLine).show_error(f"{error.what} {error.how}")

    @on(SelectableHistoryList.Marked)
    def _show_line(self) -> None:
        self.query_one(SearchLine).show(self._progress, len(self.listed.selected), self._search.notice)

    @property
    def _progress(self) -> str:
        return self._deletions.progress or self._search.progress

    def _follow_progress(self) -> None:
        """Shows how far deleting and indexing are; lists what is left once a deletion has ended."""
        if self._progress != self.query_one(SearchLine).progress:
            self._show_line()
        was_deleting, self._was_deleting = self._was_deleting, self._deletions.is_running
        if was_deleting and not self._was_deleting:
            self.listed.selected.clear()
            self.search_again()

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
        self.query_one(PreviewPanes).show(exchange, outline)
        line = self.query_one(StatusLine)
        line.upstream_count = self.workspace.upstream_count(exchange.profile_name) if exchange else 0
        line.past_sends = past
        line.exchange = exchange

    @on(HistoryList.Chosen)
    def _show_on_workbench(self) -> None:
        self._end("show")

    @on(HistoryList.ReplayAsked)
    def _replay(self, event: HistoryList.ReplayAsked) -> None:
        self._end("exact" if event.exactly else "replay")

    @on(HistoryList.DraftAsked)
    def _open_draft(self) -> None:
        self._end("draft")

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
            self._leave_with(Chosen(action, tuple(exchanges)))
        else:
            self._dialogs.notify("That exchange is no longer in history.", severity="warning")
            self.search_again()

    def _load(self, summaries: list[Summary]) -> list[Exchange]:
        return load_all(summaries, self.workspace.history.load, self._dialogs)

    # The selection, or the exchange under the cursor where nothing is selected.

    @work(group="mark")
    async def action_pin(self) -> None:
        """Pins, or unpins."""
        await self._marks.pin(self.listed.chosen)

    @work
    async def action_note(self) -> None:
        """Asks for a note on the exchange under the cursor."""
        if summary := self.listed.under_cursor:
            await self._marks.note(summary)

    @work
    async def action_export(self) -> None:
        """Exports to a file or the clipboard."""
        from edge_tui.tui.history.export import Export
        from edge_tui.tui.history.whole_formats import whole_formats

        export = Export(self._dialogs, self.workspace.new_uuid, self.app.copy_to_clipboard, whole_formats())
        await export.export(self._load(self.listed.chosen))

    @work
    async def action_delete(self) -> None:
        """Deletes, after asking."""
        await self._deletions.delete(self.listed.chosen)
        self._follow_progress()

    @work
    async def action_prune(self) -> None:
        """Deletes by age and size."""
        await self._deletions.prune()
        self._follow_progress()

    @work
    async def action_replay_as(self) -> None:
        """Sends with another profile or visitor."""
        if chosen := await self._replays.with_another(self._load(self.listed.chosen)):
            self._leave_with(chosen)

    @work
    async def action_replay_selection(self) -> None:
        """Sends the selection again in its order."""
        if chosen := await self._replays.in_order(self._load(list(self.listed.selected.values()))):
            self._leave_with(chosen)

    @work
    async def _leave_with(self, chosen: Chosen) -> None:
        complete = await self._replays.with_profile(chosen) if chosen.is_replay else chosen
        if complete is not None and await self._may_leave(complete):
            close(self, complete)

    def action_compare(self) -> None:
        """Compares the two that are selected, or the selected one with the one under the cursor."""
        from edge_tui.tui.compare.screen import Compare

        chosen = self.listed.two_chosen
        if chosen is None:
            self._dialogs.notify("Select two exchanges with space; d then compares them.")
            return
        pair = self._load(chosen)
        if len(pair) == 2:
            self.app.push_screen(Compare(self.workspace, *pair))

    # Leaving.

    def action_search(self) -> None:
        """Goes to the search."""
        self._field.write()

    def action_stop_or_leave(self) -> None:
        """Stops the deletion that is running; goes from the response to the list, and back from there."""
        if self._deletions.stop():
            self._show_line()
        elif self.query_one(PreviewPanes).has_focus_within:
            self.listed.focus()
        else:
            self.action_leave()

    def action_leave(self) -> None:
        """Clears the search, then the selection, then goes back to the workbench."""
        field = self._field
        if field.text or (field.is_written and self.listed.summaries):
            field.clear()
            self.listed.focus()
        elif self.listed.selected:
            self.listed.unmark_all(self.workspace.clock())
            self._show_line()
        else:
            close(self)
