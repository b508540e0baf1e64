"""Every use of a private name of Textual, which an upgrade may change without notice: those of the app.

`GuardedApp` replaces what Textual does with exceptions (`_handle_exception`, `panic`) and how a frame reaches the
terminal (`_display`, `_build_driver`). `textual_frames.py` decides when a frame is drawn, `textual_layouts.py` what
needs no layout, `textual_messages.py` what gets a message, `textual_styles.py` when styles are parsed and worked out,
`textual_screens.py` how a screen opens, `textual_focus.py` where the focus goes, and `textual_output.py` writes
frames; `textual_widgets.py` has what widgets offer no public name for.

`tests/tui/test_textual_internals.py` fails if a name is gone or has another signature, and if another module
uses one. Private methods that are overridden elsewhere:
`TextArea._set_document`, `TextArea._app_theme_changed`, `TextArea._render_line`, `TextArea._restart_blink` and
`TextArea._toggle_cursor_blink_visible` (`editor/json_area.py`), `Tree._invalidate`
(`response/handle_tree.py`), `DataTable._should_highlight` (`compare/matrix_view.py`),
`TextArea._on_key` (`editor/json_editor.py`: a public handler would let a fast second key overtake the first) and
`Document._lines` (`editor/json_document.py`).
"""

import asyncio
import select
import sys
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from inspect import isawaitable
from types import TracebackType
from typing import TYPE_CHECKING, Any, cast

from rich.console import RenderableType
from rich.text import Text
from textual import events
from textual._compositor import Compositor, CompositorUpdate
from textual._context import active_message_pump, message_hook
from textual.app import App, ScreenStackError
from textual.css.query import NoMatches
from textual.dom import DOMNode, NoScreen
from textual.geometry import Size
from textual.message import Message
from textual.messages import InvokeLater
from textual.screen import Screen
from textual.widget import Widget
from textual.worker import WorkerFailed, get_current_worker

from edge_tui.tui.changed_cells import ChangedCells
from edge_tui.tui.terminals import TerminalTraits
from edge_tui.tui.textual_drawing import draw_changes
from edge_tui.tui.textual_frames import is_covered
from edge_tui.tui.textual_input import read_on_loop
from edge_tui.tui.textual_keys import OrderedInput
from edge_tui.tui.textual_output import draw_update, write_frame
from edge_tui.tui.textual_styles import each_style_once

if TYPE_CHECKING:
    from textual.actions import ActionParseResult
    from textual.driver import Driver
    from textual.screen import Screen

# The exit status of a crash: EX_SOFTWARE of sysexits.h.
CRASHED = 70

# An exception from these callers leaves the screen intact. From any other, a widget or the screen is lost.
SURVIVABLE_CALLERS = ("Worker._run", "Timer._tick", "MessagePump._flush_next_callbacks")

# The code that paints a screen: a failure here recurs with every paint, so a toast about it is never seen.
_PAINTING = ("textual/_compositor.py",)

# The first frame waits in another thread to be written, which what starts now would keep from running.
_DRAWING_SECONDS = 0.02
_MAX_LOOKS_FOR_KEYS = 50


async def _call(callback: Callable[[], Any]) -> None:
    """Calls as Textual does, but without reading the signature first, which takes longer than most callbacks."""
    result = callback()
    if isawaitable(result):
        await result


class GuardedApp(App[None]):
    """Survives exceptions that leave the screen intact, and ends with a sentence on any other.

    Textual ends the app on every exception and prints its locals: the draft, a visitor, a response.

    It writes only changed cells to the terminal, where Textual writes whole regions for each frame.
    """

    # Textual's own output, for a terminal that `ChangedCells` doesn't suit.
    writes_whole_frames = False
    terminal_traits = TerminalTraits()
    is_suspended = False
    _is_ending = False
    _cells: ChangedCells | None = None
    _is_painted = False
    # At the start, Textual and then the driver tell the app the size that it has anyway.
    _announced_sizes = 2

    def __init__(self) -> None:
        super().__init__()
        self.console._color_system = self.terminal_traits.colors  # Rich knows fewer terminals.
        self._waiting: list[Callable[[], object]] = []
        self.ordered_input = OrderedInput(self)

    def call_after_first_paint(self, callback: Callable[[], object]) -> None:
        """Calls back once the first frame is drawn. `call_after_refresh` doesn't wait for it while the app starts."""
        if self._is_painted:
            self.call_later(callback)
        else:
            self._waiting.append(callback)

    def note_paint(self) -> None:
        """Starts what waited for the first frame, once the terminal has had the time to draw it."""
        self._is_painted = True
        while self._waiting:
            delay_seconds = 0.0 if self.is_headless else _DRAWING_SECONDS
            asyncio.get_running_loop().call_later(delay_seconds, self.call_later, self._waiting.pop(0))

    def note_crash(self, error: BaseException, during: str) -> str:
        """Saves an exception for a bug report; returns the sentences to show."""
        raise NotImplementedError

    def show_crash(self, error: BaseException, sentences: str) -> None:
        """Shows what happened, and continues."""
        raise NotImplementedError

    def prepare_to_crash(self) -> None:
        """Saves what must not be lost."""
        raise NotImplementedError

    def on_load(self) -> None:
        """Guards the callbacks of every widget: their tasks inherit this context."""
        message_hook.set(self._guard)

    def _guard(self, message: Message) -> None:
        if isinstance(message, events.Callback | InvokeLater):
            message.callback = self._guarded(message.callback)

    def _guarded(self, callback: Callable[..., Any]) -> Callable[[], Awaitable[None]]:
        async def guarded() -> None:
            try:
                await _call(callback)
            except Exception as error:  # noqa: BLE001
                self._survive_callback(error, "A callback")

        return guarded

    async def run_action(
        self,
        action: "str | ActionParseResult",
        default_namespace: DOMNode | None = None,
        namespaces: Mapping[str, DOMNode] | None = None,
    ) -> bool:
        """Runs an action; a failure is shown and leaves the screen as it is.

        An action of a screen that isn't mounted yet runs once it is.
        """
        if isinstance(default_namespace, Widget) and not default_namespace.is_mounted:
            default_namespace.call_later(self.run_action, action, default_namespace, namespaces)
            return True
        try:
            return await super().run_action(action, default_namespace, namespaces)
        except Exception as error:  # noqa: BLE001
            name = action.partition("(")[0] if isinstance(action, str) else action[1]
            self.survive(error, f"The action {name}")
            return True

    def _handle_exception(self, error: Exception) -> None:
        """Textual's handler of uncaught exceptions."""
        caller = sys._getframe(1).f_code.co_qualname
        if isinstance(error, WorkerFailed):
            group, node = get_current_worker().group, get_current_worker().node
            if not self._misses_what_is_gone(error.error, node):
                self.survive(error.error, f"Work in the background ({group})")
        elif caller in SURVIVABLE_CALLERS:
            self._survive_callback(error, "A timer" if caller.startswith("Timer") else "A callback")
        elif not self._misses_what_is_gone(error, active_message_pump.get(None)):
            self._crash(error, "The explorer")

    def _survive_callback(self, error: Exception, during: str) -> None:
        """Survives an exception of a callback or a timer of the widget whose turn it is."""
        if not self._misses_what_is_gone(error, active_message_pump.get(None)):
            self.survive(error, during)

    def _misses_what_is_gone(self, error: BaseException, node: object) -> bool:
        """Whether something failed only because its screen was closed meanwhile: its result isn't needed."""
        return isinstance(error, NoMatches | NoScreen) and isinstance(node, DOMNode) and _is_gone(self, node)

    def survive(self, error: BaseException, during: str) -> None:
        """Survives an exception, unless it came from painting the screen."""
        if _is_painting(error.__traceback__):
            self._crash(error, "Drawing the screen")
        elif self._exit or self._closing or self._is_ending:
            # Exiting: pending work fails because its screen is gone.
            return
        else:
            self.show_crash(error, self.note_crash(error, during))

    def _crash(self, error: BaseException, during: str) -> None:
        """Ends the app with a sentence, once."""
        sentences = self.note_crash(error, during)
        if self._exception is None and isinstance(error, Exception):
            # For `run_test`, which raises it.
            self._exception = error
            self._exception_event.set()
        if self._is_ending:
            return
        self._is_ending = True
        self._return_code = CRASHED
        self.prepare_to_crash()
        self.panic(Text(sentences))

    def panic(self, *renderables: RenderableType) -> None:
        """Ends the app; prints texts only, never a traceback."""
        plain = [each for each in renderables if isinstance(each, str | Text)]
        super().panic(*(plain or [Text("The explorer ended because it couldn't read the keyboard.")]))

    def _build_driver(self, headless: bool, inline: bool, mouse: bool, size: tuple[int, int] | None) -> "Driver":
        """Makes the driver of the terminal; whoever takes the terminal or gives it back does so through it."""
        driver = super()._build_driver(headless, inline, mouse, size)
        read_on_loop(driver)
        # An inline app moves with the shell's scrolling, and a browser may connect again to an empty screen.
        if self.writes_whole_frames or driver.is_headless or driver.is_inline or driver.is_web:
            return driver
        traits = self.terminal_traits
        cells = self._cells = ChangedCells(traits.colors, erases_in_color=traits.erases_in_color)
        start, stop = driver.start_application_mode, driver.stop_application_mode

        has_terminal = False

        def take_terminal() -> None:
            nonlocal has_terminal
            if has_terminal:
                # SIGCONT after SIGSTOP alone: Textual would take its own settings for those to restore at the end,
                # and start a second thread that reads keys.
                driver.suspend_application_mode()
            cells.forget(may_clear=True)
            start()
            has_terminal = True
            if self._is_painted:
                # After SIGSTOP and SIGCONT, Textual draws nothing.
                asyncio.get_running_loop().call_soon_threadsafe(self.redraw)

        def release_terminal() -> None:
            nonlocal has_terminal
            has_terminal = False
            driver.write(cells.release())
            stop()

        driver.start_application_mode = _one_at_a_time(take_terminal)  # type: ignore[method-assign]
        driver.stop_application_mode = release_terminal  # type: ignore[method-assign]
        return driver

    def _display(self, screen: "Screen[Any]", renderable: RenderableType | None) -> None:
        """Textual's output of a frame."""
        if self._cells is None or not isinstance(renderable, CompositorUpdate):
            super()._display(screen, renderable)
            return
        try:
            if self._running and not self._closed and not self._batch_count:
                cursor = self._previous_cursor_position = self.screen.outer_size.clamp_offset(self.cursor_position)
                draw_update(renderable, self._cells)
                write_frame(self._driver, self._cells.frame(cursor, is_synchronized=self._sync_available))
        except Exception as error:  # noqa: BLE001
            write_frame(self._driver, self._cells.release())
            self._cells = None
            self.show_crash(error, self.note_crash(error, "Drawing the screen"))
            self.redraw()
        finally:
            self.post_display_hook()

    def redraw(self) -> None:
        """Writes the whole screen again, for a terminal that may show something else."""
        if self._cells is not None:
            self._cells.forget()
        self.refresh()

    async def on_event(self, event: events.Event) -> None:
        """Writes the whole screen again when a terminal may have lost it: after a resize, and when it is back."""
        is_resized = isinstance(event, events.Resize)
        if is_resized and self._announced_sizes:
            self._announced_sizes -= 1
            is_resized = False
        if is_resized or (isinstance(event, events.AppFocus) and not self.app_focus):
            self.redraw()
        await self.ordered_input.handle(event, super().on_event)

    @contextmanager
    def suspend(self) -> Iterator[None]:
        """Releases the terminal and takes it back, also after an exception."""
        raised: BaseException | None = None
        with super().suspend():
            self.is_suspended = True
            try:
                yield
            except BaseException as error:  # noqa: BLE001
                raised = error
            finally:
                self.is_suspended = False
        if raised is not None:
            raise raised

    def give_terminal_back(self) -> None:
        """Restores the terminal from another thread, for an app that hangs."""
        if self._driver is not None:
            self._driver.stop_application_mode()
            # Waits for the thread that writes.
            self._driver.close()


def _one_at_a_time(action: Callable[[], None]) -> Callable[[], None]:
    """The action, which a signal may ask for while it runs: then it runs again once it has ended."""
    is_running = is_due = False

    def run() -> None:
        nonlocal is_running, is_due
        is_due = True
        if is_running:
            return
        is_running = True
        try:
            while is_due:
                is_due = False
                action()
        finally:
            is_running = False

    return run


def _is_gone(app: App[None], node: DOMNode) -> bool:
    """Whether the screen of a node was closed, or the app is shutting down."""
    try:
        return not app._running or not node.is_attached or node.screen not in app.screen_stack
    except (NoScreen, ScreenStackError):
        return True


async def stop_reading_keys(app: App[None]) -> None:
    """Reads the keys typed so far into the app's queue, and stops reading."""
    fileno = getattr(app._driver, "fileno", None)
    if app._driver is None or fileno is None:
        return
    for _ in range(_MAX_LOOKS_FOR_KEYS):
        # Textual discards what is unread when the input is disabled.
        if not select.select([fileno], [], [], 0)[0]:
            break
        await asyncio.sleep(0.01)
    app._driver.disable_input()


def _simulate_key(self: App[Any], key: str) -> None:
    """Simulates a key, as if the app had it from the terminal."""
    self.post_message(events.Key(key, None).set_sender(self))


# Textual's ends at whatever simulates the key, if that contains the focus: before the bindings are looked at.
App.simulate_key = _simulate_key  # type: ignore[method-assign]


_compositor_refresh = Screen._compositor_refresh


def _refresh_outside_batches(self: Screen[Any]) -> None:
    """Draws the screen.

    Textual draws it also during a batch, and throws that away: at the start, a whole frame. And it draws the whole of
    an opaque screen again with each change below it, which is drawn anyway once it comes back. Of a screen below a
    translucent one it draws what changed the time before, not what has changed now.
    """
    if is_covered(self):
        self._compositor._dirty_regions.clear()
        self._dirty_widgets.clear()
    elif self.app._batch_count:
        return
    elif self is not self.app.screen and not self.app.is_inline:
        if self._compositor._dirty_regions and self in self.app._background_screens:
            self.app.screen.refresh(*self._compositor._dirty_regions)
        self._compositor._dirty_regions.clear()
        self._dirty_widgets.clear()
    else:
        with each_style_once():
            _compositor_refresh(self)
        if isinstance(self.app, GuardedApp):
            self.app.note_paint()


Screen._compositor_refresh = _refresh_outside_batches  # type: ignore[method-assign]
Compositor.render_partial_update = draw_changes  # type: ignore[method-assign]


_screen_resized = Screen._screen_resized


def _lay_out_once_at_start(self: Screen[Any], size: Size) -> None:
    """Lays out a screen whose size has changed.

    Textual lays out the first screen three times before it is drawn: when it is shown, when that layout posts it its
    size, as it does for every widget, and when the app learns its size.
    """
    is_drawn = not isinstance(self.app, GuardedApp) or self.app._is_painted
    if is_drawn or size != self._size:
        _screen_resized(self, size)


Screen._screen_resized = _lay_out_once_at_start  # type: ignore[method-assign]


def call_after_first_paint(node: DOMNode, callback: Callable[[], object]) -> None:
    """Calls back once the app's first frame is drawn."""
    cast("GuardedApp", node.app).call_after_first_paint(callback)


def _is_painting(trace: TracebackType | None) -> bool:
    while trace is not None:
        if trace.tb_frame.f_code.co_filename.replace("\\", "/").endswith(_PAINTING):
            return True
        trace = trace.tb_next
    return False
