"""History found: a window over the exchanges that a search leaves, and a preview of the one under the cursor."""

import re

from rich.text import Text
from textual import work
from textual.screen import Screen
from textual.timer import Timer
from textual.widgets import Input, OptionList, Static
from textual.worker import get_current_worker

from edge_tui.model.errors import SetupError
from edge_tui.model.exchange import Exchange, Summary
from edge_tui.model.node import Node
from edge_tui.tui.history.chosen import Chosen
from edge_tui.tui.history.selectable_list import SelectableHistoryList
from edge_tui.tui.response.response_pane import ResponsePane
from edge_tui.tui.response.status_line import StatusLine
from edge_tui.tui.themes import colours
from edge_tui.tui.widgets.pane import Pane
from edge_tui.workspace import Workspace

_WINDOW = 200
# Somebody who types does not want an answer to every letter.
_PAUSE_SECONDS = 0.08
# After so many more were indexed it is looked again what a search finds.
_LOOK_AGAIN = 10_000
_TELL_SECONDS = 0.2
_NOTICE_SECONDS = 1.0
_ID = re.compile(r"[0-9a-fA-F]{6,}[0-9a-fA-F-]*")


class Finding(Screen[Chosen | None]):
    """Asks the database in threads, so that no key waits; what a later key makes old ends where it is."""

    def __init__(self, workspace: Workspace, wanted: str = "") -> None:
        """`wanted` is searched for from the start."""
        super().__init__()
        self.workspace = workspace
        self._wanted = wanted
        self.shown: Exchange | None = None
        self._searched = ""
        self._is_complete = False
        self._is_fetching = False
        self._timer: Timer | None = None
        self._unindexed = 0
        self._told = ""
        self._stamp = workspace.history.stamp()
        self._listed_for: str | None = None

    @property
    def listed(self) -> SelectableHistoryList:
        """The list."""
        return self.query_one(SelectableHistoryList)

    def on_mount(self) -> None:
        """Fetches the newest."""
        self.query_one("#history-pane", Pane).title("History")
        self.query_one("#history-search", Input).value = self._wanted
        self.search(self._wanted)
        self.listed.focus()
        self.set_interval(_TELL_SECONDS, self.tell_progress)
        self.set_interval(_NOTICE_SECONDS, self._notice_others)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Searches when the typing pauses. The preview has an input of its own."""
        if event.input.id != "history-search":
            return
        event.stop()
        self.workers.cancel_group(self, "search")
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(_PAUSE_SECONDS, lambda: self.search(event.value))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter in the search goes to what was found."""
        if event.input.id == "history-search":
            event.stop()
            self.listed.focus()

    def _notice_others(self) -> None:
        """Lists anew what somebody else has written into, unless one has gone far down in the list."""
        is_elsewhere = self._is_fetching or self.progress() or len(self.listed.summaries) > _WINDOW
        if not is_elsewhere and self.workspace.history.stamp() != self._stamp:
            self.search_again()

    def search(self, text: str) -> None:
        """Lists what a search finds, from its newest on."""
        self._stamp = self.workspace.history.stamp()
        self._searched = text.strip()
        self._is_fetching = True
        self._fetch(self._searched, None)

    @work(thread=True, exclusive=True, group="search")
    def _fetch(self, text: str, before: int | None) -> None:
        worker = get_current_worker()
        history = self.workspace.history
        try:
            found = [] if before else self._by_id(text)
            is_complete = bool(found)
            if not found:
                found = history.search(text, self.workspace.clock(), _WINDOW, before, lambda: worker.is_cancelled)
                is_complete = len(found) < _WINDOW
            figures = f"{history.count():,} · {history.size_bytes() / 1_000_000:.1f} MB"
            unindexed = history.unindexed() if text else 0
        except SetupError as error:
            if not worker.is_cancelled:
                self.app.call_from_thread(self._refuse, error)
            return
        if not worker.is_cancelled:
            self.app.call_from_thread(self._list, found, figures, is_complete, before)
            if unindexed and not self._unindexed:
                self._unindexed = unindexed
                self.app.call_from_thread(self._index_the_rest)

    @work(thread=True, exclusive=True, group="index")
    def _index_the_rest(self) -> None:
        """Indexes what the search could not look at, and looks again now and then."""
        worker, history = get_current_worker(), self.workspace.history
        looked_at = self._unindexed
        try:
            while not worker.is_cancelled and (done := history.index_some()):
                self._unindexed = max(self._unindexed - done, 1)
                if looked_at - self._unindexed >= _LOOK_AGAIN:
                    looked_at = self._unindexed
                    self.app.call_from_thread(self._look_again)
        except SetupError:
            # Where nothing can be written, what is indexed is searched; that the rest is not, is said.
            return
        self._unindexed = 0
        if not worker.is_cancelled:
            self.app.call_from_thread(self._look_again)

    def _look_again(self) -> None:
        """The newest were indexed first: only a list that ended too early has more to show."""
        if self._is_complete and self._searched:
            self.search_again()

    def progress(self) -> str:
        """What is under way; nothing when nothing is."""
        if not self._unindexed:
            return ""
        return f"{self._unindexed:,} older exchanges are not indexed yet, and not searched."

    def tell_progress(self) -> None:
        """Says how far it is, and once that it is over."""
        if self.progress() != self._told:
            self.say("")

    def search_again(self) -> None:
        """Lists anew what is searched for."""
        self.search(self._searched)

    def _by_id(self, text: str) -> list[Summary]:
        """The exchange that a pasted id names, in either form, or the start of one."""
        if not _ID.fullmatch(text):
            return []
        try:
            summary = self.workspace.history.summary(text)
        except SetupError:
            # Several begin with it: the search lists them.
            return []
        return [summary] if summary else []

    def _refuse(self, error: SetupError) -> None:
        self._is_fetching = False
        self.say(f"{error.what} {error.how}", is_wrong=True)

    def _list(self, found: list[Summary], figures: str, is_complete: bool, before: int | None) -> None:
        self._is_complete, self._is_fetching = is_complete, False
        listed, now = self.listed, self.workspace.clock()
        if before is None:
            is_same_search, self._listed_for = self._listed_for == self._searched, self._searched
            listed.fill(found, now, stays=is_same_search)
        else:
            listed.extend(found, now)
        self.say("")
        self.query_one("#history-pane", Pane).subtitle(figures)
        nothing = self.query_one("#no-history", Static)
        nothing.display = not listed.summaries
        listed.display = bool(listed.summaries)
        if not listed.summaries:
            empty = "Nothing is kept yet. What is sent, from here or the command line, is listed here with its answer."
            words = f"Nothing is found by {self._searched}." if self._searched else empty
            nothing.update(Text(f"\n{words} Escape goes back.", colours(self.app).dim))
            self._preview_nothing()

    def say(self, words: str, *, is_wrong: bool = False) -> None:
        """Writes below the search: what is wrong with it, what is under way, or how much is selected."""
        palette = colours(self.app)
        progress, selected = self.progress(), len(self.listed.selected)
        self._told = progress
        words = words or progress or (f"{selected} selected" if selected else "")
        line = self.query_one("#history-words", Static)
        text = Text(words, palette.error if is_wrong else palette.placeholder)
        if selected and not is_wrong and not progress:
            text.append("  d compare · s send again · x export · D delete", palette.dim)
        line.update(text)
        line.display = bool(words)

    def on_archive_list_marked(self, event: SelectableHistoryList.Marked) -> None:
        """Says how much is selected."""
        event.stop()
        self.say("")

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Previews the exchange under the cursor; fetches more at the end of the list."""
        event.stop()
        listed = self.listed
        if summary := listed.under_cursor:
            self._preview(summary)
        if event.option_index >= len(listed.summaries) - 1 and not self._is_complete and not self._is_fetching:
            self._is_fetching = True
            self._fetch(self._searched, listed.summaries[-1].key)

    @work(thread=True, exclusive=True, group="preview")
    def _preview(self, summary: Summary) -> None:
        worker = get_current_worker()
        try:
            exchange = self.workspace.history.load(summary.key)
        except SetupError as error:
            if not worker.is_cancelled:
                self.app.call_from_thread(self._refuse, error)
            return
        # A large answer is read here, where no key waits for it.
        outline = self.workspace.outline(exchange) if exchange else None
        if not worker.is_cancelled:
            self.app.call_from_thread(self._show, exchange, outline)

    def _show(self, exchange: Exchange | None, outline: Node | None) -> None:
        self.shown = exchange
        pane = self.query_one(ResponsePane)
        pane.exchange = exchange
        pane.outline = outline
        self.query_one(StatusLine).exchange = exchange

    def _preview_nothing(self) -> None:
        self.workers.cancel_group(self, "preview")
        self._show(None, None)

    def action_search(self) -> None:
        """Goes to the search."""
        self.query_one("#history-search", Input).focus()

    def action_leave(self) -> None:
        """Clears the search, then the selection, then goes back to the workbench."""
        line = self.query_one("#history-search", Input)
        if line.value or (line.has_focus and self.listed.summaries):
            line.value = ""
            self.listed.focus()
        elif self.listed.selected:
            self.listed.unmark_all(self.workspace.clock())
            self.say("")
        else:
            self.dismiss(None)
