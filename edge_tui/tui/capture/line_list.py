"""A list with a cursor that draws only the lines in sight: what arrives costs the lines that it changes."""

from collections.abc import Container, Sequence
from time import monotonic
from typing import Generic, TypeVar

from rich.style import Style
from textual.binding import Binding
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from edge_tui.tui.capture.row_lines import RowLines
from edge_tui.tui.capture.throttle import Throttle
from edge_tui.tui.textual_layouts import fit_scrollbars, scrolled_size

_Row = TypeVar("_Row")


class LineList(ScrollView, Generic[_Row], can_focus=True):
    """Rows one below the other; those that are the same objects as before are drawn as before."""

    DEFAULT_CSS = """
    LineList {
        height: 1fr;
        overflow-x: hidden;
        overflow-y: scroll;
        scrollbar-background: transparent;
        scrollbar-size-vertical: 1;
        background: transparent;
        &:focus { background-tint: $foreground 0%; }
    }
    """

    BINDINGS = [
        Binding("j,down", "move(1)", "Down", show=False),
        Binding("k,up", "move(-1)", "Up", show=False),
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
    ]

    virtual_size = scrolled_size(repaint=False)

    def __init__(self, list_id: str) -> None:
        super().__init__(id=list_id)
        self._cursor = 0
        self._lines: RowLines[_Row] = RowLines()
        # Worked out once for all rows that are drawn together.
        self._row_width = self._top = 0
        # Rows that come below what is in sight change the scrollbar alone, and that only now and then.
        self._size_pace = Throttle(self._fit, self.set_timer, monotonic)

    def watch_virtual_size(self) -> None:
        """Fits the scrollbar."""
        fit_scrollbars(self)

    def on_resize(self) -> None:
        """Keeps the cursor in sight."""
        self._fit(self._lines.count)
        self.refresh()
        self._keep_in_sight()

    def render_lines(self, crop: Region) -> list[Strip]:
        """The rows in sight."""
        self._row_width, self._top = self._width, self.scroll_offset.y
        return super().render_lines(crop)

    @property
    def _width(self) -> int:
        return self.scrollable_content_region.width

    @property
    def _height(self) -> int:
        return self.scrollable_content_region.height

    @property
    def rows(self) -> Sequence[_Row]:
        """What is listed."""
        return self._lines.rows

    @property
    def cursor(self) -> int:
        """The index of the row under the cursor."""
        return self._cursor

    @property
    def under_cursor(self) -> _Row | None:
        """The row under the cursor."""
        return self.rows[self._cursor] if self._cursor < len(self.rows) else None

    def _replace(self, lines: RowLines[_Row], cursor: int, *, stays: bool, fits: bool) -> bool:
        """Shows other rows, and draws the lines in sight that are others than before. Whether the list has scrolled.

        `stays`: the row under the cursor stays on its line of the screen. `fits`: the scrollbar follows at once.
        """
        before, top = self._lines, self.scroll_offset.y
        cursor = max(min(cursor, len(lines.rows) - 1), 0)
        old_cursor, old_line, line = self._cursor, before.line_of(self._cursor), lines.line_of(cursor)
        moved = line - old_line if stays else 0
        self._lines, self._cursor = lines, cursor
        is_fitted = fits or bool(moved) or lines.count <= top + self._height
        (self._size_pace.now if is_fitted else self._size_pace.soon)(lines.count)
        scrolled_top = min(max(top + moved, 0), max(lines.count - self._height, 0)) if moved else top
        if scrolled_top != top:
            self.scroll_to(y=scrolled_top, animate=False, force=True)
        else:
            cursors = {*before.lines_of(old_cursor), *lines.lines_of(cursor)} if old_line != line else ()
            self._redraw_changed(before, cursors)
        return scrolled_top != top

    def _fit(self, count: int) -> None:
        self.virtual_size = Size(self._width, count)

    def _redraw_changed(self, before: RowLines[_Row], others: Container[int]) -> None:
        top, after = self.scroll_offset.y, self._lines
        changed = [
            Region(0, line - top, self._width, 1)
            for line in range(top, top + self._height)
            if line in others or before.row_at(line) is not after.row_at(line)
        ]
        if changed:
            self.refresh(*changed)

    def _move_to(self, index: int) -> bool:
        """Puts the cursor on a row; False if it is there."""
        index = min(max(index, 0), max(len(self.rows) - 1, 0))
        if index == self._cursor:
            return False
        top, width = self.scroll_offset.y, self._width
        if self._lines.lines_of(index).stop > self.virtual_size.height:
            self._size_pace.now(self._lines.count)
        old, self._cursor = self._cursor, index
        moved = (self._lines.lines_of(each) for each in (old, index))
        self.refresh(*(Region(0, lines.start - top, width, len(lines)) for lines in moved))
        self._keep_in_sight()
        return True

    def _first_in_sight(self) -> int:
        """The row that comes into sight with that of the cursor."""
        return self._cursor

    def _keep_in_sight(self) -> None:
        top, height = self.scroll_offset.y, self._height
        if height <= 0:
            return
        first, end = self._lines.line_of(self._first_in_sight()), self._lines.lines_of(self._cursor).stop
        if first < top:
            self.scroll_to(y=first, animate=False, force=True)
        elif end > top + height:
            self.scroll_to(y=end - height, animate=False, force=True)

    def _ground(self, component: str) -> Style:
        style = self.get_component_rich_style(component)
        return Style(bgcolor=style.bgcolor, reverse=style.reverse, meta={"row": True})

    def action_move(self, step: int) -> None:
        """Moves the cursor."""
        self._move_to(self._cursor + step)

    def action_move_screen(self, step: int) -> None:
        """Moves the cursor by a screenful."""
        self._move_to(self._cursor + step * max(self._height - 1, 1))

    def action_go_to_end(self, bottom: bool) -> None:
        """Moves the cursor to the first or the last row."""
        self._move_to(len(self.rows) - 1 if bottom else 0)
