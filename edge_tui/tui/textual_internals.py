"""Every use of a private name of Textual, which an upgrade may change without notice.

`tests/tui/test_textual_internals.py` fails if one is gone or has another signature, and if a module
other than this and `textual_frames.py` uses one. Private methods that are overridden elsewhere:
`TextArea._set_document`, `TextArea._app_theme_changed`, `TextArea._restart_blink` and
`TextArea._toggle_cursor_blink_visible` (`editor/json_area.py`), `Tree._invalidate`
(`response/handle_tree.py`), `TextArea._on_key` (`editor/json_editor.py`: a public handler would let a fast
second key overtake the first) and `Document._lines` (`editor/json_document.py`).
"""

import asyncio
import select
import sys
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from types import TracebackType
from typing import TYPE_CHECKING, Any

from rich.console import RenderableType
from rich.text import Text
from textual import events
from textual._callback import invoke
from textual._context import message_hook
from textual.app import App, ScreenStackError
from textual.css.query import NoMatches
from textual.dom import DOMNode, NoScreen
from textual.message import Message
from textual.messages import InvokeLater
from textual.widget import Widget
from textual.widgets import OptionList, TextArea, Tree, _footer
from textual.widgets.text_area import Document, DocumentNavigator, EditResult, Location, WrappedDocument
from textual.worker import WorkerFailed, get_current_worker

if TYPE_CHECKING:
    from textual._widget_navigation import Direction
    from textual.actions import ActionParseResult

# One key of the footer.
FooterKey = _footer.FooterKey

# The exit status of a crash: EX_SOFTWARE of sysexits.h.
CRASHED = 70

# An exception from these callers leaves the screen intact. From any other, a widget or the screen is lost.
SURVIVABLE_CALLERS = ("Worker._run", "Timer._tick", "MessagePump._flush_next_callbacks")

# The code that paints a screen: a failure here recurs with every paint, so a toast about it is never seen.
_PAINTING = ("textual/_compositor.py",)

_MAX_LOOKS_FOR_KEYS = 50


class GuardedApp(App[None]):
    """Survives exceptions that leave the screen intact, and ends with a sentence on any other.

    Textual ends the app on every exception and prints its locals: the draft, a visitor, a response.
    """

    is_suspended = False
    _is_ending = False

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
                await invoke(callback)
            except Exception as error:  # noqa: BLE001
                self.survive(error, "A callback")

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
            if isinstance(error.error, NoMatches) and self._is_gone(node):
                # Its screen was closed meanwhile, so its result isn't needed.
                return
            self.survive(error.error, f"Work in the background ({group})")
        elif caller in SURVIVABLE_CALLERS:
            self.survive(error, "A timer" if caller.startswith("Timer") else "A callback")
        else:
            self._crash(error, "The explorer")

    def _is_gone(self, node: DOMNode) -> bool:
        """Whether the screen of a node was closed."""
        try:
            return not node.is_attached or node.screen not in self.screen_stack
        except (NoScreen, ScreenStackError):
            return True

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

    async def stop_reading_keys(self) -> None:
        """Reads the keys typed so far into the app's queue, and stops reading."""
        fileno = getattr(self._driver, "fileno", None)
        if self._driver is None or fileno is None:
            return
        for _ in range(_MAX_LOOKS_FOR_KEYS):
            # Textual discards what is unread when the input is disabled.
            if not select.select([fileno], [], [], 0)[0]:
                break
            await asyncio.sleep(0.01)
        self._driver.disable_input()
        # The reading thread has handed the keys to this loop, which queues each of them in two steps.
        for _ in range(3):
            await asyncio.sleep(0)

    def give_terminal_back(self) -> None:
        """Restores the terminal from another thread, for an app that hangs."""
        if self._driver is not None:
            self._driver.stop_application_mode()


_move_page = OptionList._move_page


def _move_page_if_laid_out(self: OptionList, direction: "Direction") -> None:
    """Pages through a list; goes to its end if it has no height, and so no lines to count."""
    if self.options and (self.highlighted or 0) not in self._index_to_line:
        self.highlighted = len(self.options) - 1 if direction == 1 else 0
    else:
        _move_page(self, direction)


# Textual raises a KeyError there, in every list and in its palette: in a low terminal, and during a resize.
OptionList._move_page = _move_page_if_laid_out  # type: ignore[method-assign]


def redraw_labels(tree: Tree[Any]) -> None:
    """Draws every label of a tree again: `refresh` alone would reuse the cached lines."""
    tree._invalidate()


def key_width(key: FooterKey) -> int:
    """The cells that a key needs in the footer."""
    return key.render().cell_len + key.gutter.width + key.styles.margin.width


def install_document(area: TextArea, document: Document, wrapped: WrappedDocument) -> None:
    """Gives a text area another document; to be called from its `_set_document`."""
    area._highlight_query = None
    area.document = document
    area.wrapped_document = wrapped
    area.navigator = DocumentNavigator(wrapped)
    area._build_highlight_map()
    area.move_cursor((0, 0))
    area._rewrap_and_refresh_virtual_size()


def redraw_lines(area: TextArea) -> None:
    """Draws every line again: `refresh` alone would reuse the cached lines."""
    area._line_cache.clear()
    area.refresh()


def cursor_cell(area: TextArea) -> int:
    """The cursor's cell in its line, wide characters counted twice."""
    return area._cursor_offset[0]


def show_cursor(area: TextArea) -> None:
    """Shows the cursor at once and restarts its blinking, as after a key."""
    area._restart_blink()


def rest_cursor(area: TextArea) -> None:
    """Stops the cursor's blinking until the next key; it stays visible."""
    area._pause_blink(visible=True)


def replace_as_typed(area: TextArea, text: str, start: Location, end: Location) -> EditResult | None:
    """Replaces a range like a key press, which undo groups with other keys; None if read-only."""
    return area._replace_via_keyboard(text, start, end)


def default_action(widget: Widget, key: str) -> str | None:
    """The action of the widget's first binding for a key that no keymap can change."""
    bindings = widget._bindings.key_to_bindings.get(key, [])
    return next((binding.action for binding in bindings if binding.id is None), None)


def _is_painting(trace: TracebackType | None) -> bool:
    while trace is not None:
        if trace.tb_frame.f_code.co_filename.replace("\\", "/").endswith(_PAINTING):
            return True
        trace = trace.tb_next
    return False
