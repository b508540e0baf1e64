"""The editor's text, with the values that every key press needs cached."""

import re
from bisect import bisect_right
from itertools import accumulate

from rich.cells import cell_len
from textual.geometry import Size
from textual.widgets.text_area import Document, EditResult, Location, WrappedDocument

# Python's `splitlines` ends a line at U+2028, U+0085 and others too; in JSON these are text.
_LINE_END = re.compile("\r\n|\n|\r")


class JsonDocument(Document):
    """Lines separated by line feeds only.

    Textual's document measures and joins all lines for every key press and every drawn line; this
    one caches widths, text and line offsets.
    """

    def __init__(self, text: str) -> None:
        super().__init__("")
        self._lines = _LINE_END.split(text)
        self._widths: list[int] = [cell_len(line) for line in self._lines]
        self._joined: str | None = None
        self._starts: list[int] | None = None

    @property
    def text(self) -> str:
        """The whole text."""
        if self._joined is None:
            self._joined = "\n".join(self._lines)
        return self._joined

    def get_size(self, tab_width: int) -> Size:
        """The widest line and the number of lines, in cells."""
        return Size(max(self._widths), len(self._lines))

    def replace_range(self, start: Location, end: Location, text: str) -> EditResult:
        """Replaces the text between two locations; every edit comes through here."""
        (top_row, top_column), (bottom_row, bottom_column) = sorted((self._inside(start), self._inside(end)))
        lines = self._lines
        replaced = self.get_text_range((top_row, top_column), (bottom_row, bottom_column))
        inserted = _LINE_END.split(text)
        last_column = len(inserted[-1]) if len(inserted) > 1 else top_column + len(inserted[0])
        inserted[0] = lines[top_row][:top_column] + inserted[0]
        inserted[-1] += lines[bottom_row][bottom_column:]
        lines[top_row : bottom_row + 1] = inserted
        self._widths[top_row : bottom_row + 1] = [cell_len(line) for line in inserted]
        self._joined = None
        self._starts = None
        return EditResult((top_row + len(inserted) - 1, last_column), replaced)

    def get_text_range(self, start: Location, end: Location) -> str:
        """The text between two locations."""
        (top_row, top_column), (bottom_row, bottom_column) = sorted((self._inside(start), self._inside(end)))
        lines = self._lines
        if top_row == bottom_row:
            return lines[top_row][top_column:bottom_column]
        between = lines[top_row + 1 : bottom_row]
        return "\n".join([lines[top_row][top_column:], *between, lines[bottom_row][:bottom_column]])

    def get_index_from_location(self, location: Location) -> int:
        """The character offset of a location."""
        row, column = self._inside(location)
        return self._line_starts()[row] + column

    def get_location_from_index(self, index: int) -> Location:
        """The location of a character offset."""
        starts = self._line_starts()
        row = max(bisect_right(starts, index) - 1, 0)
        return row, min(index - starts[row], len(self._lines[row]))

    def _line_starts(self) -> list[int]:
        if self._starts is None:
            self._starts = [0, *accumulate(len(line) + 1 for line in self._lines[:-1])]
        return self._starts

    def _inside(self, location: Location) -> Location:
        """The nearest valid location: deleting the last line asks for one beyond it."""
        row, column = location
        if row >= len(self._lines):
            return len(self._lines) - 1, len(self._lines[-1])
        return max(row, 0), min(max(column, 0), len(self._lines[row]))


class UnwrappedDocument(WrappedDocument):
    """A document without soft wrap: its height is its number of lines."""

    @property
    def height(self) -> int:
        """The number of lines."""
        return self.document.line_count
