"""The timeline's lines in order: by page, then by time. Keeps up with what arrives, filters, and can be held still."""

from bisect import insort
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from edge_tui.model.origin import Page
from edge_tui.tui.capture.filter import NO_FILTER, Filter
from edge_tui.tui.capture.rows import CallRow, Entry, PageRow, Row

NO_PAGE = Page("", 0)


@dataclass(slots=True)
class _Group:
    """A page with the entries on it, in the order of time."""

    heading: PageRow
    entries: list[Entry] = field(default_factory=list)


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

    def put(self, changes: Iterable[PageRow | Entry]) -> None:
        """Adds lines, or replaces those with the same key."""
        for change in changes:
            is_known = change.number in self._groups if isinstance(change, PageRow) else change.key in self._known
            if self._is_held and not is_known:
                self._waiting[change.key] = change
            elif isinstance(change, PageRow):
                self._put_page(change)
            else:
                self._put_entry(change)
        self._rows = None

    def remove(self, keys: Iterable[str]) -> None:
        """Takes entries away, and the heading of a page whose calls have all left."""
        for key in keys:
            self._waiting.pop(key, None)
            entry = self._known.pop(key, None)
            if entry is not None:
                entries = self._groups[entry.number].entries
                # The first ones leave first.
                entries.remove(entry)
                if isinstance(entry, CallRow) and not entries and entry.number < max(self._groups):
                    del self._groups[entry.number]
                self._rows = None

    def _put_page(self, heading: PageRow) -> None:
        group = self._groups.get(heading.number)
        if group is None:
            self._groups[heading.number] = _Group(heading)
        else:
            group.heading = heading

    def _put_entry(self, entry: Entry) -> None:
        before = self._known.get(entry.key)
        if before is not None:
            entries = self._groups[before.number].entries
            index = next(index for index, each in enumerate(entries) if each.key == entry.key)
            if before.number == entry.number and before.at == entry.at:
                entries[index] = entry
                self._known[entry.key] = entry
                return
            del entries[index]
        self._known[entry.key] = entry
        if entry.number not in self._groups:
            self._put_page(PageRow(replace(NO_PAGE, number=entry.number)))
        insort(self._groups[entry.number].entries, entry, key=lambda each: each.at)

    # Holding still.

    @property
    def is_held(self) -> bool:
        """Whether new lines wait."""
        return self._is_held

    @property
    def waiting_calls(self) -> int:
        """The calls that came since the list is held."""
        return sum(isinstance(each, CallRow) for each in self._waiting.values())

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

    @property
    def is_narrowed(self) -> bool:
        """Whether there is a filter."""
        return self._filter is not NO_FILTER

    @property
    def rows(self) -> list[Row]:
        """The lines that match, below the heading of their page; a page without any is left out when filtered."""
        if self._rows is None:
            self._rows = list(self._list())
        return self._rows

    def _list(self) -> Iterable[Row]:
        for number in sorted(self._groups):
            group = self._groups[number]
            calls = sum(isinstance(each, CallRow) for each in group.entries)
            heading = group.heading if group.heading.calls == calls else replace(group.heading, calls=calls)
            group.heading = heading
            if self._filter is NO_FILTER:
                yield heading
                yield from group.entries
                continue
            matching = [each for each in group.entries if self._filter.matches(each, heading)]
            if matching:
                yield heading
                yield from matching

    @property
    def calls(self) -> list[CallRow]:
        """The calls shown, in order."""
        return [row for row in self.rows if isinstance(row, CallRow)]

    @property
    def all_calls(self) -> list[CallRow]:
        """Every call but those that wait, in order."""
        return [call for number in sorted(self._groups) for call in self.calls_of(number)]

    @property
    def pages(self) -> list[PageRow]:
        """The headings of all pages, in order."""
        return [self._groups[number].heading for number in sorted(self._groups) if number]

    def calls_of(self, number: int) -> list[CallRow]:
        """The calls of a page, in order."""
        group = self._groups.get(number)
        return [each for each in group.entries if isinstance(each, CallRow)] if group else []

    def find(self, key: str) -> Entry | None:
        """The entry of a key."""
        return self._known.get(key)
