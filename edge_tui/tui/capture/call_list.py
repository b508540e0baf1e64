"""The timeline as a list that draws only the rows in sight: what arrives costs the rows that it changes."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice, takewhile
from time import monotonic

from rich.style import Style
from textual import events
from textual.binding import Binding
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from edge_tui.tui.capture.lines import line_of
from edge_tui.tui.capture.row_lines import RowLines
from edge_tui.tui.capture.rows import CallRow, PageRow, Row
from edge_tui.tui.capture.selection import Selection
from edge_tui.tui.capture.throttle import Throttle
from edge_tui.tui.textual_frames import fit_scrollbars, scrolled_size
from edge_tui.tui.themes import colors

# A list that is at least so high has a blank line between pages.
_AIRY_HEIGHT = 26
# Of a list that scrolls as rows come, only new rows are drawn.
_MAX_DRAWN = 200


class CallList(ScrollView, can_focus=True):
    """Shows rows, one of them under the cursor; the cursor stays on its row when others come before it.

    On the last row it follows what arrives.
    """

    COMPONENT_CLASSES = {"call-list--cursor", "call-list--heading", "call-list--badge"}
    DEFAULT_CSS = """
    CallList {
        height: 1fr;
        overflow-x: hidden;
        overflow-y: scroll;
        scrollbar-background: transparent;
        scrollbar-size-vertical: 1;
        background: transparent;
        & > .call-list--cursor { background: $block-cursor-blurred-background; }
        &:focus > .call-list--cursor { background: $block-cursor-background; text-style: $cursor-row-style; }
        & > .call-list--heading { background: $panel; }
        & > .call-list--badge { background: $primary; color: $on-fill; text-style: bold; }
        &:focus { background-tint: $foreground 0%; }
    }
    """
    BINDINGS = [
        Binding("j,down", "move(1)", "Down", show=False),
        Binding("k,up", "move(-1)", "Up", show=False),
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
            "pagedown",
            "move_screen(1)",
            "Page down",
            show=False,
            id="capture.screen.down",
            tooltip="Move the cursor down by a screen",
        ),
        Binding(
            "pageup",
            "move_screen(-1)",
            "Page up",
            show=False,
            id="capture.screen.up",
            tooltip="Move the cursor up by a screen",
        ),
        Binding("home", "go_to_end(False)", "First row", show=False, id="capture.first", tooltip="Go to the first row"),
        Binding("end", "go_to_end(True)", "Last row", show=False, id="capture.last", tooltip="Go to the last row"),
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

    @dataclass
    class Chosen(Message):
        """The user wants to see the row under the cursor."""

        row: Row

    class Marked(Message):
        """The selection has changed."""

    virtual_size = scrolled_size(repaint=False)

    def __init__(self, selection: Selection | None = None, list_id: str = "calls") -> None:
        super().__init__(id=list_id)
        self.selection = Selection() if selection is None else selection
        self.rows: Sequence[Row] = ()
        self._cursor = 0
        self._headings: Sequence[int] = ()
        self._lines = RowLines()
        # Rows that come below what is in sight change the scrollbar alone, and that only now and then.
        self._size_pace = Throttle(self._fit, self.set_timer, monotonic)
        self._drawn: dict[str, tuple[Row, bool, bool, int, Style, Strip]] = {}

    def watch_virtual_size(self) -> None:
        """Fits the scrollbar."""
        fit_scrollbars(self)

    def on_resize(self) -> None:
        """Keeps the cursor in sight."""
        self._lines = self._lines_now()
        self._fit(self._lines.count)
        self.refresh()
        self._keep_in_sight()

    def _lines_now(self) -> RowLines:
        return RowLines(self.rows, self._headings if self._height >= _AIRY_HEIGHT else ())

    @property
    def _width(self) -> int:
        return self.scrollable_content_region.width

    @property
    def _height(self) -> int:
        return self.scrollable_content_region.height

    @property
    def cursor(self) -> int:
        """The index of the row under the cursor."""
        return self._cursor

    @property
    def under_cursor(self) -> Row | None:
        """The row under the cursor."""
        return self.rows[self._cursor] if self._cursor < len(self.rows) else None

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
        lines, line = self._lines, self._lines.line_of(self._cursor)
        follows = self._cursor >= len(before) - 1 and not keeps_row
        at_top = not before
        self.rows, self._headings = rows, headings
        self._lines = self._lines_now()
        top = self.scroll_offset.y
        moved = 0
        if not at_top and row is not None:
            index = len(rows) - 1 if follows else self._index_of(row)
            moved = 0 if follows or index is None else self._lines.line_of(index) - line
            self._cursor = min(self._cursor if index is None else index, len(rows) - 1)
        self._cursor = max(self._cursor, 0)
        if at_top:
            self._cursor = self._first_entry()
        if follows or moved or self._lines.count <= top + self._height or len(rows) < len(before):
            self._size_pace.now(self._lines.count)
        else:
            self._size_pace.soon(self._lines.count)
        if moved:
            self.scroll_to(y=max(top + moved, 0), animate=False, force=True)
        else:
            self._redraw_changed(lines, top)
        if (follows or (keeps_row and not moved)) and not at_top:
            self._keep_in_sight()
        current = self.under_cursor
        if current is not row:
            self.post_message(self.Highlighted(current, is_by_arrival=is_by_arrival))

    def _fit(self, count: int) -> None:
        self.virtual_size = Size(self._width, count)

    def _index_of(self, row: Row) -> int | None:
        """Where the row that was under the cursor is now, by its key."""
        if self._cursor < len(self.rows) and self.rows[self._cursor].key == row.key:
            return self._cursor
        return next((index for index, each in enumerate(self.rows) if each.key == row.key), None)

    def _first_entry(self) -> int:
        return next((index for index, each in enumerate(self.rows) if not isinstance(each, PageRow)), 0)

    def _redraw_changed(self, before: RowLines, top: int) -> None:
        width, after = self._width, self._lines
        changed = [
            Region(0, line - top, width, 1)
            for line in range(top, top + self._height)
            if before.row_at(line) is not after.row_at(line)
        ]
        if changed:
            self.refresh(*changed)

    def go_to(self, key: str) -> bool:
        """Puts the cursor on the row of a key; False if it isn't listed."""
        index = next((index for index, each in enumerate(self.rows) if each.key == key), None)
        if index is not None:
            self._move_to(index)
        return index is not None

    def _move_to(self, index: int) -> None:
        index = min(max(index, 0), max(len(self.rows) - 1, 0))
        if index == self._cursor:
            return
        top, width = self.scroll_offset.y, self._width
        if self._lines.line_of(index) >= self.virtual_size.height:
            self._size_pace.now(self._lines.count)
        old, self._cursor = self._cursor, index
        self.refresh(*(Region(0, self._lines.line_of(each) - top, width, 1) for each in (old, index)))
        self._keep_in_sight()
        self.post_message(self.Highlighted(self.under_cursor))

    def _keep_in_sight(self) -> None:
        top, height = self.scroll_offset.y, self._height
        if height <= 0:
            return
        # The heading of a page comes into sight with its first call.
        first = self._cursor - 1 if self._cursor and isinstance(self.rows[self._cursor - 1], PageRow) else self._cursor
        line = self._lines.line_of(self._cursor)
        if self._lines.line_of(first) < top:
            self.scroll_to(y=self._lines.line_of(first), animate=False, force=True)
        elif line >= top + height:
            self.scroll_to(y=line - height + 1, animate=False, force=True)

    def render_line(self, y: int) -> Strip:
        """A row as it is drawn."""
        index, width = self._lines.index_at(self.scroll_offset.y + y), self._width
        base = self.rich_style
        if index is None:
            return Strip.blank(width, base)
        row = self.rows[index]
        is_cursor = index == self._cursor
        if is_cursor:
            base += self._ground("call-list--cursor")
        elif isinstance(row, PageRow):
            base += self._ground("call-list--heading")
        is_marked = row.key in self.selection
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

    def _ground(self, component: str) -> Style:
        return Style(bgcolor=self.get_component_rich_style(component).bgcolor)

    def apply_theme(self) -> None:
        """Draws every row in the colors of the theme."""
        self._drawn.clear()
        self.refresh()

    # Keys and the mouse.

    def action_move(self, step: int) -> None:
        """Moves the cursor."""
        self._move_to(self._cursor + step)

    def action_move_screen(self, step: int) -> None:
        """Moves the cursor by a screenful."""
        self._move_to(self._cursor + step * max(self._height - 1, 1))

    def action_go_to_end(self, bottom: bool) -> None:
        """Moves the cursor to the first or the last row."""
        self._move_to(len(self.rows) - 1 if bottom else 0)

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
