"""Writes to a terminal only the cells that differ from what it shows, in few bytes.

`ChangedCells` keeps what is on the terminal. Draw strips of the next frame into it, then ask for the bytes.
It's for a full screen; Textual's inline mode moves with the shell's scrolling and keeps its own output.

Private modes: 2026 holds back drawing until a frame is complete, 25 shows the cursor, 7 wraps long rows.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from operator import ne

from rich.cells import split_graphemes
from rich.color import ColorSystem
from rich.segment import Segment

from edge_tui.tui.pencil import BLANK, Pen, Pencil, pen_of, pen_of_blanks

_BEGIN_FRAME, _END_FRAME = "\x1b[?2026h", "\x1b[?2026l"
# What a terminal that was reset has lost: the cursor is hidden, and nothing wraps at the right edge.
_MODES = "\x1b[?25l\x1b[?7l"
# Fewer blanks are shorter than the sequence that erases them.
_FEW_BLANKS = 3

# Other text than ASCII of which every terminal gives one cell to each character.
_is_narrow = re.compile("[ -~\xa0-\xac\xae-\u02ff\u0370-\u0377\u2010-\u2027\u2190-\u2193\u2500-\u259f]*").fullmatch
# Scripts of which every terminal gives two cells to each character: kana, Han, Hangul, full-width forms.
_is_wide_script = re.compile(
    "[\u3041-\u30ff\u3105-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uff01-\uff60]"
).fullmatch


def _is_certain(grapheme: str, width: int) -> bool:
    """Whether every terminal gives a grapheme so many cells.

    They differ about emoji, joined and combined characters, private use, and whatever is new in Unicode.
    """
    if len(grapheme) != 1:
        return False
    if width == 2:
        return _is_wide_script(grapheme) is not None
    return (
        width == 1
        and grapheme < "\U0001f000"
        and unicodedata.east_asian_width(grapheme) not in "WF"
        and unicodedata.category(grapheme) not in ("Co", "Cn", "Cs", "Mc")
    )


@lru_cache(maxsize=4096)
def _graphemes(text: str) -> tuple[tuple[str, int, bool], ...]:
    """Each grapheme, its cells, and whether terminals agree on them.

    Control characters are left out, and so is a joiner with nothing to join, which would reach for the next cell.
    """
    printable = "".join(each for each in text if unicodedata.category(each) != "Cc")
    spans, _ = split_graphemes(printable)
    found = ((printable[start:end].rstrip("\u200d"), width) for start, end, width in spans)
    return tuple((grapheme, width, _is_certain(grapheme, width)) for grapheme, width in found if grapheme)


class _Cells:
    """Cells side by side: of each its text ("" for the right half of a wide one) and its pen."""

    __slots__ = ("doubtful", "pens", "texts")

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.pens: list[Pen] = []
        # Where there is a grapheme whose width terminals differ about.
        self.doubtful: set[int] = set()

    def add(self, text: str, pen: Pen) -> None:
        """Appends text in one look."""
        blanks = pen_of_blanks(pen)
        if (text.isascii() and text.isprintable()) or _is_narrow(text):
            self.texts += text
            if blanks is pen or " " not in text:
                self.pens += [pen] * len(text)
            else:
                self.pens += [blanks if each == " " else pen for each in text]
            return
        for grapheme, width, is_certain in _graphemes(text):
            if width == 0:
                self._combine(grapheme)
                continue
            if not is_certain:
                self.doubtful.add(len(self.texts))
            self.texts += [grapheme, *[""] * (width - 1)]
            self.pens += [blanks if grapheme == " " else pen] * width

    def _combine(self, mark: str) -> None:
        """Adds a mark to the character before it, which another segment may have given."""
        head = len(self.texts) - 1
        while head >= 0 and self.texts[head] == "":
            head -= 1
        if head >= 0 and unicodedata.category(mark[0]) in ("Mn", "Me"):
            self.texts[head] += mark
            self.doubtful.add(head)

    def crop(self, width: int) -> None:
        """Leaves out what is beyond a width, and the half of a wide character that isn't."""
        if len(self.texts) > width:
            is_half = self.texts[width] == ""
            del self.texts[width:], self.pens[width:]
            self.doubtful = {each for each in self.doubtful if each < width}
            if is_half:
                self.blank_half(width - 1)

    def blank_half(self, x: int) -> None:
        """Makes blanks of the rest of a wide character, as a terminal does when its other half is overwritten."""
        while True:
            is_head = self.texts[x] != ""
            self.texts[x], self.pens[x] = " ", pen_of_blanks(self.pens[x])
            self.doubtful.discard(x)
            if is_head or x == 0:
                return
            x -= 1


class _Row:
    """A row of the screen, and the strips it was drawn from."""

    __slots__ = ("cells", "drawn", "strips")

    def __init__(self, width: int) -> None:
        self.cells = _Cells()
        self.cells.add(" " * width, BLANK)
        # By column: where a strip ends, and the strip, to know it again by identity.
        self.strips: dict[int, tuple[int, Iterable[Segment]]] = {}
        # The columns that were drawn since it was copied, from and to.
        self.drawn = (width, 0)

    def copy(self) -> "_Row":
        """A row to draw over."""
        copy, cells = _Row(0), self.cells
        copy.cells.texts, copy.cells.pens = cells.texts.copy(), cells.pens.copy()
        copy.cells.doubtful, copy.strips = cells.doubtful.copy(), self.strips.copy()
        copy.drawn = (len(cells.texts), 0)
        return copy

    def has(self, x: int, strip: Iterable[Segment]) -> bool:
        """Whether this strip, or one like it, was drawn at a column, and nothing over it."""
        if x not in self.strips:
            return False
        end, known = self.strips[x]
        if known is strip:
            return True
        if known == strip:
            self.strips[x] = (end, strip)
            return True
        return False

    def draw(self, x: int, strip: Iterable[Segment], colors: ColorSystem) -> None:
        """Replaces cells from a column on."""
        drawn, cells = _Cells(), self.cells
        for text, style, control in strip:
            if not control:
                drawn.add(text, pen_of(style, colors))
        drawn.crop(len(cells.texts) - x)
        end = x + len(drawn.texts)
        if end == x:
            return
        self.strips = {at: each for at, each in self.strips.items() if at >= end or each[0] <= x}
        if x and cells.texts[x] == "":
            cells.blank_half(x - 1)
            self.strips.clear()
        if end < len(cells.texts) and cells.texts[end] == "":
            cells.texts[end], cells.pens[end] = " ", pen_of_blanks(cells.pens[end])
            self.strips.clear()
        cells.texts[x:end], cells.pens[x:end] = drawn.texts, drawn.pens
        if cells.doubtful or drawn.doubtful:
            cells.doubtful.difference_update(range(x, end))
            cells.doubtful.update(x + each for each in drawn.doubtful)
        self.strips[x] = (end, strip)
        # One more on each side: half of a wide character may have been there.
        self.drawn = (min(self.drawn[0], max(x - 1, 0)), max(self.drawn[1], min(end + 1, len(cells.texts))))


def _changed_runs(old: _Cells, row: _Row) -> list[tuple[int, int]]:
    """The columns to write, from and to, in order and apart.

    A wide character is written whole. From a grapheme of doubtful width on, the row is written to its end,
    if anything there has changed: such a grapheme may have spilled into its neighbors.
    """
    new, (first, last) = row.cells, row.drawn
    changed = {
        x
        for ours, others in ((old.texts, new.texts), (old.pens, new.pens))
        if ours[first:last] != others[first:last]
        for x, differs in enumerate(map(ne, ours[first:last], others[first:last]), first)
        if differs
    }
    if not changed:
        return []
    width = len(new.texts)
    doubtful = min(old.doubtful | new.doubtful, default=width)
    if max(changed) >= doubtful:
        changed.update(range(doubtful, width))
    runs: list[tuple[int, int]] = []
    for x in sorted(changed):
        # The right half of a wide character differs only if it was none, or is none now.
        end = x + 2 if x + 1 < width and new.texts[x + 1] == "" else x + 1
        if runs and x <= runs[-1][1]:
            runs[-1] = (runs[-1][0], max(end, runs[-1][1]))
        else:
            runs.append((x, end))
    return runs


class ChangedCells:
    """What a terminal shows, and the bytes that make it show the next frame."""

    def __init__(self, colors: ColorSystem) -> None:
        self._colors = colors
        self._shown: list[_Row] = []
        self._next: dict[int, _Row] = {}
        self._width = 0
        self._is_known = False
        self._pencil = Pencil()

    @property
    def cells(self) -> list[list[tuple[str, Pen]]]:
        """The cells of the last frame, row by row."""
        return [list(zip(row.cells.texts, row.cells.pens, strict=True)) for row in self._shown]

    def forget(self) -> None:
        """Assumes that the terminal shows anything: the next frame is written whole."""
        self._is_known = False
        self._pencil.forget()

    def resize(self, width: int, height: int) -> None:
        """Takes over the size of the next frame; another size empties the screen."""
        if (width, height) != (self._width, len(self._shown)):
            self._width = width
            self._shown, self._next = [_Row(width) for _ in range(height)], {}
            self.forget()

    def draw(self, x: int, y: int, strip: Iterable[Segment]) -> None:
        """Draws a part of a row; a strip that is already there costs nothing."""
        if not (0 <= x < self._width and 0 <= y < len(self._shown)):
            return
        row = self._next.get(y, self._shown[y])
        if not row.has(x, strip):
            self._next.setdefault(y, row.copy() if row is self._shown[y] else row).draw(x, strip, self._colors)

    def frame(self, cursor: tuple[int, int], is_synchronized: bool = False) -> str:
        """What makes the terminal show what was drawn, with the cursor at a column and row.

        With `is_synchronized` the terminal shows it at once. A single run of cells needs no such care.
        """
        count, modes = 0, "" if self._is_known else _MODES
        for y in sorted(self._next) if self._is_known else range(len(self._shown)):
            row = self._next.get(y, self._shown[y])
            runs = _changed_runs(self._shown[y].cells, row) if self._is_known else [(0, self._width)]
            self._write_runs(y, row.cells, runs)
            self._shown[y] = row
            count += len(runs)
        self._next.clear()
        self._is_known = True
        self._pencil.move(*cursor)
        written = modes + self._pencil.take()
        return f"{_BEGIN_FRAME}{written}{_END_FRAME}" if is_synchronized and count > 1 else written

    def release(self) -> str:
        """What leaves the terminal to others with its default look."""
        self.forget()
        return "\x1b[m"

    def _write_runs(self, y: int, cells: _Cells, runs: Sequence[tuple[int, int]]) -> None:
        written = self._width
        for start, end in runs:
            gap = range(written, start)
            # Cells between two runs are written again where that is shorter than to move over them.
            if 0 < len(gap) <= 4 and all(
                cells.texts[x].isascii() and x not in cells.doubtful and self._pencil.keeps(cells.pens[x]) for x in gap
            ):
                self._pencil.write("".join(cells.texts[written:start]), len(gap), self._width)
            self._write_run(y, cells, start, end)
            written = end

    def _write_run(self, y: int, cells: _Cells, start: int, end: int) -> None:
        texts, pens, last = cells.texts, cells.pens, end
        if end == self._width:
            while last > start and texts[last - 1] == " " and pens[last - 1] == BLANK:
                last -= 1
            last = last if end - last > _FEW_BLANKS else end
        x = start
        while x < last:
            is_doubtful, pen, after = x in cells.doubtful, pens[x], x + 1
            while after < last and (
                texts[after] == "" if is_doubtful else pens[after] == pen and after not in cells.doubtful
            ):
                after += 1
            self._pencil.move(x, y)
            self._pencil.use(pen)
            if is_doubtful:
                self._pencil.write_doubtful(texts[x], after - x, self._width)
            else:
                self._pencil.write("".join(texts[x:after]), after - x, self._width)
            x = after
        if last < end:
            self._pencil.move(last, y)
            self._pencil.use(BLANK)
            self._pencil.erase_to_end()
