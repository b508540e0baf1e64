"""The timeline as a list that draws only the rows in sight: what arrives costs the rows that it changes."""

from collections.abc import Sequence
from dataclasses import dataclass
from time import monotonic

from rich.style import Style
from textual import events
from textual.binding import Binding
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from edge_tui.tui.capture.lines import line_of
from edge_tui.tui.capture.rows import PageRow, Row
from edge_tui.tui.capture.throttle import Throttle
from edge_tui.tui.textual_frames import fit_scrollbars, scrolled_size
from edge_tui.tui.themes import colors

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
        &:focus > .call-list--cursor { background: $block-cursor-background; }
        & > .call-list--heading { background: $panel; }
        & > .call-list--badge { background: $primary; color: $background; text-style: bold; }
        &:focus { background-tint: $foreground 0%; }
    }
    """
    BINDINGS = [
        Binding("j,down", "move(1)", "Down", show=False),
        Binding("k,up", "move(-1)", "Up", show=False),
        Binding("J", "next_page(1)", "Next page", tooltip="Next page of the visit", id="capture.page.next"),
        Binding("K", "next_page(-1)", "Previous page", show=False, id="capture.page.previous"),
        Binding("pagedown", "move_screen(1)", "Page down", show=False, id="capture.screen.down"),
        Binding("pageup", "move_screen(-1)", "Page up", show=False, id="capture.screen.up"),
        Binding("home", "go_to_end(False)", "First row", show=False, id="capture.first"),
        Binding("end", "go_to_end(True)", "Last row", show=False, id="capture.last"),
        Binding("enter", "choose", "Open", tooltip="Go to the call", id="capture.open"),
    ]
    HELP = (
        "What the site sends, by page: seconds since the page was loaded, action, event, status, time, and what is "
        "known about it. A call is shown as soon as it is made. ↩ was sent as the page went, ◌ was tried and never "
        "sent. / filters: words, or type: page: status: ds: tab: finding: blocked unload waiting tried; a minus "
        "excludes."
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

    virtual_size = scrolled_size(repaint=False)

    def __init__(self, list_id: str = "calls") -> None:
        super().__init__(id=list_id)
        self.rows: Sequence[Row] = ()
        self._cursor = 0
        # Rows that come below what is in sight change the scrollbar alone, and that only now and then.
        self._size_pace = Throttle(self._fit, self.set_timer, monotonic)
        self._drawn: dict[str, tuple[Row, bool, int, Style, Strip]] = {}

    def watch_virtual_size(self) -> None:
        """Fits the scrollbar."""
        fit_scrollbars(self)

    def on_resize(self) -> None:
        """Keeps the cursor in sight."""
        self._fit(len(self.rows))
        self._keep_in_sight()

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

    def show(self, rows: Sequence[Row]) -> None:
        """Shows other rows; only those in sight that are others than before are drawn."""
        before, row = self.rows, self.under_cursor
        follows = self._cursor >= len(before) - 1
        at_top = not before
        self.rows = rows
        top = self.scroll_offset.y
        moved = 0
        if not at_top and row is not None:
            index = self._index_of(row, len(rows) - 1 if follows else self._cursor)
            moved = 0 if follows or index is None else index - self._cursor
            self._cursor = (
                len(rows) - 1 if follows and rows else min(self._cursor if index is None else index, len(rows) - 1)
            )
        self._cursor = max(self._cursor, 0)
        if at_top:
            self._cursor = self._first_entry()
        if follows or moved or len(rows) <= top + self._height or len(rows) < len(before):
            self._size_pace.now(len(rows))
        else:
            self._size_pace.soon(len(rows))
        if moved:
            self.scroll_to(y=max(top + moved, 0), animate=False, force=True)
        else:
            self._redraw_changed(before, rows, top)
        if follows and not at_top:
            self._keep_in_sight()
        current = self.under_cursor
        if current is not row:
            self.post_message(self.Highlighted(current, is_by_arrival=True))

    def _fit(self, count: int) -> None:
        self.virtual_size = Size(self._width, count)

    def _index_of(self, row: Row, near: int) -> int | None:
        """Where a row is now, by its key."""
        if 0 <= near < len(self.rows) and self.rows[near].key == row.key:
            return near
        return next((index for index, each in enumerate(self.rows) if each.key == row.key), None)

    def _first_entry(self) -> int:
        return next((index for index, each in enumerate(self.rows) if not isinstance(each, PageRow)), 0)

    def _redraw_changed(self, before: Sequence[Row], after: Sequence[Row], top: int) -> None:
        width = self._width
        changed = [
            Region(0, index - top, width, 1)
            for index in range(top, top + self._height)
            if (before[index] if index < len(before) else None) is not (after[index] if index < len(after) else None)
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
        self._fit(len(self.rows))
        old, self._cursor = self._cursor, index
        self.refresh(Region(0, old - top, width, 1), Region(0, index - top, width, 1))
        self._keep_in_sight()
        self.post_message(self.Highlighted(self.under_cursor))

    def _keep_in_sight(self) -> None:
        top, height = self.scroll_offset.y, self._height
        if height <= 0:
            return
        # The heading of a page comes into sight with its first call.
        first = self._cursor - 1 if self._cursor and isinstance(self.rows[self._cursor - 1], PageRow) else self._cursor
        if first < top:
            self.scroll_to(y=first, animate=False, force=True)
        elif self._cursor >= top + height:
            self.scroll_to(y=self._cursor - height + 1, animate=False, force=True)

    def render_line(self, y: int) -> Strip:
        """A row as it is drawn."""
        index, width = self.scroll_offset.y + y, self._width
        base = self.rich_style
        if index >= len(self.rows):
            return Strip.blank(width, base)
        row = self.rows[index]
        is_cursor = index == self._cursor
        if is_cursor:
            base += self._ground("call-list--cursor")
        elif isinstance(row, PageRow):
            base += self._ground("call-list--heading")
        known = self._drawn.get(row.key)
        if known is not None and known[0] is row and known[1:4] == (is_cursor, width, base):
            return known[4]
        text = line_of(row, colors(self.app), width, badge=self.get_component_rich_style("call-list--badge"))
        text.end = ""
        text.stylize_before(base)
        strip = Strip(text.render(self.app.console)).adjust_cell_length(width, base)
        if len(self._drawn) >= _MAX_DRAWN:
            self._drawn.clear()
        self._drawn[row.key] = row, is_cursor, width, base, strip
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
        indexes = [index for index, row in enumerate(self.rows) if isinstance(row, PageRow)]
        wanted = [index for index in indexes if (index - self._cursor) * step > 0]
        if wanted:
            self._move_to(min(wanted, key=lambda index: abs(index - self._cursor)))

    def action_choose(self) -> None:
        """Asks to see the row under the cursor."""
        if (row := self.under_cursor) is not None:
            self.post_message(self.Chosen(row))

    def on_click(self, event: events.Click) -> None:
        """Puts the cursor on the row; again, asks to see it."""
        event.stop()
        index = self.scroll_offset.y + event.y
        if index >= len(self.rows):
            return
        if index == self._cursor:
            self.action_choose()
        else:
            self._move_to(index)
