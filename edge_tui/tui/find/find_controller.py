"""Decides what each key of the find bar does, and how the matches are worded."""

from edge_tui.tui.find.searchable import Searchable
from edge_tui.tui.find.text_search import Query, count_in_words


class FindController:
    """One search at a time in one searchable.

    Closing returns the cursor to where it was, unless the user went to a match: then it stays there.
    """

    def __init__(self, target: Searchable) -> None:
        self._target = target
        self._query = Query("")
        self._has_gone = False
        self.is_open = False

    def open(self) -> None:
        """Begins a search at the cursor. Opening an open search keeps it."""
        if not self.is_open:
            self.is_open = True
            self._has_gone = False
            self._query = Query("")
            self._target.mark_place()

    def search(self, query: Query) -> None:
        """Searches, if the query is another one."""
        if self.is_open and query != self._query:
            self._query = query
            self._target.search(query)

    def step(self, step: int) -> None:
        """Goes to the next or the previous match, wrapping around."""
        matches = self._target.matches
        reachable = matches.count if matches.shown is None else min(matches.count, matches.shown)
        if not reachable:
            return
        if matches.current is not None:
            number = matches.current + step
        else:
            number = matches.at_cursor if step > 0 else matches.at_cursor - 1
        self._has_gone = True
        self._target.go_to(number % reachable)

    def accept(self) -> None:
        """Goes to the current match, or else to the next one."""
        if self._target.matches.current is None:
            self.step(1)
        else:
            self._has_gone = True

    def close(self) -> None:
        """Ends the search."""
        self._end(stays=self._has_gone)

    def end_in_place(self) -> None:
        """Ends the search of a target that shows something else: its cursor stays."""
        self._end(stays=True)

    def _end(self, *, stays: bool) -> None:
        if self.is_open:
            self.is_open = False
            self._query = Query("")
            self._target.clear(stays=stays)

    @property
    def words(self) -> str:
        """The number of matches: "3 of 17"; empty without a search, and if it failed."""
        matches = self._target.matches
        if not self._query.what or matches.error:
            return ""
        return count_in_words(
            matches.count,
            matches.current,
            is_whole=matches.is_whole,
            shown=matches.shown,
            is_cut=matches.is_cut,
        )

    @property
    def error(self) -> str:
        """Why the search failed, as one sentence; empty if it didn't."""
        return self._target.matches.error if self._query.what else ""
