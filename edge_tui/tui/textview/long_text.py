"""A text of any length, wrapped into rows in slices and drawn row by row, with little memory beside its text."""

from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from rich.cells import cell_len, get_character_cell_size
from rich.style import Style
from rich.text import Span, Text

from edge_tui.model.text import visible_lines
from edge_tui.tui.themes import Colors

# The first block is small, to be on the screen at once; later ones are large, to be few.
_FIRST_BLOCK = 4_000
_MAX_BLOCK = 64_000
# The most characters of one line escaped in one slice, and the most of its rows found in one.
_SLICE_CHARACTERS = 256_000
_SLICE_ROWS = 2_000
# Zero-width characters could make a row of any length.
_MAX_CHARACTERS_PER_CELL = 8

Paint = Callable[[Colors, str, int, int], Text]


@dataclass(frozen=True, slots=True)
class Passage:
    """Lines that belong together. `paint` draws characters `start` up to `end` of a block of them."""

    lines: Iterable[str]
    paint: Paint


def written(text: Text) -> Passage:
    """A short, already styled text; a final line feed adds no empty line."""

    def paint(_colors: Colors, _block: str, start: int, end: int) -> Text:
        # Rich divides all of a text for a part of it.
        spans = (
            Span(max(span.start, start) - start, min(span.end, end) - start, span.style)
            for span in text.spans
            if span.start < end and span.end > start
        )
        return Text(text.plain[start:end], text.style, spans=list(spans))

    return Passage((text.plain.removesuffix("\n"),), paint)


def plain(text: str, style: Style) -> Passage:
    """A text of any length in one style."""
    return Passage(_lines_of(text), lambda _colors, block, start, end: Text(block[start:end], style))


def _lines_of(text: str) -> Iterator[str]:
    start = 0
    while (end := text.find("\n", start)) >= 0:
        yield text[start : end - (text[end - 1 : end] == "\r")] if end > start else ""
        start = end + 1
    yield text[start:]


@dataclass(slots=True)
class Block:
    """Some lines, with the offset of each of their rows."""

    text: str
    paint: Paint
    rows: "array[int]" = field(default_factory=lambda: array("I"))

    def wrap(self, width: int) -> Iterator[None]:
        """Finds the rows, in slices. The end of the last row is known only at the end."""
        text, rows = self.text, array("I")
        self.rows = rows
        is_ascii = text.isascii()
        start, end = 0, -1
        while end < len(text):
            end = text.find("\n", start)
            end = len(text) if end < 0 else end
            if end - start <= (width if is_ascii else width // 2):
                rows.append(start)
            else:
                for row in _rows_of_line(text, start, end, width):
                    rows.append(row)
                    if len(rows) % _SLICE_ROWS == 0:
                        yield
            start = end + 1

    def span(self, row: int) -> tuple[int, int]:
        """The start and end offset of a row, without a final line feed."""
        start = self.rows[row]
        if row + 1 == len(self.rows):
            return start, len(self.text)
        end = self.rows[row + 1]
        return start, end - (self.text[end - 1] == "\n")


def _rows_of_line(text: str, start: int, end: int, width: int) -> Iterator[int]:
    """The offsets of a line's rows: rows break at words, and inside a word that is longer than a row."""
    yield start
    while (stop := _fitting(text, start, end, width)) < end:
        word = text.rfind(" ", start, stop + 1) + 1
        word_end = text.find(" ", word, min(word + width + 1, end))
        is_short = word_end >= 0 or end - word <= width
        start = word if is_short and text[start:word].strip() else stop
        if start >= end:
            return
        yield start


def _fitting(text: str, start: int, end: int, width: int) -> int:
    """The end of the longest row that fits the width; at least one character."""
    row = text[start : min(start + width, end)]
    if row.isascii():
        return start + len(row)
    cells, stop = 0, start
    for character in text[start : min(start + _MAX_CHARACTERS_PER_CELL * width, end)]:
        cells += get_character_cell_size(character)
        if cells > width:
            break
        stop += 1
    # A variation selector makes the character before it wider.
    while stop - start > 1 and cell_len(text[start:stop]) > width:
        stop -= 1
    return max(stop, start + 1)


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A position in a long text: block and character offset."""

    block: int
    offset: int


class LongText:
    """Passages below each other. `read` lays them out; `rows` counts the rows so far."""

    def __init__(self, passages: Iterable[Passage], width: int) -> None:
        self.blocks: list[Block] = []
        self._making = _blocks_of(passages)
        self._width = max(width, 1)
        # The number of rows up to the end of each wrapped block; of the last one so far.
        self._ends: list[int] = []
        self._wrapping: Iterator[None] = iter(())
        self.is_whole = False

    @property
    def rows(self) -> int:
        """The number of rows so far."""
        return self._ends[-1] if self._ends else 0

    def wrap(self, width: int) -> None:
        """Restarts the layout with another width; `read` continues it."""
        self._width = max(width, 1)
        self._ends.clear()
        self._wrapping = iter(())
        self.is_whole = False

    def read(self) -> Iterator[None]:
        """Does the remaining layout, one slice per step. It can be abandoned; the next call continues."""
        yield from self._wrap()
        for block in self._making:
            if block is not None:
                self.blocks.append(block)
                yield from self._wrap()
            else:
                yield
        self.is_whole = True

    def _wrap(self) -> Iterator[None]:
        """Wraps the rest of the current block, then the waiting ones."""
        for _ in self._wrapping:
            yield
        while len(self._ends) < len(self.blocks):
            self._wrapping = self._wrap_one(self.blocks[len(self._ends)], self.rows)
            for _ in self._wrapping:
                yield

    def _wrap_one(self, block: Block, before: int) -> Iterator[None]:
        self._ends.append(before)
        for _ in block.wrap(self._width):
            self._ends[-1] = before + len(block.rows) - 1
            yield
        self._ends[-1] = before + len(block.rows)
        yield

    def place(self, row: int) -> Place:
        """The start of a row; of the last row if there are fewer."""
        if not self.rows:
            return Place(0, 0)
        block, inner = self._locate(min(row, self.rows - 1))
        return Place(block, self.blocks[block].rows[inner])

    def row_of(self, place: Place) -> int | None:
        """The row of a place; None if it isn't laid out yet."""
        if place.block >= len(self._ends):
            return None
        before = self._ends[place.block - 1] if place.block else 0
        row = before + max(bisect_right(self.blocks[place.block].rows, place.offset) - 1, 0)
        return row if row < self._ends[place.block] else None

    def line_of(self, row: int) -> tuple[int, int]:
        """The number of the line that a row is a part of, and which of the line's rows it is, both from 0."""
        if not self.rows:
            return 0, 0
        block, inner = self._locate(min(row, self.rows - 1))
        offsets, text = self.blocks[block].rows, self.blocks[block].text
        first = bisect_right(offsets, text.rfind("\n", 0, offsets[inner]) + 1) - 1
        before = sum(each.text.count("\n") + 1 for each in self.blocks[:block])
        return before + text.count("\n", 0, offsets[inner]), inner - first

    def row_of_line(self, line: int) -> int | None:
        """The first row of a line; None if it isn't laid out yet."""
        for number, block in enumerate(self.blocks):
            count = block.text.count("\n") + 1
            if line < count:
                offset = 0
                for _ in range(line):
                    offset = block.text.index("\n", offset) + 1
                return self.row_of(Place(number, offset))
            line -= count
        return None

    def span(self, row: int) -> tuple[int, int, int]:
        """The block of a row, and its start and end offset there."""
        block, inner = self._locate(row)
        return (block, *self.blocks[block].span(inner))

    def paint(self, row: int, colors: Colors) -> Text:
        """A row, styled."""
        number, start, end = self.span(row)
        block = self.blocks[number]
        return block.paint(colors, block.text, start, end)

    def between(self, start: Place, end: Place) -> str:
        """The text between two places, without wrapping."""
        texts = [block.text for block in self.blocks[start.block : end.block + 1]]
        if not texts:
            return ""
        texts[-1] = texts[-1][: end.offset]
        texts[0] = texts[0][start.offset :]
        return "\n".join(texts)

    @property
    def end(self) -> Place:
        """The end of the text laid out so far."""
        return Place(len(self.blocks) - 1, len(self.blocks[-1].text)) if self.blocks else Place(0, 0)

    def _locate(self, row: int) -> tuple[int, int]:
        block = bisect_right(self._ends, row)
        return block, row - (self._ends[block - 1] if block else 0)


def _blocks_of(passages: Iterable[Passage]) -> Iterator[Block | None]:
    """The blocks, each some lines of one passage; None between slices."""
    size = _FIRST_BLOCK
    for passage in passages:
        lines: list[str] = []
        left = size
        for line in passage.lines:
            lines.append(line)
            left -= len(line) + 1
            if left <= 0:
                yield from _block_of(lines, passage.paint)
                lines.clear()
                size = left = min(size * 2, _MAX_BLOCK)
        if lines:
            yield from _block_of(lines, passage.paint)


def _block_of(lines: list[str], paint: Paint) -> Iterator[Block | None]:
    text = "\n".join(lines)
    if len(text) <= _SLICE_CHARACTERS:
        yield Block(visible_lines(text), paint)
        return
    pieces = []
    for start in range(0, len(text), _SLICE_CHARACTERS):
        pieces.append(visible_lines(text[start : start + _SLICE_CHARACTERS]))
        yield None
    yield Block("".join(pieces), paint)
