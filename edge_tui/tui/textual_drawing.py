"""Draws what has changed, and no more, by Textual's private names.

`tests/tui/test_textual_internals.py` checks the private names.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence

from textual._compositor import ChopsUpdate, Compositor
from textual.geometry import Region
from textual.strip import Strip


def draw_changes(self: Compositor) -> ChopsUpdate | None:
    """Draws the parts of rows that have changed, from the front to the back; a widget without a part in them is left.

    Textual draws each widget in the rectangle around all changes, as a whole, also where others cover it.
    """
    screen = self.size.region
    spans = list(self._regions_to_spans([each.intersection(screen) for each in self._dirty_regions]))
    self._dirty_regions.clear()
    if not spans:
        return None
    cuts = self.cuts
    open_cuts = _cuts_in(spans, cuts)
    chops: list[dict[int, Strip | None]] = [
        dict.fromkeys(row[:-1]) if y in open_cuts else {} for y, row in enumerate(cuts)
    ]
    for widget, (region, clip) in self.visible_widgets.items():
        shown = region.intersection(clip)
        rows = [
            y
            for y, row in open_cuts.items()
            if shown.y <= y < shown.bottom and any(shown.x <= cut < shown.right for cut in row)
        ]
        if not rows:
            continue
        top, bottom = min(rows), max(rows) + 1
        strips = widget.render_lines(Region(shown.x - region.x, top - region.y, shown.width, bottom - top))
        for y in rows:
            inside = [cut for cut in cuts[y] if shown.x <= cut <= shown.right]
            parts = strips[y - top].divide([cut - shown.x for cut in inside[1:]])
            for cut, part in zip(inside, parts, strict=False):
                if cut in open_cuts[y]:
                    chops[y][cut] = part
                    open_cuts[y].discard(cut)
            if not open_cuts[y]:
                del open_cuts[y]
        if not open_cuts:
            break
    return ChopsUpdate(chops, spans, [row[1:] for row in cuts])


def _cuts_in(spans: Iterable[tuple[int, int, int]], cuts: Sequence[Sequence[int]]) -> dict[int, set[int]]:
    """The parts of each row that spans reach into, by where they begin."""
    found: dict[int, set[int]] = {}
    for y, start, end in spans:
        row = cuts[y]
        found.setdefault(y, set()).update(row[bisect_right(row, start) - 1 : bisect_left(row, end)])
    return found
