"""Finds and replaces in the text of an editor."""

from bisect import bisect_left

from textual.geometry import Offset
from textual.widgets.text_area import Selection

from edge_tui.tui.editor.json_editor import JsonEditor
from edge_tui.tui.find.searchable import Matches
from edge_tui.tui.find.text_search import Hit, Query, SearchResult, search


class EditorSearch:
    """The searchable text of an editor: the match under way is its selection."""

    def __init__(self, area: JsonEditor) -> None:
        self._area = area
        self._query = Query("")
        self._start = 0
        self._place: tuple[str, Selection, Offset] | None = None
        self._last_search: tuple[str, Query] | None = None
        self._found = SearchResult()

    @property
    def matches(self) -> Matches:
        """The matches in the current text, which may have been edited since."""
        hits = self.hits()
        here = self._selected()
        number = bisect_left(hits, here.start, key=lambda hit: hit.start)
        is_on_match = number < len(hits) and hits[number] == here
        return Matches(
            len(hits), number if is_on_match else None, number % len(hits) if hits else 0, error=self._found.error
        )

    def hits(self) -> tuple[Hit, ...]:
        """The matches, which are highlighted; searched once per text and query."""
        this_search = (self._area.text, self._query)
        if this_search != self._last_search:
            self._last_search, self._found = this_search, search(*this_search)
            self._area.show_hits((hit.start, hit.end) for hit in self._found.hits)
        return self._found.hits

    def mark_place(self) -> None:
        """Remembers selection and scroll position."""
        self._place = (self._area.text, self._area.selection, self._area.scroll_offset)
        self._start = self._selected().start

    def search(self, query: Query) -> None:
        """Searches, and selects the first match from the marked place on."""
        self._query = query
        self._select_from(self._start)

    def go_to(self, number: int) -> None:
        """Selects a match."""
        hit = self.hits()[number]
        self._area.select(hit.start, hit.end)

    def clear(self, *, stays: bool) -> None:
        """Removes the highlights. An edited text keeps its cursor."""
        if not stays and self._place is not None and self._place[0] == self._area.text:
            _, self._area.selection, (x, y) = self._place
            self._area.scroll_to(x, y, animate=False)
        self._query = Query("")
        self.hits()

    def replace_one(self, template: str) -> None:
        """Replaces the selected match and selects the next; if none is selected, only selects one.

        Raises `ValueError` for an unknown group.
        """
        number = self.matches.current
        if number is None:
            self._select_from(self._selected().start)
            return
        hit = self.hits()[number]
        replacement = hit.replacement(template)
        self._area.replace_range(hit.start, hit.end, replacement)
        self._select_from(hit.start + len(replacement))

    def replace_all(self, template: str) -> int:
        """Replaces every match as one edit; returns their number. Raises `ValueError` for an unknown group."""
        hits = self.hits()
        if hits:
            pieces, at, text = [], 0, self._area.text
            for hit in hits:
                pieces += [text[at : hit.start], hit.replacement(template)]
                at = hit.end
            self._area.set_text_minimal("".join([*pieces, text[at:]]))
        return len(hits)

    def _select_from(self, offset: int) -> None:
        hits = self.hits()
        if hits:
            self.go_to(bisect_left(hits, offset, key=lambda hit: hit.start) % len(hits))

    def _selected(self) -> Hit:
        return Hit(*self._area.selected_offsets)
