"""Draws what has changed, and no more, by Textual's private names.

`tests/tui/test_textual_internals.py` checks the private names.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from functools import lru_cache
from weakref import WeakKeyDictionary

from rich.segment import Segment
from rich.style import Style
from textual._compositor import ChopsUpdate, Compositor
from textual._styles_cache import StylesCache
from textual.geometry import Region, Size
from textual.scrollbar import ScrollBar, ScrollBarRender
from textual.strip import Strip
from textual.widget import Widget, _RenderCache


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
    first, last = min(open_cuts), max(open_cuts)
    for widget, (region, clip) in self.visible_widgets.items():
        shown = region.intersection(clip)
        rows = [
            y
            for y in range(max(shown.y, first), min(shown.bottom, last + 1))
            if y in open_cuts and any(shown.x <= cut < shown.right for cut in open_cuts[y])
        ]
        if not rows:
            continue
        top, bottom = rows[0], rows[-1] + 1
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


_render_with_box = StylesCache.render_widget
_OUTLINES = ("outline_top", "outline_right", "outline_bottom", "outline_left")


def _is_bare(widget: Widget) -> bool:
    """Whether a widget shows its content as it is, with nothing around it or over it."""
    styles = widget.styles
    return not (
        styles.gutter
        or styles.has_any_rules("hatch", *_OUTLINES)
        or styles.tint.a
        or styles.text_opacity != 1
        or widget.opacity != 1
        or (widget.auto_links and widget.hover_style._link_id)
    )


def _render_rows(self: StylesCache, widget: Widget, crop: Region) -> list[Strip]:
    """Draws rows of a widget; those of one without a box are the strips that it gave.

    Textual wraps each row in a new strip: what it has worked out for a row that is the same as before, or has only
    moved, is lost.
    """
    if not _is_bare(widget):
        return _render_with_box(self, widget, crop)
    width = widget.region.width
    if width != self._width:
        self.clear()
        self._width = width
    base, background = widget.background_colors
    inner = self.get_inner_outer(base, background)[0].rich_style
    filters = widget.get_line_filters()
    strips = []
    for y in crop.line_range:
        strip = self._cache.get(y)
        if strip is None or y in self._dirty_lines:
            strip = self._cache[y] = widget.render_line(y).adjust_cell_length(width, inner)
        for each in filters:
            strip = strip.apply_filter(each, background)
        strips.append(strip.crop(*crop.column_span))
    self._dirty_lines.difference_update(crop.line_range)
    return strips


StylesCache.render_widget = _render_rows  # type: ignore[method-assign]


def _look_of_bar(bar: ScrollBar) -> tuple[Size, Style, list[Segment]] | None:
    """The size of a vertical scrollbar, the style around it, and its cells; None for another bar."""
    shown, base, size = bar.render(), bar.rich_style, bar.size
    if not bar.vertical or not isinstance(shown, ScrollBarRender) or not isinstance(look := shown.style, Style):
        return None
    if look.color is None or look.bgcolor is None:
        raise AssertionError("Textual gives a scrollbar both colors")
    cells = shown.render_bar(
        size=size.height,
        virtual_size=shown.virtual_size,
        window_size=shown.window_size,
        position=shown.position,
        thickness=size.width,
        back_color=look.bgcolor,
        bar_color=look.color,
    )
    return size, base, list(cells.segments)


# Of each bar, what was drawn.
_drawn_bars: WeakKeyDictionary[ScrollBar, tuple[Size, Style, list[Segment]] | None] = WeakKeyDictionary()


def _render_bar(self: ScrollBar) -> None:
    """Draws a scrollbar, which has few different cells. Textual lays it out as a text, at every move."""
    look = _drawn_bars[self] = _look_of_bar(self)
    if look is None:
        Widget._render_content(self)
        return
    size, base, cells = look
    self._render_cache = _RenderCache(size, [_strip_of(each, base) for each in cells])
    self._dirty_regions.clear()


def _refresh_bar(self: ScrollBar, *regions: Region, layout: bool = False, **how: bool) -> ScrollBar:
    """Draws a scrollbar again if it looks otherwise: of a long list, it moves by a cell once in many rows."""
    is_as_drawn = not (regions or layout or self._dirty_regions) and (drawn := _drawn_bars.get(self)) is not None
    if is_as_drawn and self.is_attached and _look_of_bar(self) == drawn:
        return self
    return _refresh(self, *regions, layout=layout, **how)


@lru_cache(maxsize=256)
def _strip_of(segment: Segment, base: Style) -> Strip:
    return Strip([segment]).apply_style(base)


_refresh = ScrollBar.refresh
ScrollBar._render_content = _render_bar  # type: ignore[method-assign,assignment]
ScrollBar.refresh = _refresh_bar  # type: ignore[method-assign,assignment]
