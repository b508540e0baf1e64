"""Writes to a terminal only the cells that differ from what it shows, in few bytes.

`ChangedCells` keeps what is on the terminal. Draw strips of the next frame into it, then ask for the bytes.
It's for a full screen; Textual's inline mode moves with the shell's scrolling and keeps its own output.

Private modes: 2026 holds back drawing until a frame is complete, 25 shows the cursor, 7 wraps long rows.
"""

from collections.abc import Iterable, Mapping
from itertools import groupby
from operator import ne, or_

from rich.color import ColorSystem
from rich.segment import Segment

from edge_tui.tui.cells import Cells
from edge_tui.tui.pen_runs import Run, erasing, runs_of_row, write_over_anything, write_shortest
from edge_tui.tui.pencil import BLANK, Pen, Pencil, pen_of, pen_of_blanks

_BEGIN_FRAME, _END_FRAME = "\x1b[?2026h", "\x1b[?2026l"
# What a terminal that was reset has lost: the cursor is hidden, and nothing wraps at the right edge.
_MODES = "\x1b[?25l\x1b[?7l"
# Of strips whose cells are kept: a few screens of them.
_MAX_MADE = 256


class _Row:
    """A row of the screen, and the strips it was drawn from."""

    __slots__ = ("cells", "drawn", "strips")

    def __init__(self, cells: Cells, strips: Mapping[int, tuple[int, Iterable[Segment]]]) -> None:
        self.cells = cells
        # By column: where a strip ends, and the strip, to know it again by identity.
        self.strips = dict(strips)
        # The columns that were drawn since it was copied, from and to.
        self.drawn = (len(cells.texts), 0)

    def copy(self) -> "_Row":
        """A row to draw over."""
        return _Row(self.cells.copy(), self.strips)

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

    def draw(self, x: int, strip: Iterable[Segment], drawn: Cells) -> None:
        """Replaces cells from a column on by those of a strip."""
        cells = self.cells
        room = len(cells.texts) - x
        if drawn.doubtful or len(drawn.texts) > room:
            drawn = drawn.copy()
            drawn.crop(room)
            drawn.fit(room)
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


def _changed_spans(old: Cells, row: _Row) -> list[tuple[int, int]]:
    """The columns to write, from and to, in order and apart.

    A wide character is written whole. From a grapheme of doubtful width on, the row is written to its end,
    if anything there has changed: such a grapheme may have spilled into its neighbors.
    """
    new, (first, last) = row.cells, row.drawn
    part = slice(first, last)
    if old.texts[part] == new.texts[part] and old.pens[part] == new.pens[part]:
        return []
    differs = map(or_, map(ne, old.texts[part], new.texts[part]), map(ne, old.pens[part], new.pens[part]))
    width, spans, x = len(new.texts), list[tuple[int, int]](), first
    for is_changed, alike in groupby(differs):
        after = x + len(list(alike))
        if is_changed:
            # The right half of a wide character differs only if it was none, or is none now.
            spans.append((x, after + 1 if after < width and new.texts[after] == "" else after))
        x = after
    doubtful = min(old.doubtful | new.doubtful, default=width)
    if spans[-1][1] <= doubtful:
        return spans
    before = [span for span in spans if span[1] < doubtful]
    return [*before, (min(doubtful, spans[len(before)][0]), width)]


class ChangedCells:
    """What a terminal shows, and the bytes that make it show the next frame."""

    def __init__(self, colors: ColorSystem, *, erases_in_color: bool = False) -> None:
        self._colors = colors
        self._erases_in_color = erases_in_color
        self._shown: list[_Row] = []
        self._next: dict[int, _Row] = {}
        # The cells of strips, by strip and width: in a list that scrolls, a strip is drawn once for each row of it.
        self._made: dict[tuple[int, int | None], tuple[Iterable[Segment], Cells]] = {}
        self._width = 0
        self._is_known = self._may_clear = False
        self._pencil = Pencil()

    @property
    def cells(self) -> list[list[tuple[str, Pen]]]:
        """The cells of the last frame, row by row."""
        return [list(zip(row.cells.texts, row.cells.pens, strict=True)) for row in self._shown]

    def forget(self, *, may_clear: bool = False) -> None:
        """Assumes that the terminal shows anything: the next frame is written whole.

        With `may_clear` it clears the screen first. That is shorter, but flickers if there was something on it and the
        terminal doesn't hold back drawing.
        """
        self._is_known, self._may_clear = False, may_clear
        self._pencil.forget()

    def resize(self, width: int, height: int) -> None:
        """Takes over the size of the next frame; another size empties the screen."""
        if (width, height) != (self._width, len(self._shown)):
            self._width = width
            blank = Cells()
            blank.add([(" " * width, BLANK)])
            self._shown, self._next = [_Row(blank, {}) for _ in range(height)], {}
            self.forget(may_clear=self._may_clear)

    def draw(self, x: int, y: int, strip: Iterable[Segment], width: int | None = None) -> None:
        """Draws a part of a row; a strip that is already there costs nothing.

        With a width it takes exactly so many cells. Textual measures the text of some lines as a whole and that of
        others by their segments, which differs where a style ends inside a grapheme.
        """
        if not (0 <= x < self._width and 0 <= y < len(self._shown)):
            return
        row = self._next.get(y, self._shown[y])
        if not row.has(x, strip):
            drawn = self._cells_of(strip, width)
            self._next.setdefault(y, row.copy() if row is self._shown[y] else row).draw(x, strip, drawn)

    def _cells_of(self, strip: Iterable[Segment], width: int | None) -> Cells:
        """What a strip looks like in the terminal, exactly so wide if a width is given."""
        key = (id(strip), width)
        if (known := self._made.get(key)) is not None:
            return known[1]
        cells = Cells()
        cells.add((text, pen_of(style, self._colors)) for text, style, control in strip if text and not control)
        if width is not None:
            cells.fill(width)
        if len(self._made) >= _MAX_MADE:
            self._made.clear()
        # With the strip, whose number no other one has as long as it is here.
        self._made[key] = strip, cells
        return cells

    def frame(self, cursor: tuple[int, int], is_synchronized: bool = False) -> str:
        """What makes the terminal show what was drawn, with the cursor at a column and row.

        With `is_synchronized` the terminal shows it at once. A single run of cells needs no such care.
        """
        if self._is_known:
            changes = {y: _changed_spans(self._shown[y].cells, row) for y, row in sorted(self._next.items())}
            rows = [self._runs_of_changes(y, spans) for y, spans in changes.items() if spans]
            count = sum(map(len, changes.values()))
            write_shortest(rows, self._pencil, self._width)
            self._shown = [self._next.get(y, row) for y, row in enumerate(self._shown)]
        else:
            self._shown = [self._next.get(y, row) for y, row in enumerate(self._shown)]
            rows, count = [self._runs_of_all(y) for y in range(len(self._shown))], len(self._shown)
            self._pencil.control(_MODES)
            if self._may_clear or is_synchronized:
                self._pencil.clear()
                write_shortest(rows, self._pencil, self._width)
            else:
                write_over_anything(rows, self._pencil, self._width)
        self._next.clear()
        self._is_known, self._may_clear = True, False
        self._pencil.move(*cursor)
        written = self._pencil.take()
        return f"{_BEGIN_FRAME}{written}{_END_FRAME}" if is_synchronized and count > 1 else written

    def _runs_of_changes(self, y: int, spans: list[tuple[int, int]]) -> list[Run]:
        """The runs that change parts of a row that is known."""
        old, new = self._shown[y].cells, self._next[y].cells
        # A grapheme that takes more cells than expected may be cut where no half is known.
        may_erase = not old.doubtful and not new.doubtful
        runs = runs_of_row(y, spans, new, may_erase=may_erase)
        # Of a wide character of which one half is erased, some terminals leave the other.
        return list(erasing(runs)) if may_erase and self._erases_in_color and "" not in old.texts else runs

    def _runs_of_all(self, y: int) -> list[Run]:
        """The runs that write a row over nothing."""
        cells = self._shown[y].cells
        runs = runs_of_row(y, [(0, self._width)], cells, may_erase=not cells.doubtful)
        return list(erasing(runs)) if self._erases_in_color and not cells.doubtful else runs

    def release(self) -> str:
        """What leaves the terminal to others with its default look."""
        self.forget()
        return "\x1b[m"
