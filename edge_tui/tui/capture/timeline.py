"""The timeline's lines in order: by page, then by time. Keeps up with what arrives, filters, and can be held still."""

from bisect import bisect_left, insort
from collections.abc import Container, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from edge_tui.model.origin import Page
from edge_tui.tui.capture.filter import NO_FILTER, Filter
from edge_tui.tui.capture.rows import CallRow, Entry, PageRow, Row

NO_PAGE = Page("", 0)


@dataclass(slots=True)
class _Group:
    """A page with the entries on it, in the order of time, and how many of them are calls.

    `rows` are those that match, below the heading, and how many of them are calls; None when that has changed.
    """

    heading: PageRow
    entries: list[Entry] = field(default_factory=list)
    calls: int = 0
    rows: tuple[list[Row], int] | None = None

    def add(self, entry: Entry) -> None:
        """Puts an entry in its place."""
        insort(self.entries, entry, key=_moment)
        self.calls += isinstance(entry, CallRow)
        self.rows = None

    def replace(self, entry: Entry, by: Entry) -> None:
        """Puts an entry of the same time in the place of one."""
        self.entries[self._index_of(entry)] = by
        self.calls += isinstance(by, CallRow) - isinstance(entry, CallRow)
        self.rows = None

    def remove(self, entry: Entry) -> None:
        """Takes an entry away."""
        del self.entries[self._index_of(entry)]
        self.calls -= isinstance(entry, CallRow)
        self.rows = None

    def _index_of(self, entry: Entry) -> int:
        index = bisect_left(self.entries, entry.at, key=_moment)
        while self.entries[index] is not entry:
            index += 1
        return index


def _moment(entry: Entry) -> datetime:
    return entry.at


def _calls_in(entries: Iterable[Entry | PageRow]) -> list[CallRow]:
    return [each for each in entries if isinstance(each, CallRow)]


class Timeline:
    """Pages and entries may come in any order; an entry with a known key takes the place of the one before.

    While it is held, known entries are completed in place, and new ones wait.
    """

    def __init__(self) -> None:
        self._groups: dict[int, _Group] = {}
        self._known: dict[str, Entry] = {}
        self._waiting: dict[str, Entry | PageRow] = {}
        self._is_held = False
        self._filter: Filter = NO_FILTER
        self._rows: list[Row] | None = None
        self._headings: list[int] = []
        # The headings of pages that aren't listed because their calls have left.
        self._emptied: dict[int, PageRow] = {}

    def put(self, changes: Iterable[PageRow | Entry]) -> None:
        """Adds lines, or replaces those with the same key."""
        for change in changes:
            is_known = change.number in self._groups if isinstance(change, PageRow) else change.key in self._known
            if self._is_held and not is_known:
                self._waiting[change.key] = change
            elif isinstance(change, PageRow) and change.number in self._emptied:
                self._emptied[change.number] = change
            elif isinstance(change, PageRow):
                self._put_page(change)
            else:
                self._put_entry(change)
        self._rows = None

    def remove(self, keys: Iterable[str], left_pages: Container[int] = ()) -> None:
        """Takes entries away, and the heading of a page whose calls have left when none is there any more."""
        for key in keys:
            self._waiting.pop(key, None)
            entry = self._known.pop(key, None)
            if entry is not None:
                group = self._groups[entry.number]
                group.remove(entry)
                if entry.number in left_pages and not group.entries and entry.number < max(self._groups):
                    self._emptied[entry.number] = self._groups.pop(entry.number).heading
                self._rows = None

    def _put_page(self, heading: PageRow) -> None:
        group = self._groups.get(heading.number)
        if group is None:
            self._groups[heading.number] = _Group(heading)
        else:
            group.heading, group.rows = heading, None

    def _put_entry(self, entry: Entry) -> None:
        before = self._known.get(entry.key)
        self._known[entry.key] = entry
        if before is not None:
            group = self._groups[before.number]
            if before.number == entry.number and before.at == entry.at:
                group.replace(before, entry)
                return
            group.remove(before)
        if entry.number not in self._groups:
            heading = self._emptied.pop(entry.number, None)
            self._put_page(heading or PageRow(replace(NO_PAGE, number=entry.number)))
        self._groups[entry.number].add(entry)

    # Holding still.

    @property
    def is_held(self) -> bool:
        """Whether new lines wait."""
        return self._is_held

    @property
    def waiting_calls(self) -> int:
        """The calls that came since the list is held."""
        return len(_calls_in(self._waiting.values()))

    def hold(self) -> None:
        """Lets new lines wait."""
        self._is_held = True

    def release(self) -> None:
        """Shows what waited."""
        self._is_held = False
        waiting, self._waiting = self._waiting, {}
        self.put(waiting.values())

    # What is shown.

    def narrow(self, wanted: Filter) -> None:
        """Shows only the lines that match."""
        self._filter = wanted
        self._rows = None
        for group in self._groups.values():
            group.rows = None

    @property
    def is_narrowed(self) -> bool:
        """Whether there is a filter."""
        return self._filter is not NO_FILTER

    @property
    def rows(self) -> list[Row]:
        """The lines that match, below the heading of their page; a page without any is left out when filtered."""
        if self._rows is None:
            self._rows, self._headings = [], []
            for _, group in sorted(self._groups.items()):
                rows = self._listed(group)[0]
                if rows:
                    self._headings.append(len(self._rows))
                    self._rows += rows
        return self._rows

    @property
    def headings(self) -> list[int]:
        """The indexes of pages in `rows`."""
        return self._headings if self.rows else []

    def _listed(self, group: _Group) -> tuple[list[Row], int]:
        """What is shown of a page, and how many calls; worked out again only after a change of that page."""
        if group.rows is None:
            if group.heading.calls != group.calls:
                group.heading = replace(group.heading, calls=group.calls)
            heading = group.heading
            if self._filter is NO_FILTER:
                group.rows = [heading, *group.entries], group.calls
            else:
                matching = [each for each in group.entries if self._filter.matches(each, heading)]
                rows: list[Row] = [heading, *matching] if matching else []
                group.rows = rows, sum(isinstance(each, CallRow) for each in matching)
        return group.rows

    @property
    def count(self) -> int:
        """How many calls there are but those that wait."""
        return sum(group.calls for group in self._groups.values())

    @property
    def matching(self) -> int:
        """How many calls are shown."""
        return sum(self._listed(group)[1] for group in self._groups.values())

    @property
    def calls(self) -> list[CallRow]:
        """The calls shown, in order."""
        return [row for row in self.rows if isinstance(row, CallRow)]

    @property
    def all_calls(self) -> list[CallRow]:
        """Every call, also those that wait, in order."""
        listed = [call for number in sorted(self._groups) for call in _calls_in(self._groups[number].entries)]
        waiting = _calls_in(self._waiting.values())
        return sorted([*listed, *waiting], key=lambda call: (call.number, call.at)) if waiting else listed

    @property
    def pages(self) -> list[PageRow]:
        """The headings of all pages, in order."""
        return [self._groups[number].heading for number in sorted(self._groups) if number]

    def calls_of(self, number: int) -> list[CallRow]:
        """The calls of a page, also those that wait, in order."""
        group = self._groups.get(number)
        waiting = (call for call in _calls_in(self._waiting.values()) if call.number == number)
        return sorted([*(_calls_in(group.entries) if group else ()), *waiting], key=_moment)

    def find(self, key: str) -> Entry | None:
        """The entry of a key."""
        return self._known.get(key)
