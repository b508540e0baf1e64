"""The text under an editor of JSON, with what the editor asks for at each key press kept at hand."""

import re
from bisect import bisect_right
from itertools import accumulate

from rich.cells import cell_len
from textual.document._document import Document, EditResult, Location
from textual.document._wrapped_document import WrappedDocument
from textual.geometry import Size

# Python's `splitlines` ends a line at U+2028, U+0085 and others too; in JSON these are text.
_LINE_END = re.compile("\r\n|\n|\r")


class JsonDocument(Document):
    """Lines that end with a line feed and nothing else.

    Textual's own document measures every line, and joins all of them, for each key press and
    for each line that is drawn; this one remembers.
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
        """Replaces what stands between two places; all edits come through here."""
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
        """What stands between two places."""
        (top_row, top_column), (bottom_row, bottom_column) = sorted((self._inside(start), self._inside(end)))
        lines = self._lines
        if top_row == bottom_row:
            return lines[top_row][top_column:bottom_column]
        between = lines[top_row + 1 : bottom_row]
        return "\n".join([lines[top_row][top_column:], *between, lines[bottom_row][:bottom_column]])

    def get_index_from_location(self, location: Location) -> int:
        """The character offset of a place."""
        row, column = self._inside(location)
        return self._line_starts()[row] + column

    def get_location_from_index(self, index: int) -> Location:
        """The place of a character offset."""
        starts = self._line_starts()
        row = max(bisect_right(starts, index) - 1, 0)
        return row, min(index - starts[row], len(self._lines[row]))

    def _line_starts(self) -> list[int]:
        if self._starts is None:
            self._starts = [0, *accumulate(len(line) + 1 for line in self._lines[:-1])]
        return self._starts

    def _inside(self, location: Location) -> Location:
        """The nearest place that there is: deleting the last line asks for one beyond it."""
        row, column = location
        if row >= len(self._lines):
            return len(self._lines) - 1, len(self._lines[-1])
        return max(row, 0), min(max(column, 0), len(self._lines[row]))


class UnwrappedDocument(WrappedDocument):
    """A document whose lines are never wrapped: its height is their number."""

    @property
    def height(self) -> int:
        """How many lines there are."""
        return len(self._wrap_offsets)
