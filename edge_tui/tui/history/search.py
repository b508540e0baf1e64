"""What a search of history finds, page by page, and how much of history is indexed."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from edge_tui.model.errors import SetupError
from edge_tui.model.exchange import Summary
from edge_tui.tui.in_thread import IsUnwanted, in_thread

PAGE_SIZE = 200
# After this many more were indexed, a search that found little is repeated.
_REPEAT_AFTER = 10_000
_ID = re.compile(r"[0-9a-fA-F]{6,}[0-9a-fA-F-]*")


class SearchableHistory(Protocol):
    """What a search needs of history. Each raises `SetupError` where the file cannot be read."""

    def search(
        self, text: str, now: datetime, limit: int, before: int | None, is_unwanted: IsUnwanted, /
    ) -> list[Summary]:
        """The newest exchanges found, before a `Summary.key`."""

    def unknown_terms(self, text: str, /, *, is_whole: bool = True) -> str:
        """Which fields of a search aren't known, in a sentence; empty if all are."""

    def summary(self, request_id: str, /) -> Summary | None:
        """The exchange with an id, or with the only id that starts like this."""

    def count(self) -> int:
        """The number of exchanges."""

    def size_bytes(self) -> int:
        """The size of the file."""

    def unindexed(self) -> int:
        """How many exchanges are not searched by words yet."""

    def index_some(self) -> int:
        """Indexes some of those; 0 once there are none."""

    def stamp(self) -> tuple[tuple[int, int], ...]:
        """A cheap change token of the file."""


@dataclass(frozen=True, slots=True)
class Page:
    """Exchanges that a search found, newest first.

    `is_first` starts a list, otherwise it continues one. `is_same_search` says that the list before
    was of the same search: the cursor stays. `totals` are the size and the number of all exchanges.
    """

    summaries: list[Summary]
    is_first: bool
    is_same_search: bool
    totals: str


class SearchView(Protocol):
    """What shows a search."""

    def show_page(self, page: Page) -> None:
        """Lists what was found."""

    def show_search_error(self, error: SetupError) -> None:
        """Says why nothing could be searched; the list stays."""

    def start_indexing(self) -> object:
        """Starts `HistorySearch.index_the_rest` in the background."""

    def search_again(self) -> None:
        """Repeats the search."""


class HistorySearch:
    """Searches history in threads, so that no key waits for the database.

    `ask` and `ask_for_more` say what is wanted next, `fetch` gets it: one fetch at a time, and a new one
    cancels the one before. `clock` gives an aware moment.
    """

    def __init__(self, history: SearchableHistory, view: SearchView, clock: Callable[[], datetime]) -> None:
        self._history = history
        self._view = view
        self._clock = clock
        self.text = ""
        self._before: int | None = None
        self._shown_text: str | None = None
        self._is_complete = False
        self._is_fetching = False
        self._unindexed = 0
        self._stamp = history.stamp()

    @property
    def is_outdated(self) -> bool:
        """Whether history has changed since it was searched, and no fetch or indexing is about to show that."""
        return not self._is_fetching and not self._unindexed and self._history.stamp() != self._stamp

    @property
    def progress(self) -> str:
        """How much is not indexed yet; empty when all is."""
        if not self._unindexed:
            return ""
        return f"{self._unindexed:,} older exchanges aren't indexed yet, so they aren't searched."

    @property
    def notice(self) -> str:
        """Which fields of the search that is shown aren't known, and which are; empty if all are."""
        return self._history.unknown_terms(self._shown_text or "", is_whole=False)

    def ask(self, text: str) -> None:
        """Makes the next fetch the first page of a search."""
        self._stamp = self._history.stamp()
        self.text = text.strip()
        self._before = None
        self._is_fetching = True

    def ask_for_more(self, last: Summary) -> bool:
        """Makes the next fetch the page after an exchange; False when there is nothing to fetch or a fetch runs."""
        if self._is_complete or self._is_fetching:
            return False
        self._before = last.key
        self._is_fetching = True
        return True

    async def fetch(self) -> None:
        """Fetches what was asked for, and shows it."""
        text, before = self.text, self._before

        def read(is_unwanted: IsUnwanted) -> tuple[list[Summary], bool, str, int]:
            history = self._history
            found = [] if before else self._with_id(text)
            is_complete = bool(found)
            if not found:
                found = history.search(text, self._clock(), PAGE_SIZE, before, is_unwanted)
                is_complete = len(found) < PAGE_SIZE
            totals = f"{history.count():,} · {history.size_bytes() / 1_000_000:.1f} MB"
            return found, is_complete, totals, history.unindexed() if text else 0

        try:
            found, self._is_complete, totals, unindexed = await in_thread(read)
        except SetupError as error:
            self._is_fetching = False
            self._view.show_search_error(error)
            return
        self._is_fetching = False
        is_same_search = before is None and self._shown_text == text
        self._shown_text = text
        must_index = unindexed > 0 and not self._unindexed
        self._unindexed = self._unindexed or unindexed
        self._view.show_page(Page(found, before is None, is_same_search, totals))
        if must_index:
            self._view.start_indexing()

    def _with_id(self, text: str) -> list[Summary]:
        """The exchange that a pasted id names, in either form, or the start of one."""
        if not _ID.fullmatch(text):
            return []
        try:
            summary = self._history.summary(text)
        except SetupError:
            # Several start like this: the search lists them.
            return []
        return [summary] if summary else []

    async def index_the_rest(self) -> None:
        """Indexes what the search could not look at, and repeats it now and then."""
        repeated_at = self._unindexed
        try:
            while done := await in_thread(lambda _: self._history.index_some()):
                self._unindexed = max(self._unindexed - done, 1)
                if repeated_at - self._unindexed >= _REPEAT_AFTER:
                    repeated_at = self._unindexed
                    self._repeat()
        except SetupError:
            # Where nothing can be written, what is indexed is searched, and `progress` says that the rest is not.
            return
        self._unindexed = 0
        self._repeat()

    def _repeat(self) -> None:
        """The newest were indexed first: only a list that ended too early has more to show."""
        if self._is_complete and self.text:
            self._view.search_again()
