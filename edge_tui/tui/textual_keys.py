"""Keys, pastes and clicks in their order: each goes to what has the focus once the one before was handled.

Textual passes on all that wait to what has the focus now. Of keys typed ahead of a slow screen, those after Tab were
for the next field, and those after Enter for the screen that it opens or returns to. A click would overtake them.
`tests/tui/test_textual_internals.py` checks the private names.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from time import monotonic
from typing import Any
from weakref import ReferenceType, WeakKeyDictionary, ref

from textual import events
from textual._callback import invoke
from textual.app import App
from textual.message_pump import MessagePump
from textual.screen import Screen

from edge_tui.tui.textual_focus import will_hide_focus
from edge_tui.tui.textual_frames import BusyWidgets, count_posted, hurry_frame, is_busy

# How often is looked whether a screen is there, or a widget gone.
_LOOK_SECONDS = 0.01
# How long a key waits: for what the one before has caused, for a screen that is being opened, and for the focus there.
_SETTLING_SECONDS, _OPENING_SECONDS, _FOCUSING_SECONDS = 1.0, 2.0, 0.5
# A task that was started, such as a worker, opens its dialog some turns later.
_QUIET_TURNS = 3
# Of clicks and the like that come faster than they are handled, as many are passed on before a frame may be drawn.
_INPUT_AT_ONCE = 32
# How long the end of the app waits for them.
_ENDING_SECONDS = 1.0


class OrderedInput:
    """The keys, pastes and clicks of an app that are not handled yet."""

    def __init__(self, app: App[Any]) -> None:
        self._app = app
        self._busy = BusyWidgets(app)
        _ordered[app] = ref(self)
        self._waiting: deque[events.Event] = deque()
        self._passing: asyncio.Task[None] | None = None
        # What comes next, on its way back to the app.
        self._next: events.Event | None = None
        # What a widget handles now, and which one.
        self._current: events.Event | None = None
        self._at: MessagePump | None = None
        self._is_done = asyncio.Event()
        # Text that was typed into a field has no other effect.
        self._is_text = False
        # Of the mouse, what comes follows at once: a click is two events, and a drag many.
        self._is_of_mouse = False
        # What comes next has waited for its screen for long enough.
        self._is_overdue = False
        self._count = 0
        # What moves the focus or a cursor after a frame that isn't drawn yet, or reads what opens a dialog: of which
        # widget, on which screen, and until when a key waits for it.
        self._moving: dict[object, tuple[MessagePump, Screen[Any], float]] = {}
        self._has_moved = asyncio.Event()

    def __bool__(self) -> bool:
        """Whether anything waits."""
        return bool(self._waiting) or self._next is not None

    async def handle(self, event: events.Event, pass_on: Callable[[events.Event], Awaitable[None]]) -> None:
        """Passes on an event of the app; a key, a paste or a click at its turn."""
        is_ordered = isinstance(event, events.Key | events.Paste | events.MouseEvent) and not event.is_forwarded
        if is_ordered and self._must_wait(event):
            return
        target = self._app.focused or self._app.screen if is_ordered else None
        # It comes back to the app from the widget that had it, which may be after its frame.
        is_new = not event.is_forwarded
        await pass_on(event)
        if target is not None:
            self._passed_on(event, target)
        is_input = isinstance(event, events.InputEvent) and not isinstance(event, events.MouseMove)
        if is_input and is_new and self._app.screen_stack:
            hurry_frame(self._app.screen)
            self._count += 1
            if self._count % _INPUT_AT_ONCE == 0:
                # Textual passes on all that wait before a widget handles one, and draws none of thousands until then.
                await asyncio.sleep(0)

    def _must_wait(self, event: events.Event) -> bool:
        """Whether something before it isn't handled yet, or its screen isn't there: it comes again then."""
        if event is self._next:
            self._next = None
            if self._is_overdue or self._has_screen():
                return False
            # What one before it has started opened a screen just now.
            self._waiting.appendleft(event)
            return True
        if self._current is None and not self and self._may_follow(event):
            return False
        self._waiting.append(event)
        if self._passing is None or self._passing.done():
            self._passing = asyncio.create_task(self._pass_on_waiting())
        return True

    def _may_follow(self, event: events.Event) -> bool:
        """Whether an event may follow at once what was passed on before."""
        if isinstance(event, events.MouseEvent) and not isinstance(event, events.MouseDown):
            return True
        return self._has_screen() and (self._is_text or self._is_settled)

    def _passed_on(self, event: events.Event, at: MessagePump) -> None:
        """A widget has it now, unless the app has handled it itself. What the mouse does isn't passed on from there."""
        self._is_text, self._is_of_mouse = False, isinstance(event, events.MouseEvent)
        if event.is_forwarded and not self._is_of_mouse:
            self._current, self._at = event, at
            self._is_done.clear()
        else:
            self._is_done.set()

    def left(self, pump: MessagePump, event: events.Event) -> None:
        """A widget has handled it: it goes on to the one around it, or it is done."""
        if event is not self._current:
            return
        if event.bubble and not event._stop_propagation and pump.is_parent_active and pump.is_attached:
            self._at = pump._parent
        else:
            # A screen's keys all count as stopped: Textual stops what it passes back to the app, which sent them.
            is_taken = event._stop_propagation and not isinstance(pump, Screen)
            self._is_text = is_taken and isinstance(event, events.Key) and event.is_printable
            self._end()

    async def all_handled(self) -> None:
        """Waits until all that has come so far is handled, for a while."""
        is_read = asyncio.Event()
        self._app.call_later(is_read.set)
        await is_read.wait()
        latest = monotonic() + _ENDING_SECONDS
        while (self or self._current is not None) and monotonic() < latest:
            await self._until_done(_LOOK_SECONDS)
            await asyncio.sleep(0)

    def _end(self) -> None:
        self._current = self._at = None
        self._is_done.set()

    async def _pass_on_waiting(self) -> None:
        while self._waiting:
            while self._current is not None:
                if self._at is None or self._at._closing or self._at._closed:
                    self._end()
                else:
                    await self._until_done(_LOOK_SECONDS)
            if not (self._is_text or (self._is_of_mouse and isinstance(self._waiting[0], events.MouseEvent))):
                await self._until_settled()
            self._is_overdue = not await self._is_there_in_time()
            self._next = self._waiting.popleft()
            self._is_done.clear()
            self._app.post_message(self._next)
            while self._next is not None:
                await self._until_done(_LOOK_SECONDS)

    async def _until_done(self, seconds: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._is_done.wait()

    async def _until_settled(self) -> None:
        """Waits for the messages of what was handled: one may close the screen, or move the focus."""
        quiet, latest = 0, monotonic() + _SETTLING_SECONDS
        while quiet < _QUIET_TURNS and self._app.screen_stack:
            if monotonic() >= latest:
                self._moving.clear()
                self._busy.ignore()
                break
            if self._moving:
                await self._until_moved(latest)
            count = count_posted()
            await asyncio.sleep(0)
            is_quiet = count == count_posted() and not is_busy(self._app) and self._is_settled
            quiet = quiet + 1 if is_quiet else 0

    @property
    def _is_settled(self) -> bool:
        """Whether nothing is left of what was caused so far, apart from what the app itself does now."""
        if self._moving or self._app.message_queue_size or self._busy:
            return False
        return not (self._app.screen_stack and will_hide_focus(self._app.screen))

    async def _until_moved(self, latest_of_key: float) -> None:
        """Waits for what moves, which is over when its widget is gone, or another screen covers it."""
        while self._moving and monotonic() < latest_of_key:
            with suppress(TimeoutError):
                async with asyncio.timeout(_LOOK_SECONDS):
                    await self._has_moved.wait()
            for move, (pump, screen, latest) in tuple(self._moving.items()):
                if pump._closing or pump._closed or screen is not self._app.screen or monotonic() > latest:
                    del self._moving[move]

    def expect(self, move: object, pump: MessagePump) -> None:
        """The next key waits for a move."""
        if self._app.screen_stack:
            self._moving[move] = pump, self._app.screen, monotonic() + _SETTLING_SECONDS
            self._has_moved.clear()

    def note_moved(self, move: object) -> None:
        """Nothing waits for a move any longer."""
        self._moving.pop(move, None)
        if not self._moving:
            self._has_moved.set()

    async def _is_there_in_time(self) -> bool:
        """Waits for the screen, and for its focus; False when that takes too long."""
        began = monotonic()
        while not self._has_screen():
            screen = self._app.screen
            if monotonic() - began > (_FOCUSING_SECONDS if screen.is_mounted else _OPENING_SECONDS):
                return False
            await asyncio.sleep(_LOOK_SECONDS)
        return True

    def _has_screen(self) -> bool:
        """Whether the screen has what takes keys: one that was opened a moment ago has no focus yet."""
        if not self._app.screen_stack:
            return True
        screen = self._app.screen
        return screen.is_mounted and (screen.focused is not None or not screen.message_queue_size)


# Of each app that passes on its input in order. By reference: it knows the app, which would never be freed.
_ordered: WeakKeyDictionary[App[Any], ReferenceType[OrderedInput]] = WeakKeyDictionary()
_on_event = MessagePump.on_event


def _ordered_input_of(app: App[Any]) -> OrderedInput | None:
    reference = _ordered.get(app)
    return reference() if reference is not None else None


def move_after_refresh(pump: MessagePump, callback: Callable[..., object], *arguments: object) -> None:
    """Calls back after the next frame, to move what a key acts on: the focus, or a cursor.

    As `call_after_refresh`, except that a key that was typed ahead waits for it. Scrolling has no need of that, and a
    held cursor key would cost a frame each time.
    """
    ordered, move = _ordered_input_of(pump.app), object()

    async def call() -> None:
        try:
            await invoke(callback, *arguments)
        finally:
            if ordered is not None:
                ordered.note_moved(move)

    if ordered is not None:
        ordered.expect(move, pump)
    pump.call_after_refresh(call)


@contextmanager
def keys_wait(pump: MessagePump) -> Iterator[None]:
    """A key that was typed ahead waits for the end of the block, or for the screen that it opens; not for long."""
    ordered, move = _ordered_input_of(pump.app), object()
    if ordered is not None:
        ordered.expect(move, pump)
    try:
        yield
    finally:
        if ordered is not None:
            ordered.note_moved(move)


async def _handle_in_order(self: MessagePump, event: events.Event) -> None:
    """Handles an event, and says when that was a key."""
    try:
        await _on_event(self, event)
    finally:
        if isinstance(event, events.Key | events.Paste) and (ordered := _ordered_input_of(self.app)) is not None:
            ordered.left(self, event)


MessagePump.on_event = _handle_in_order  # type: ignore[method-assign]
