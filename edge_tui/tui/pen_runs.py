"""The order in which changed cells are written: by row, or one pen after the other, whichever is shorter.

A change of pen in 24-bit colors takes some 20 bytes and a move of the cursor some five, so a part of the screen
that changes as a whole, such as a pane that gets the focus, is shorter when all that one pen writes comes together.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, groupby
from typing import NamedTuple

from edge_tui.tui.cells import Cells
from edge_tui.tui.pencil import BLANK, Pen, Pencil

# Fewer blanks are shorter than the sequence that erases them.
_FEW_BLANKS = 3
# The sequence that erases fewer blanks isn't shorter: at the end of a run, and where the cursor moves on behind them.
_LONG_BLANKS = re.compile(r" {6,}$| {12,}")
# A longer gap between two runs is moved over.
_MAX_GAP = 4
# From so many runs on, the order by pens is shorter if colors take more parameters than the 16 of every terminal.
_MANY_RUNS, _LONG_COLOR = 48, 5


class Run(NamedTuple):
    """Cells side by side that one pen writes, or erases if `text` is None.

    A run is doubtful if terminals differ about its width; the cells to its right then follow in the same order.
    """

    x: int
    y: int
    text: str | None
    cells: int
    pen: Pen
    is_doubtful: bool = False

    @property
    def end(self) -> int:
        """The column after it."""
        return self.x + self.cells


def runs_of_row(y: int, spans: Iterable[tuple[int, int]], cells: Cells, *, may_erase: bool = True) -> list[Run]:
    """The runs that write certain cells of a row, given by the columns from and to which they are; in order.

    A blank is written with the pen beside it if that looks the same, and so are a few cells between two runs
    that haven't changed, where that is shorter than to move over them.
    """
    runs: list[Run] = []
    texts = cells.texts
    for start, end in spans:
        last = _start_of_erased(start, end, cells) if may_erase else end
        if runs and _goes_on(runs[-1], start, cells):
            before = runs.pop()
            x, pen, at = before.x, before.pen, start
        else:
            x, pen, at = start, None, start
        for other, alike in groupby(cells.pens[start:last]):
            after = at + len(list(alike))
            if cells.doubtful and not cells.doubtful.isdisjoint(range(at, after)):
                if pen is not None:
                    runs.append(Run(x, y, "".join(texts[x:at]), at - x, pen))
                runs += _doubtful_runs(y, at, after, other, cells)
                x, pen = after, None
            elif pen is None or other.can_write(pen):
                pen = other
            elif not pen.can_write(other):
                runs.append(Run(x, y, "".join(texts[x:at]), at - x, pen))
                x, pen = at, other
            at = after
        if pen is not None:
            runs.append(Run(x, y, "".join(texts[x:last]), last - x, pen))
        if last < end:
            runs.append(Run(last, y, None, end - last, BLANK))
    return runs


def erasing(runs: Iterable[Run]) -> Iterator[Run]:
    """The same, with long blanks erased instead of written; for a terminal that erases in the color of the pen."""
    for run in runs:
        # With a wide character before them, blanks aren't in the column that their place in the text says.
        if run.text is None or len(run.text) != run.cells or run.is_doubtful or not run.pen.can_erase:
            yield run
            continue
        written = 0
        for blanks in _LONG_BLANKS.finditer(run.text):
            start, end = blanks.span()
            if start > written:
                yield run._replace(x=run.x + written, text=run.text[written:start], cells=start - written)
            yield run._replace(x=run.x + start, text=None, cells=end - start)
            written = end
        if written < run.cells:
            yield run._replace(x=run.x + written, text=run.text[written:], cells=run.cells - written)


def _start_of_erased(start: int, end: int, cells: Cells) -> int:
    """The column from which on a row is erased instead of written: to its end, if it is blank there."""
    last = end
    if end == len(cells.texts):
        while last > start and cells.texts[last - 1] == " " and cells.pens[last - 1] == BLANK:
            last -= 1
    return last if end - last > _FEW_BLANKS else end


def _goes_on(run: Run, start: int, cells: Cells) -> bool:
    """Whether a run can go on to a column near its end, over cells that haven't changed."""
    gap = range(run.end, start)
    return (
        len(gap) <= _MAX_GAP
        and run.text is not None
        and not run.is_doubtful
        and all(cells.texts[x].isascii() and x not in cells.doubtful and run.pen.can_write(cells.pens[x]) for x in gap)
    )


def _doubtful_runs(y: int, start: int, end: int, pen: Pen, cells: Cells) -> Iterator[Run]:
    """The runs of cells of one pen, with a run for each grapheme of doubtful width."""
    x = start
    while x < end:
        after = x + 1
        is_doubtful = x in cells.doubtful
        while after < end and (cells.texts[after] == "" if is_doubtful else after not in cells.doubtful):
            after += 1
        text = cells.texts[x] if is_doubtful else "".join(cells.texts[x:after])
        yield Run(x, y, text, after - x, pen, is_doubtful)
        x = after


def write_shortest(rows: Sequence[list[Run]], pencil: Pencil, width: int) -> None:
    """Writes the runs of some rows in the order that takes the fewest bytes."""
    by_pen = _by_pen(rows)
    if len(by_pen) > _MANY_RUNS and any(len(run.pen.foreground or "") > _LONG_COLOR for run in by_pen):
        # It is shorter without a doubt, and to write both ways takes time.
        _write(pencil, by_pen, width)
        return
    one, other = pencil.copy(), pencil.copy()
    _write(one, chain.from_iterable(rows), width)
    _write(other, by_pen, width)
    pencil.follow(min(one, other, key=lambda each: each.length))


def write_over_anything(rows: Iterable[list[Run]], pencil: Pencil, width: int) -> None:
    """Writes whole rows to a screen of which nothing is known, one row after the other so that it flickers little.

    A row is erased first, because half of a wide character may be in it: tmux keeps such a half when the window
    gets narrower, and clears the cell to its left with it later. What color that leaves doesn't matter.
    """
    for y, runs in enumerate(rows):
        pencil.move(0, y)
        pencil.erase(width, width)
        _write(pencil, runs, width)


def _by_pen(rows: Iterable[list[Run]]) -> list[Run]:
    """All runs of one pen after the other, those of one background together.

    Rows with doubtful runs come last: a grapheme that takes another width than expected is set right by what is
    written to its right.
    """
    by_pen: dict[Pen, list[Run]] = {}
    in_order: list[Run] = []
    for row in rows:
        if any(run.is_doubtful for run in row):
            in_order += row
        else:
            for run in row:
                by_pen.setdefault(run.pen, []).append(run)
    pens = sorted(by_pen, key=lambda pen: (pen.background, pen.link, pen.attributes, pen.foreground or ""))
    return [*chain.from_iterable(by_pen[pen] for pen in pens), *in_order]


def _write(pencil: Pencil, runs: Iterable[Run], width: int) -> None:
    for run in runs:
        pencil.move(run.x, run.y)
        pencil.use(run.pen)
        if run.text is None:
            pencil.erase(run.cells, width)
        elif run.is_doubtful:
            pencil.write_doubtful(run.text, run.cells, width)
        else:
            pencil.write(run.text, run.cells, width)
