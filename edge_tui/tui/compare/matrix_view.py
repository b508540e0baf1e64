"""The table side by side: its cursor is a row, and the heading of the compared column is marked as it is."""

from collections.abc import Sequence
from typing import Any

from textual import events, on
from textual.coordinate import Coordinate
from textual.message import Message
from textual.widgets import DataTable
from textual.widgets.data_table import CursorType

from edge_tui.compare.matrix import Matrix, Row
from edge_tui.model.exchange import Exchange
from edge_tui.model.profile import Profile
from edge_tui.tui.compare.matrix_table import PADDING, Widths, fill_table
from edge_tui.tui.themes import Colors

# The columns that stay in sight: the labels, and the baseline.
_FIXED = 2


class MatrixView(DataTable[Any]):
    """Up and down choose a row, left and right the response that is compared with the baseline.

    Headings of sections and blank lines take no cursor.
    """

    DEFAULT_CSS = """
    MatrixView {
        background: transparent;
        height: 1fr;
        /* Columns fill the width, which a scrollbar that comes and goes would change. */
        overflow-y: scroll;
        scrollbar-size-vertical: 1;
        scrollbar-size-horizontal: 0;
        & > .datatable--header, &:ansi > .datatable--header, & > .datatable--fixed { background: transparent; }
        & > .datatable--cursor, & > .datatable--fixed-cursor { background: transparent; text-style: none; }
        &:focus { background-tint: $foreground 0%; }
        &:focus > .datatable--header { background-tint: $foreground 0%; }
        & > .datatable--header-cursor { background: transparent; color: $foreground; text-style: bold; }
        &:focus > .datatable--cursor, &:focus > .datatable--fixed-cursor, &:focus > .datatable--header-cursor {
            background: $block-cursor-background;
            text-style: $cursor-row-style;
        }
    }
    """

    class Chosen(Message):
        """Another row or another column has the cursor."""

    class Opened(Message):
        """The row under the cursor was pressed again."""

    def __init__(self) -> None:
        self._lines: list[Row | None] = []
        self._widths = Widths(0, 0, 0)
        super().__init__(
            id="matrix",
            cursor_type="row",
            zebra_stripes=False,
            cell_padding=PADDING // 2,
            fixed_columns=_FIXED,
            cursor_foreground_priority="renderable",
        )

    def fill(
        self,
        matrix: Matrix,
        exchanges: Sequence[Exchange],
        profiles: Sequence[Profile],
        palette: Colors,
        *,
        hides_equal: bool,
    ) -> None:
        """Replaces the content; the cursor stays in its row, or goes to the first that differs."""
        column, row = self.cursor_column, self.row
        self._lines = []
        self._lines, self._widths = fill_table(self, matrix, exchanges, profiles, palette, hides_equal=hides_equal)
        # Headings and blank lines may have come or gone above the row.
        place = next((index for index, each in enumerate(self._lines) if row and each and each.name == row.name), None)
        if place is not None:
            self.move_cursor(row=place, column=column)
        elif self._lines:
            self._go_to(next((index for index, each in enumerate(self._lines) if each and each.matters), 0))

    @property
    def row(self) -> Row | None:
        """The row under the cursor."""
        return self._lines[self.cursor_row] if 0 <= self.cursor_row < len(self._lines) else None

    @property
    def chosen(self) -> int:
        """The number of the chosen response; 0 is the baseline."""
        return max(self.cursor_column - 1, 0)

    def hidden(self, count: int) -> tuple[int, int]:
        """How many of so many responses are out of sight to the left and to the right."""
        return self._widths.hidden(count, int(self.scroll_x))

    def step(self, step: int) -> bool:
        """Goes to the next or the previous row with a difference; whether there is one."""
        places = [index for index, row in enumerate(self._lines) if row is not None and row.matters]
        ahead = [each for each in places if (each > self.cursor_row if step > 0 else each < self.cursor_row)]
        if ahead:
            self._go_to(ahead[0] if step > 0 else ahead[-1])
        return bool(ahead)

    def _go_to(self, index: int) -> None:
        """Puts the cursor on a row, in a column that differs in it."""
        row = self._lines[index]
        differing = [place for place, cell in enumerate(row.cells, start=1) if cell.matters] if row else []
        is_fit = not differing or self.cursor_column in differing
        self.move_cursor(row=index, column=max(self.cursor_column, _FIXED) if is_fit else differing[0])

    def validate_cursor_coordinate(self, value: Coordinate) -> Coordinate:
        """Steps over headings and blank lines, on in the same direction if there is a row; labels aren't chosen."""
        row, column = super().validate_cursor_coordinate(value)
        if not 0 <= row < len(self._lines):
            # While the table is filled.
            return Coordinate(row, column)
        step = 1 if row >= self.cursor_row else -1
        ahead = range(row, len(self._lines)) if step > 0 else range(row, -1, -1)
        back = range(row, -1, -1) if step > 0 else range(row, len(self._lines))
        place = next((each for each in (*ahead, *back) if self._lines[each] is not None), row)
        return Coordinate(place, max(column, 1))

    def watch_cursor_coordinate(self, old_coordinate: Coordinate, new_coordinate: Coordinate) -> None:
        """As Textual's; what is chosen stays in sight, the heading of a first row too."""
        super().watch_cursor_coordinate(old_coordinate, new_coordinate)
        if old_coordinate == new_coordinate:
            return
        if old_coordinate.column != new_coordinate.column:
            # The row alone is drawn again by Textual.
            self.refresh()
            self._show_column()
        if not any(self._lines[: new_coordinate.row]) and self.scroll_y:
            self.scroll_to(y=0, animate=False)
        self.post_message(self.Chosen())

    def _show_column(self) -> None:
        # The baseline is compared with the one beside it.
        width, among = self._widths.cell + PADDING, max(self.cursor_column - _FIXED, 0)
        first = round(self.scroll_x / width)
        last = first + self._widths.in_sight - _FIXED
        if not first <= among <= last:
            self.scroll_to(x=width * (among if among < first else among - last + first), animate=False)

    def action_cursor_left(self) -> None:
        """Chooses the response to the left."""
        self.move_cursor(column=self.cursor_column - 1, scroll=False)

    def action_cursor_right(self) -> None:
        """Chooses the response to the right."""
        self.move_cursor(column=self.cursor_column + 1, scroll=False)

    def action_scroll_home(self) -> None:
        """Chooses the baseline."""
        self.move_cursor(column=1, scroll=False)

    def action_scroll_end(self) -> None:
        """Chooses the last response."""
        self.move_cursor(column=len(self.columns) - 1, scroll=False)

    def _should_highlight(self, cursor: Coordinate, target_cell: Coordinate, type_of_cursor: CursorType) -> bool:
        """Marks the whole row, and of the headings that of the chosen column."""
        if target_cell.row < 0:
            return cursor == self.cursor_coordinate and cursor.column == target_cell.column
        return super()._should_highlight(cursor, target_cell, type_of_cursor)

    @on(DataTable.HeaderSelected)
    def _choose(self, event: DataTable.HeaderSelected) -> None:
        event.stop()
        self.move_cursor(column=event.column_index, scroll=False)

    @on(DataTable.RowSelected)
    def _open(self, event: DataTable.RowSelected) -> None:
        event.stop()
        self.post_message(self.Opened())

    def on_resize(self, event: events.Resize) -> None:
        """Keeps the chosen column in sight."""
        del event
        self.call_after_refresh(self._show_column)
