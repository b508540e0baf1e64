"""What changes on a screen without a layout, which computes the place of every widget, and costs more than a key does.

`tests/tui/test_textual_internals.py` checks Textual's private names.
"""

from typing import Any

from rich.text import Text
from textual import events
from textual._compositor import Compositor, ReflowResult
from textual.content import Content
from textual.css.scalar import Scalar
from textual.geometry import Region, Size, Spacing
from textual.map_geometry import MapGeometry
from textual.reactive import Reactive
from textual.scrollbar import ScrollBar
from textual.widget import Widget
from textual.widgets import Tree

_reflow = Compositor.reflow


def _reflow_once(self: Compositor, parent: Widget, size: Size) -> ReflowResult:
    """Lays out a screen; its map of all widgets is then complete.

    Textual takes the map for incomplete, and makes it again when the place of a widget is looked up.
    """
    result = _reflow(self, parent, size)
    self._full_map_invalidated = False
    return result


Compositor.reflow = _reflow_once  # type: ignore[method-assign]

_scroll_to = Widget._scroll_to


def _scroll_at_once(self: Widget, x: float | None = None, y: float | None = None, **how: Any) -> bool:
    """Scrolls in one frame; Textual moves there in many, and a key then costs all of them."""
    return _scroll_to(self, x, y, **{**how, "animate": False})


Widget._scroll_to = _scroll_at_once  # type: ignore[method-assign]


def scrolled_size(*, repaint: bool = True) -> Reactive[Size]:
    """The `virtual_size` of a widget whose place doesn't depend on its content: a change needs no layout.

    Its watcher must call `fit_scrollbars`, and its stylesheet must always show the scrollbars. Without `repaint`, the
    widget draws what has changed itself.
    """
    return Reactive(Size(0, 0), repaint=repaint)


def write_border_title(widget: Widget, words: Text) -> None:
    """Writes a border's title, and draws that row; Textual draws all that is inside of the border."""
    widget._border_title = _border_line(widget, words)
    _draw_border_row(widget, 0)


def write_border_subtitle(widget: Widget, words: Text | None) -> None:
    """Writes a border's subtitle, and draws that row."""
    widget._border_subtitle = _border_line(widget, words) if words else None
    _draw_border_row(widget, widget.outer_size.height - 1)


def _border_line(widget: Widget, words: Text) -> Content:
    return widget.render_str(Content.from_rich_text(words)).expand_tabs(4).split()[0]


def _draw_border_row(widget: Widget, y: int) -> None:
    row = Region(0, y, widget.outer_size.width, 1)
    if row.width and y >= 0:
        widget.refresh(row.translate(-widget.content_offset))
    else:
        widget.refresh()


def fit_scrollbars(widget: Widget) -> None:
    """Fits the scrollbars to the size of the content."""
    if widget.show_vertical_scrollbar:
        # Without a look after each value at whether the bar has to be drawn.
        bar = widget.vertical_scrollbar
        bar.set_reactive(ScrollBar.window_virtual_size, widget.virtual_size.height)
        bar.set_reactive(ScrollBar.window_size, widget.container_size.height - widget.scrollbar_size_horizontal)
    widget._scroll_update(widget.virtual_size)


def redraw_rows(tree: Tree[Any]) -> None:
    """Draws a tree's rows again after one was opened or closed; Textual also lays out the screen."""
    tree._clear_line_cache()
    tree._updates += 1
    tree.root._reset()
    if tree.is_mounted:
        # A click before the first frame reads it.
        tree._pseudo_class_state = tree.get_pseudo_class_state()
    tree.refresh()


def show_overlay(widget: Widget, wanted: Region) -> None:
    """Shows an overlay in a screen region, or where there is room for it; no layout.

    The styles say the same, so that the next layout leaves it there.
    """
    region = _constrained(wanted, widget.screen.size)
    rules = widget.styles.inline
    rules.set_rule("visibility", "visible")
    rules.set_rule("width", Scalar.from_number(region.width))
    rules.set_rule("height", Scalar.from_number(region.height))
    widget.absolute_offset = region.offset
    _place(widget, region)


def hide_overlay(widget: Widget) -> None:
    """Hides an overlay; no layout."""
    if widget.styles.inline.set_rule("visibility", "hidden"):
        _place(widget, None)


def _constrained(region: Region, room: Size) -> Region:
    """The region inside of the screen: below the line above it, or else above that line."""
    width, height = min(region.width, room.width), min(region.height, room.height)
    x, y = max(min(region.x, room.width - width), 0), region.y
    if y + height > room.height:
        above = y - 1 - height
        y = above if above >= 0 else room.height - height
    return Region(x, max(y, 0), width, height)


def _place(widget: Widget, region: Region | None) -> None:
    """Changes the place of one widget in the map of what is drawn: it covers others, but moves none."""
    screen = widget.screen
    compositor = screen._compositor
    new = _geometry(widget, region, screen.size) if region else {}
    changed = {place.region for place in new.values()}
    for places in (compositor._full_map, compositor._visible_map):
        if places is not None:
            parts = (widget, widget.vertical_scrollbar)
            changed |= {places.pop(part).region for part in parts if part in places}
            places.update(new)
    if isinstance(widget.parent, Widget):
        widget.parent._clear_arrangement_cache()
    (compositor.widgets.add if region else compositor.widgets.discard)(widget)
    compositor._cuts = compositor._layers = compositor._layers_visible = compositor._visible_widgets = None
    compositor._dirty_regions |= changed
    # Any visible widget will do: the frame draws the dirty regions.
    screen._dirty_widgets.add(screen)
    screen.check_idle()


def _geometry(widget: Widget, region: Region, room: Size) -> dict[Widget, MapGeometry]:
    """The map's entries for an overlay and its scrollbar, as a layout would make them; it learns its size."""
    inside = region.shrink(widget.styles.gutter)
    order, clip = ((1, 0, 0),), room.region
    if widget._size_updated(region.size, widget.virtual_size, inside.size):
        widget.post_message(events.Resize(region.size, widget.virtual_size, inside.size))
    made = {
        bar: MapGeometry(place, order, clip, inside.size, inside.size, place, Spacing())
        for bar, place in widget._arrange_scrollbars(inside)
    }
    # The scrollbar first: what comes first covers what comes later.
    return made | {widget: MapGeometry(region, order, clip, region.size, inside.size, region, Spacing())}
