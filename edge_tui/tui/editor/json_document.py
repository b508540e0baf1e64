"""The editor's text: a key press costs the same in a text of any size."""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from itertools import accumulate, count
from typing import Any

from rich.cells import cell_len
from textual.expand_tabs import expand_tabs_inline, get_tab_widths
from textual.geometry import Offset, Size
from textual.widgets.text_area import Document, DocumentBase, EditResult, Location, WrappedDocument

# Python's `splitlines` ends a line at U+2028, U+0085 and others too; in JSON these are text.
_LINE_END = re.compile("\r\n|\n|\r")

_VERSIONS = count()
_TAB_CELLS = 2

# Above this, whatever needs the whole text waits until it is asked for: four times what the gateway accepts.
MAX_CHECKED_CHARACTERS = 256 * 1024


class JsonDocument(Document):
    """Lines separated by line feeds only.

    Textual's document measures and joins all lines for every key press and every drawn line. Here an edit
    costs what the edited lines cost, in a text of any size: widths and the number of characters are kept
    up to date, and the whole text is joined only when somebody asks for it.
    """

    def __init__(self, text: str) -> None:
        super().__init__("")
        self._lines = _LINE_END.split(text) if "\r" in text else text.split("\n")
        # How many lines have which width.
        self._widths = Counter(map(_width, self._lines))
        self._joined: str | None = None
        self._starts: list[int] | None = None
        # Textual joins the whole text for each row that it draws, to see whether there is any.
        self.is_drawn = False
        self.characters = sum(map(len, self._lines)) + len(self._lines) - 1
        self.version = next(_VERSIONS)

    @property
    def is_large(self) -> bool:
        """Whether the text is too large to be checked while typing."""
        return self.characters > MAX_CHECKED_CHARACTERS

    @property
    def text(self) -> str:
        """The whole text; while it `is_drawn`, any text that is empty only if the whole one is."""
        if self.is_drawn:
            return self._lines[0] or "\n" * (len(self._lines) - 1)
        if self._joined is None:
            self._joined = self.join_lines()
        return self._joined

    def join_lines(self) -> str:
        """Joins all lines; what each key press must not do."""
        return "\n".join(self._lines)

    def get_size(self, tab_width: int) -> Size:
        """The widest line and the number of lines, in cells."""
        return Size(max(self._widths), len(self._lines))

    def replace_range(self, start: Location, end: Location, text: str) -> EditResult:
        """Replaces the text between two locations; every edit comes through here."""
        (top_row, top_column), (bottom_row, bottom_column) = sorted((self._inside(start), self._inside(end)))
        lines = self._lines
        replaced = self.get_text_range((top_row, top_column), (bottom_row, bottom_column))
        inserted = _LINE_END.split(text)
        self.characters += sum(map(len, inserted)) + len(inserted) - 1 - len(replaced)
        last_column = len(inserted[-1]) if len(inserted) > 1 else top_column + len(inserted[0])
        inserted[0] = lines[top_row][:top_column] + inserted[0]
        inserted[-1] += lines[bottom_row][bottom_column:]
        self._widths.subtract(map(_width, lines[top_row : bottom_row + 1]))
        self._widths.update(map(_width, inserted))
        self._widths = +self._widths
        lines[top_row : bottom_row + 1] = inserted
        self._joined = None
        self._starts = None
        self.version = next(_VERSIONS)
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


class _Rows(Sequence[tuple[int, int]]):
    """The line and section of each row, without soft wrap: the row's own number, and 0."""

    def __init__(self, document: DocumentBase) -> None:
        self._document = document

    def __len__(self) -> int:
        return self._document.line_count

    def __getitem__(self, row: Any) -> Any:
        if not 0 <= row < len(self):
            raise IndexError(row)
        return row, 0


class UnwrappedDocument(WrappedDocument):
    """A document without soft wrap: each line is a row, so there is nothing to compute or to keep."""

    @property
    def height(self) -> int:
        """The number of lines."""
        return self.document.line_count

    def wrap(self, width: int, tab_width: int | None = None) -> None:
        """Keeps the width of a tab."""
        self._tab_width = tab_width or self._tab_width
        self._offset_to_line_info = _Rows(self.document)  # type: ignore[assignment]

    def wrap_range(self, start: Location, old_end: Location, new_end: Location) -> None:
        """Nothing to compute."""

    def get_offsets(self, line_index: int) -> list[int]:
        """No line is wrapped."""
        return []

    def get_sections(self, line_index: int) -> list[str]:
        """The line as a whole."""
        return [self.document[line_index]]

    def get_tab_widths(self, line_index: int) -> list[int]:
        """The widths of the line's tabs and of the text between them."""
        return [width for _, width in get_tab_widths(self.document[line_index], self._tab_width)]

    def location_to_offset(self, location: Location) -> Offset:
        """The cell of a location."""
        row, column = location
        row = min(max(row, 0), self.height - 1)
        return Offset(cell_len(expand_tabs_inline(self.document[row][:column], self._tab_width)), row)

    def offset_to_location(self, offset: Offset) -> Location:
        """The location of a cell."""
        row = min(max(offset.y, 0), self.height - 1)
        return row, self.get_target_document_column(row, offset.x, 0)

    def get_target_document_column(self, line_index: int, x_offset: int, y_offset: int) -> int:
        """The column at a cell of a line."""
        line = self.document[line_index]
        if line.isascii() and "\t" not in line:
            return min(max(x_offset, 0), len(line))
        return super().get_target_document_column(line_index, max(x_offset, 0), y_offset)


def _width(line: str) -> int:
    line = line.expandtabs(_TAB_CELLS) if "\t" in line else line
    return len(line) if line.isascii() else cell_len(line)
