"""What Textual's private names decide about drawing: styles and strips that are made once, and only when needed.

`tests/tui/test_textual_internals.py` checks the private names.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from rich.segment import Segment
from rich.style import Style
from textual._compositor import ChopsUpdate, Compositor
from textual.cache import FIFOCache
from textual.dom import DOMNode
from textual.geometry import Region
from textual.strip import Strip

_style_of: Callable[[DOMNode], Style] = vars(DOMNode)["rich_style"].fget
# The style of each widget in the frame that is being drawn, by the widget.
_styles: dict[DOMNode, Style] | None = None


@contextmanager
def each_style_once() -> Iterator[None]:
    """Works out the style of each widget once while a frame is drawn.

    Textual does so for each row that a widget draws, and goes through all of its ancestors: a quarter of a frame.
    """
    global _styles  # noqa: PLW0603 (one frame is drawn at a time)
    _styles = {}
    try:
        yield
    finally:
        _styles = None


def _style_in_frame(self: DOMNode) -> Style:
    """The style of a widget's text."""
    if _styles is None:
        return _style_of(self)
    if self not in _styles:
        _styles[self] = _style_of(self)
    return _styles[self]


DOMNode.rich_style = property(_style_in_frame)  # type: ignore[method-assign,assignment]


# The caches of a strip, by name, and how many entries each may have.
_CACHE_SIZES: dict[str, int] = {
    name: value._maxsize
    for name, value in ((name, getattr(Strip([], 0), name)) for name in Strip.__slots__)
    if isinstance(value, FIFOCache)
}


def _new_strip(self: Strip, segments: Iterable[Segment], cell_length: int | None = None) -> None:
    """Makes a strip whose caches are made when they are first used.

    Textual makes seven for each strip at once. Of the 3,000 strips of a first frame nearly all stay empty: 3 MB.
    """
    self._segments = list(segments)
    self._cell_length = cell_length
    self._render_cache = self._link_ids = self._cell_count = None


def _cache_of_strip(self: Strip, name: str) -> FIFOCache[Any, Any]:
    """Makes a cache of a strip. Python calls this for an attribute that isn't set."""
    if name not in _CACHE_SIZES:
        raise AttributeError(name)
    cache: FIFOCache[Any, Any] = FIFOCache(_CACHE_SIZES[name])
    setattr(self, name, cache)
    return cache


Strip.__init__ = _new_strip  # type: ignore[method-assign]
Strip.__getattr__ = _cache_of_strip  # type: ignore[attr-defined]


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


Compositor.render_partial_update = draw_changes  # type: ignore[method-assign]
