"""A searchable view of a text of any length."""

from collections.abc import Iterable

from textual.app import ComposeResult
from textual.containers import Vertical

from edge_tui.tui.find.find_bar import FindBar
from edge_tui.tui.textview.long_text import Passage
from edge_tui.tui.textview.text_rows import TextRows


class TextView(Vertical):
    """Rows of text, and below them the find bar."""

    DEFAULT_CSS = "TextView { height: 1fr; }"

    def __init__(
        self, view_id: str | None = None, *, can_focus: bool = True, waits: bool = False, copies_all: bool = True
    ) -> None:
        super().__init__(id=view_id)
        self.rows = TextRows(waits=waits, copies_all=copies_all)
        self.rows.can_focus = can_focus
        self._bar = FindBar(self.rows, lambda: self.rows, to_the_matches=True)

    def compose(self) -> ComposeResult:
        """The rows and the find bar."""
        yield self.rows
        yield self._bar

    @property
    def width(self) -> int:
        """The width of a row in cells."""
        return self.rows.scrollable_content_region.width

    @property
    def is_searching(self) -> bool:
        """Whether the find bar is open."""
        return self._bar.controller.is_open

    def show(self, passages: Iterable[Passage], *, keep_place: bool = False) -> None:
        """Shows another text and closes the search; `keep_place` keeps the scroll position."""
        self._bar.end_in_place()
        self.rows.show(passages, keep_place=keep_place)

    async def find(self) -> None:
        """Opens the find bar."""
        await self._bar.open()

    async def on_text_rows_find_asked(self, event: TextRows.FindAsked) -> None:
        """Opens the find bar."""
        event.stop()
        await self.find()

    def on_text_rows_match_asked(self, event: TextRows.MatchAsked) -> None:
        """Goes to the next or the previous match."""
        event.stop()
        self._bar.action_step(event.step)

    def on_text_rows_counted(self, event: TextRows.Counted) -> None:
        """Shows the number of hits, and which one is current."""
        event.stop()
        self._bar.update()
