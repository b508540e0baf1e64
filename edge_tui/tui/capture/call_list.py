"""The timeline as a list."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, islice, takewhile

from rich.style import Style
from textual import events
from textual.binding import Binding
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip

from edge_tui.tui.capture.line_list import LineList
from edge_tui.tui.capture.lines import line_of
from edge_tui.tui.capture.row_lines import RowLines
from edge_tui.tui.capture.rows import CallRow, PageRow, Row
from edge_tui.tui.capture.selection import Selection
from edge_tui.tui.themes import colors

# A list that is at least so high has a blank line between pages.
_AIRY_HEIGHT = 26
# Of a list that scrolls as rows come, only new rows are drawn.
_MAX_DRAWN = 200


@dataclass(frozen=True, slots=True)
class Place:
    """Where a recording was left: the cursor on the row of a key, or on the last one, where it follows what arrives.

    `filter` is what narrowed the calls then.
    """

    key: str = ""
    is_last: bool = False
    filter: str = ""


class CallList(LineList[Row]):
    """Shows rows, one of them under the cursor; the cursor stays on its row when others come before it.

    On the last row it follows what arrives, and so it does from the first row that arrives. It begins at `place`,
    else at the first call.
    """

    COMPONENT_CLASSES = {"call-list--cursor", "call-list--heading", "call-list--badge"}
    DEFAULT_CSS = """
    CallList {
        & > .call-list--cursor { background: $block-cursor-blurred-background; }
        &:focus > .call-list--cursor { background: $block-cursor-background; text-style: $cursor-row-style; }
        & > .call-list--heading { background: $panel; }
        & > .call-list--badge { background: $primary; color: $on-fill; text-style: bold; }
    }
    """
    BINDINGS = [
        Binding("J", "next_page(1)", "Next page", tooltip="Go to the next page of the visit", id="capture.page.next"),
        Binding(
            "K",
            "next_page(-1)",
            "Previous page",
            show=False,
            id="capture.page.previous",
            tooltip="Go to the previous page of the visit",
        ),
        Binding(
            "comma", "mark", "Select", tooltip="Select it, to export, delete, save or compare", id="capture.select"
        ),
        Binding("enter", "choose", "Open", tooltip="Go to the call", id="capture.open"),
    ]
    HELP = (
        "What the site sends, by page: seconds since the page was loaded, action, event, status, time, and what is "
        "known about it. A call is shown as soon as it is made. ↩ was sent as the page went, ◌ was tried and never "
        "sent. / filters: words, or type: page: status: ds: tab: finding: blocked unload waiting tried; a minus "
        "excludes. , selects calls, to export, delete, save or compare them."
    )

    @dataclass
    class Highlighted(Message):
        """Another row is under the cursor, or the row has changed; None without rows."""

        row: Row | None
        # Not by a key: rows came, or the row was completed.
        is_by_arrival: bool = False
        # The row that was under the cursor isn't listed any more.
        has_left: bool = False

    @dataclass
    class Chosen(Message):
        """The user wants to see the row under the cursor."""

        row: Row

    class Marked(Message):
        """The selection has changed."""

    def __init__(
        self, selection: Selection | None = None, list_id: str = "calls", *, place: Place | None = None
    ) -> None:
        super().__init__(list_id)
        self._begins_at = place or Place()
        self.selection = Selection() if selection is None else selection
        self._headings: Sequence[int] = ()
        self._drawn: dict[str, tuple[Row, bool, bool, int, Style, Strip]] = {}
        # Worked out once for all rows that are drawn together.
        self._base = self._cursor_base = self._heading_base = Style.null()

    def idle_keys(self) -> Collection[str]:
        """All keys of a list without calls."""
        return () if self.rows else ("capture.page.next", "capture.page.previous", "capture.select", "capture.open")

    def on_resize(self) -> None:
        """Sets pages apart where there is room for air, before what any list does."""
        self._lines = self._lines_of(self.rows, self._headings)

    def _lines_of(self, rows: Sequence[Row], headings: Sequence[int]) -> RowLines[Row]:
        return RowLines(rows, headings if self._height >= _AIRY_HEIGHT else ())

    def show(
        self,
        rows: Sequence[Row],
        headings: Sequence[int],
        *,
        is_by_arrival: bool = False,
        keeps_row: bool = False,
    ) -> None:
        """Shows other rows; only those in sight that are others than before are drawn.

        `headings` are the indexes of pages, in order. `is_by_arrival`: not by a key. `keeps_row`: the cursor stays on
        its row even at the end, because what is below it now was there before.
        """
        before, row = self.rows, self.under_cursor
        follows = self._cursor >= len(before) - 1 and not keeps_row
        self._headings = headings
        index = None
        if not before:
            cursor = max(0, len(rows) - 1) if is_by_arrival else self._first_cursor(rows)
        elif follows:
            cursor = len(rows) - 1
        else:
            index = self._index_of(rows, row)
            cursor = self._cursor if index is None else index
        has_scrolled = self._replace(
            self._lines_of(rows, headings),
            cursor,
            stays=index is not None,
            fits=follows or len(rows) < len(before),
        )
        if before and (follows or (keeps_row and not has_scrolled)):
            self._keep_in_sight()
        current = self.under_cursor
        if current is not row:
            has_left = bool(before) and not follows and index is None
            self.post_message(self.Highlighted(current, is_by_arrival=is_by_arrival, has_left=has_left))

    def _first_cursor(self, rows: Sequence[Row]) -> int:
        """Where the cursor begins in rows that were there before."""
        if self._begins_at.is_last and rows:
            return len(rows) - 1
        left = (index for index, each in enumerate(rows) if each.key == self._begins_at.key)
        first = (index for index, each in enumerate(rows) if not isinstance(each, PageRow))
        return next(chain(left, first), 0)

    @property
    def place(self) -> Place:
        """Where the cursor is, to begin there again."""
        row = self.under_cursor
        return Place(row.key, self._cursor == len(self.rows) - 1) if row is not None else self._begins_at

    def _index_of(self, rows: Sequence[Row], row: Row | None) -> int | None:
        """Where the row that was under the cursor is now, by its key."""
        if row is None:
            return None
        if self._cursor < len(rows) and rows[self._cursor].key == row.key:
            return self._cursor
        return next((index for index, each in enumerate(rows) if each.key == row.key), None)

    def first_of(self, keys: Iterable[str]) -> Row | None:
        """The row of the first key that is listed."""
        listed = {row.key: row for row in self.rows}
        return next((listed[key] for key in keys if key in listed), None)

    def go_to(self, key: str) -> bool:
        """Puts the cursor on the row of a key; False if it isn't listed."""
        index = next((index for index, each in enumerate(self.rows) if each.key == key), None)
        if index is not None:
            self._move_to(index)
        return index is not None

    def _move_to(self, index: int) -> bool:
        has_moved = super()._move_to(index)
        if has_moved:
            self.post_message(self.Highlighted(self.under_cursor))
        return has_moved

    def _first_in_sight(self) -> int:
        """The heading of a page comes into sight with its first call."""
        above = self._cursor - 1
        return above if above >= 0 and isinstance(self.rows[above], PageRow) else self._cursor

    def render_lines(self, crop: Region) -> list[Strip]:
        """The rows in sight."""
        base = self._base = self.rich_style
        self._cursor_base = base + self._ground("call-list--cursor")
        self._heading_base = base + self._ground("call-list--heading")
        return super().render_lines(crop)

    def render_line(self, y: int) -> Strip:
        """A row as it is drawn."""
        index, width = self._lines.index_at(self._top + y), self._row_width
        if index is None:
            return Strip.blank(width, self._base)
        row = self.rows[index]
        is_cursor, is_marked = index == self._cursor, row.key in self.selection
        base = self._cursor_base if is_cursor else self._heading_base if isinstance(row, PageRow) else self._base
        known = self._drawn.get(row.key)
        if known is not None and known[0] is row and known[1:5] == (is_cursor, is_marked, width, base):
            return known[5]
        badge = self.get_component_rich_style("call-list--badge")
        text = line_of(row, colors(self.app), width, badge=badge, is_marked=is_marked)
        text.end = ""
        text.stylize_before(base)
        strip = Strip(text.render(self.app.console)).adjust_cell_length(width, base)
        if len(self._drawn) >= _MAX_DRAWN:
            self._drawn.clear()
        self._drawn[row.key] = row, is_cursor, is_marked, width, base, strip
        return strip

    def apply_theme(self) -> None:
        """Draws every row in the colors of the theme."""
        self._drawn.clear()
        self.refresh()

    # Keys and the mouse.

    def action_next_page(self, step: int) -> None:
        """Moves the cursor to the heading of the next or the previous page."""
        wanted = [index for index in self._headings if (index - self._cursor) * step > 0]
        if wanted:
            self._move_to(min(wanted, key=lambda index: abs(index - self._cursor)))

    def action_mark(self) -> None:
        """Selects or deselects the call under the cursor, and moves on; of a page, its calls that are listed."""
        row = self.under_cursor
        if row is None:
            return
        before = len(self.selection)
        marked = [row] if isinstance(row, CallRow) else self._calls_below(self._cursor)
        self.selection.toggle(marked)
        self.refresh()
        if not isinstance(row, PageRow):
            # Past a heading, on which the key would select all calls of its page.
            following = range(self._cursor + 1, len(self.rows))
            self._move_to(next((each for each in following if not isinstance(self.rows[each], PageRow)), self._cursor))
        if before != len(self.selection):
            self.post_message(self.Marked())

    def _calls_below(self, index: int) -> list[CallRow]:
        """The calls listed below a page's heading; none below another row."""
        if not isinstance(self.rows[index], PageRow):
            return []
        below = takewhile(lambda row: not isinstance(row, PageRow), islice(self.rows, index + 1, None))
        return [row for row in below if isinstance(row, CallRow)]

    def unmark_all(self) -> None:
        """Clears the selection."""
        self.selection.clear()
        self.refresh()
        self.post_message(self.Marked())

    def action_choose(self) -> None:
        """Asks to see the row under the cursor."""
        if (row := self.under_cursor) is not None:
            self.post_message(self.Chosen(row))

    def on_click(self, event: events.Click) -> None:
        """Puts the cursor on the row; again, asks to see it."""
        event.stop()
        index = self._lines.index_at(self.scroll_offset.y + event.y)
        if index is None:
            return
        if index == self._cursor:
            self.action_choose()
        else:
            self._move_to(index)
