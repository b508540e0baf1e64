"""A text of any length to read, and to find in."""

from collections.abc import Iterable

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input

from edge_tui.tui.textview.find_line import FindLine
from edge_tui.tui.textview.long_text import Passage
from edge_tui.tui.textview.text_rows import TextRows


class TextView(Vertical):
    """Rows of text, and below them, once it is wanted, a line to find with."""

    DEFAULT_CSS = "TextView { height: 1fr; }"

    def __init__(self, view_id: str | None = None, *, can_focus: bool = True, waits: bool = False) -> None:
        super().__init__(id=view_id)
        self.rows = TextRows(waits=waits)
        self.rows.can_focus = can_focus
        self._line: _TextFinder | None = None

    def compose(self) -> ComposeResult:
        """The rows; the line is made when it is first wanted, for most texts are never searched."""
        yield self.rows

    @property
    def width(self) -> int:
        """How many cells a row has."""
        return self.rows.scrollable_content_region.width

    def show(self, passages: Iterable[Passage], *, keep_place: bool = False) -> None:
        """Shows another text, from its beginning or where the one before stood; nothing is looked for in it yet."""
        if self._line is not None:
            self._line.close()
        self.rows.show(passages, keep_place=keep_place)

    async def find(self) -> None:
        """Opens the line to find with."""
        if self._line is None:
            self._line = _TextFinder()
            await self.mount(self._line)
        self._line.take_focus()

    async def on_text_rows_find_asked(self, event: TextRows.FindAsked) -> None:
        """Opens the line to find with."""
        event.stop()
        await self.find()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Looks anew with each letter; what the last one began is given up."""
        event.stop()
        if self._line is not None and self._line.display:
            self.rows.find(event.value)

    def on_text_rows_counted(self, event: TextRows.Counted) -> None:
        """Says how many there are, and which of them is in front."""
        event.stop()
        hits, current = self.rows.hits, self.rows.current
        if self._line is None:
            return
        if hits is None:
            self._line.say("")
            return
        so_far = "" if hits.is_whole else " so far"
        number = "" if current is None else f"{current + 1:,} of "
        self._line.say(f"{number}{hits.count:,}{so_far}" if hits.count or so_far else "none")

    def on_find_line_left(self, event: FindLine.Left) -> None:
        """Looks for nothing any more."""
        event.stop()
        self.rows.find("")
        self.rows.focus()

    def on_find_line_done(self, event: FindLine.Done) -> None:
        """Goes on in the text."""
        event.stop()
        self.rows.focus()


class _TextFinder(FindLine):
    PLACEHOLDER = "find in this text"
