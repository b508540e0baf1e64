"""What Textual's private names decide about frames: what one waits for, and what the strips that it draws take.

A frame is one write to the terminal. `tests/tui/test_textual_internals.py` checks the private names.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from time import monotonic
from typing import Any

from rich.segment import Segment
from textual import events
from textual._queue import Queue
from textual.app import App
from textual.cache import FIFOCache
from textual.message_pump import MessagePump
from textual.screen import UPDATE_PERIOD, Screen
from textual.strip import Strip
from textual.timer import Timer

# A message that is passed on from widget to widget settles in fewer turns of the event loop.
_MAX_TURNS = 100
_QUIET_TURNS = 2
# While keys keep coming.
_LEAST_WAIT_SECONDS, _WAITS_PER_FRAME = 0.1, 3
# A key usually has its frame sooner. One that changes nothing has none.
_MAX_WAIT_FOR_KEY_SECONDS = 0.03
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


def is_busy(pump: MessagePump) -> bool:
    """Whether a widget has a message to handle, handles one, or isn't running yet: one that is idle waits for the next.

    What a handler starts may take several turns of the event loop, such as mounting what it shows.
    """
    ready: asyncio.Event = pump._message_queue.ready_event
    return not (pump._closing or pump._closed) and (ready.is_set() or not ready._waiters)


# How many messages were posted, to any widget.
_posted = 0


def _put(self: Queue[Any], value: object) -> None:
    """Passes a message to a widget, and counts it."""
    global _posted  # noqa: PLW0603
    _posted += 1
    self.values.append(value)
    self.ready_event.set()


Queue.put_nowait = _put  # type: ignore[method-assign]


def count_posted() -> int:
    """How many messages were posted so far."""
    return _posted


class BusyWidgets:
    """Whether any widget of an app is busy, whatever screen it is on.

    Asked in each turn of the event loop while a key waits, so it looks at all of them only after a message was posted.
    """

    def __init__(self, app: App[Any]) -> None:
        self._app = app
        self._busy: MessagePump | None = None
        self._ignored: set[MessagePump] = set()
        # The messages and the widgets there were when none was busy.
        self._idle_at: tuple[int, int] | None = None

    def __bool__(self) -> bool:
        """Whether one is busy that isn't ignored."""
        if self._busy is not None and is_busy(self._busy):
            return True
        self._busy = None
        now = _posted, len(self._app._registry)
        if now == self._idle_at:
            return False
        self._ignored = {each for each in self._ignored if is_busy(each)}
        self._busy = next((each for each in self._app._registry if is_busy(each) and each not in self._ignored), None)
        self._idle_at = now if self._busy is None else None
        return self._busy is not None

    def ignore(self) -> None:
        """Ignores those that are busy now until they are seen idle: no key waits twice for what takes that long."""
        self._ignored.update(each for each in self._app._registry if is_busy(each))
        self._busy = self._idle_at = None


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
        self._screen = screen
        self._is_drawing = False
        self._giving_way: list[Callable[[], object]] = []

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
                self._is_drawing = True
                await self._tick(next_timer=self._drawn_at, count=count)
                self._is_drawing = False
            self._go_on()

    async def _wait_for_turn(self) -> None:
        left = self._drawn_at + self._interval - monotonic()
        if left > 0 and self._is_hurried:
            await asyncio.sleep(left)
        elif left > 0:
            with suppress(TimeoutError):
                async with asyncio.timeout(left):
                    await self._hurry.wait()

    def give_way(self, callback: Callable[[], object], within_seconds: float) -> None:
        """Calls back once the frame that the user waits for is drawn, after so long at most."""
        self._giving_way.append(callback)
        asyncio.get_running_loop().call_later(within_seconds, self._go_on)

    def _go_on(self) -> None:
        giving_way, self._giving_way = self._giving_way, []
        for each in giving_way:
            self._screen.call_later(each)

    @property
    def is_awaited(self) -> bool:
        """Whether the user waits for a frame: a key is on its way to it, or drawn."""
        return self._hurry.is_set() or (self._is_drawing and self._is_hurried) or _has_input(self._screen.app)


def after_keys(screen: Screen[Any], callback: Callable[[], object]) -> None:
    """Calls back at once, or after the frame of a key that comes just now: that would have more to draw."""
    timer: FrameTimer | None = vars(screen).get(_TIMER)
    if timer is not None and timer.is_awaited:
        timer.give_way(callback, _MAX_WAIT_FOR_KEY_SECONDS)
    else:
        callback()


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
