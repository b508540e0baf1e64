"""A searchable view of a text of any length."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input

from edge_tui.tui.textview.long_text import Passage
from edge_tui.tui.textview.text_rows import TextRows

if TYPE_CHECKING:
    from edge_tui.tui.textview.find_line import FindLine
    from edge_tui.tui.textview.text_finder import TextFinder


class TextView(Vertical):
    """Rows of text, and below them the find line once it is opened."""

    DEFAULT_CSS = "TextView { height: 1fr; }"

    def __init__(self, view_id: str | None = None, *, can_focus: bool = True, waits: bool = False) -> None:
        super().__init__(id=view_id)
        self.rows = TextRows(waits=waits)
        self.rows.can_focus = can_focus
        self._line: TextFinder | None = None

    def compose(self) -> ComposeResult:
        """The rows; the find line is mounted when first opened, because most texts are never searched."""
        yield self.rows

    @property
    def width(self) -> int:
        """The width of a row in cells."""
        return self.rows.scrollable_content_region.width

    def show(self, passages: Iterable[Passage], *, keep_place: bool = False) -> None:
        """Shows another text and closes the search; `keep_place` keeps the scroll position."""
        if self._line is not None:
            self._line.close()
        self.rows.show(passages, keep_place=keep_place)

    async def find(self) -> None:
        """Opens the find line."""
        if self._line is None:
            from edge_tui.tui.textview.text_finder import TextFinder

            self._line = TextFinder()
            await self.mount(self._line)
        self._line.take_focus()

    async def on_text_rows_find_asked(self, event: TextRows.FindAsked) -> None:
        """Opens the find line."""
        event.stop()
        await self.find()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Searches again with each key; the last key's search is abandoned."""
        event.stop()
        if self._line is not None and self._line.display:
            self.rows.find(event.value)

    def on_text_rows_counted(self, event: TextRows.Counted) -> None:
        """Shows the number of hits, and which one is current."""
        event.stop()
        hits, current = self.rows.hits, self.rows.current
        if self._line is None:
            return
        if hits is None:
            self._line.show_result("")
            return
        from edge_tui.tui.textview.text_search import count_in_words

        self._line.show_result(count_in_words(hits.count, current, is_whole=hits.is_whole))

    def on_find_line_left(self, event: "FindLine.Left") -> None:
        """Ends the search."""
        event.stop()
        self.rows.find("")
        self.rows.focus()

    def on_find_line_done(self, event: "FindLine.Done") -> None:
        """Moves on to the text."""
        event.stop()
        self.rows.focus()
