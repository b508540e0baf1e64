"""What Textual's private names decide about frames and layouts: what a frame waits for, and what needs no layout.

Also the stylesheets that the first frame waits for, and the thread that writes frames to the terminal.

A frame is one write to the terminal; a layout computes the place of every widget on the screen, and costs
more than all that a key does. `tests/tui/test_textual_internals.py` checks the private names.
"""

import asyncio
import queue
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from time import monotonic
from typing import Any

from rich.text import Text
from textual import events
from textual.app import App
from textual.cache import LRUCache
from textual.content import Content
from textual.css.scalar import Scalar
from textual.css.stylesheet import Stylesheet
from textual.drivers._writer_thread import WriterThread
from textual.geometry import Region, Size, Spacing
from textual.map_geometry import MapGeometry
from textual.reactive import Reactive
from textual.screen import UPDATE_PERIOD, Screen
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Tree

# A message that is passed on from widget to widget settles in fewer turns of the event loop.
_MAX_TURNS = 100
_QUIET_TURNS = 2
# While keys keep coming.
_LEAST_WAIT_SECONDS, _WAITS_PER_FRAME = 0.1, 3
_QUEUE_PATIENCE_SECONDS = 0.2
_MAX_SOURCES = 512
_TIMER = "_Screen__update_timer"


@dataclass
class Pace:
    """How long a frame waits while keys keep coming, so that handling them gets most of the time."""

    wait_seconds: float = _LEAST_WAIT_SECONDS

    def note(self, drawn_seconds: float) -> None:
        """The last frame took so long to draw."""
        self.wait_seconds = max(_LEAST_WAIT_SECONDS, _WAITS_PER_FRAME * drawn_seconds)


async def draw_once_settled(screen: Screen[Any], pace: Pace) -> None:
    """Draws a frame when no widget has messages left to handle.

    A key usually changes several widgets, each through messages. Textual draws as soon as the first
    has changed, and again for the others. While keys keep coming there is always a message left: then it waits as
    long as `pace` says.
    """
    quiet, latest = 0, monotonic() + pace.wait_seconds
    for _ in range(_MAX_TURNS):
        quiet = 0 if has_messages(screen) else quiet + 1
        if quiet > _QUIET_TURNS or (monotonic() > latest and _has_input(screen.app)):
            break
        await asyncio.sleep(0)
    _forget_hidden(screen)
    began = monotonic()
    screen._on_timer_update()
    pace.note(monotonic() - began)


def _forget_hidden(screen: Screen[Any]) -> None:
    """Forgets changes of widgets that are out of sight.

    They have nothing to draw, but Textual takes them for new ones: it would lay out the screen again as soon as the
    place of any widget is looked up. A layout or a scroll that brings one into sight draws all of it.
    """
    if not screen._layout_required:
        screen._dirty_widgets.intersection_update(screen._compositor.visible_widgets)


def has_messages(screen: Screen[Any]) -> bool:
    """Whether a widget of the screen, or the app, has something left to handle."""
    app = screen.app
    waiting = any(widget.message_queue_size for widget in screen._compositor.widgets)
    return waiting or bool(screen.message_queue_size or app.message_queue_size)


def _has_input(app: App[Any]) -> bool:
    """Whether keys wait that aren't passed on yet."""
    if getattr(app, "ordered_input", None):
        return True
    return any(isinstance(each, events.InputEvent) for each in tuple[object, ...](app._message_queue.values))


class FrameTimer(Timer):
    """Draws a screen that has changed: at most once in the period, and at once for a key.

    Textual's lets a key wait for the rest of the period when something else was drawn a moment before. What the user
    asked for draws one frame in between; a second one in the same period waits.
    """

    def __init__(self, screen: Screen[Any], draw: Callable[[], Awaitable[None]]) -> None:
        super().__init__(screen, UPDATE_PERIOD, name="screen_update", callback=draw, pause=True)
        self._hurry = asyncio.Event()
        self._is_hurried = False
        self._drawn_at = float("-inf")

    def hurry(self) -> None:
        """The user waits for the next frame. To be called once what they did is on its way to a widget."""
        self._hurry.set()

    async def _run(self) -> None:
        count = 0
        while True:
            await self._active.wait()
            await self._wait_for_turn()
            self._is_hurried = self._hurry.is_set()
            self._hurry.clear()
            self._drawn_at = monotonic()
            count += 1
            # It may have been paused meanwhile, because a layout has drawn everything.
            if self._active.is_set():
                await self._tick(next_timer=self._drawn_at, count=count)

    async def _wait_for_turn(self) -> None:
        left = self._drawn_at + self._interval - monotonic()
        if left > 0 and self._is_hurried:
            await asyncio.sleep(left)
        elif left > 0:
            with suppress(TimeoutError):
                async with asyncio.timeout(left):
                    await self._hurry.wait()


def hurry_frame(screen: Screen[Any]) -> None:
    """Draws what the user did now without waiting for the period of frames to pass."""
    if (timer := vars(screen).get(_TIMER)) is not None:
        timer.hurry()


async def next_frame(screen: Screen[Any]) -> None:
    """Waits until what has changed on a screen is drawn; doesn't wait for one that is closing, or has no change."""
    drawn = asyncio.Event()
    if screen.call_after_refresh(drawn.set):
        await drawn.wait()


def is_covered(screen: Screen[Any]) -> bool:
    """Whether an opaque screen above hides this one. Textual takes the topmost two for visible at least."""
    stack = screen.app.screen_stack
    above = stack[stack.index(screen) + 1 :] if screen in stack else []
    return not screen.app.is_inline and any(each.styles.background.a == 1 for each in above)


def _update_timer(self: Screen[Any]) -> Timer:
    """The timer that draws a screen."""
    timer: Timer | None = vars(self).get(_TIMER)
    if timer is None:
        timer = FrameTimer(self, partial(draw_once_settled, self, Pace()))
        timer._start()
        self._timers.add(timer)
        setattr(self, _TIMER, timer)
    return timer


Screen._update_timer = property(_update_timer)  # type: ignore[assignment,method-assign]


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


class LastingStylesheet(Stylesheet):
    """Parses each source once for each set of variables.

    Textual parses all of them again with every screen's first stylesheet, and three times before the first
    paint, though no variable has changed: a tenth of the time to the first frame.
    """

    def __init__(self, *, variables: dict[str, str]) -> None:
        super().__init__(variables=variables)
        # More than all widgets and screens have, so that none is parsed again.
        self._parse_cache = LRUCache(_MAX_SOURCES)

    def set_variables(self, variables: dict[str, str]) -> None:
        """Drops what was parsed, if a variable has changed."""
        if variables != self._variables:
            super().set_variables(variables)

    def reparse(self) -> None:
        """Parses the sources that aren't parsed yet; an invalid one leaves the rules as they are."""
        self.parse()


_run_output = WriterThread.run


def _run_output_until_gone(self: WriterThread) -> None:
    """Writes to the terminal until it is gone."""
    with suppress(OSError, ValueError):
        _run_output(self)


def _write_unless_gone(self: WriterThread, text: str | None) -> None:
    """Queues text for the terminal; drops it when the terminal is gone."""
    while self.is_alive():
        with suppress(queue.Full):
            self._queue.put(text, timeout=_QUEUE_PATIENCE_SECONDS)
            return


def _stop_output(self: WriterThread) -> None:
    """Writes what is queued, unless the terminal is gone."""
    _write_unless_gone(self, None)
    self.join()


# Textual queues output for a thread that ends when the terminal is gone. From then on the queue only fills:
# the next write waits forever, and the explorer neither ends nor heeds a signal.
WriterThread.run = _run_output_until_gone  # type: ignore[method-assign]
WriterThread.write = _write_unless_gone  # type: ignore[method-assign]
WriterThread.stop = _stop_output  # type: ignore[method-assign]
