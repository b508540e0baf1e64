"""Every use of Textual's private names that an upgrade could break, with what each is used for.

`tests/tui/test_textual_internals.py` asserts that they are still there.
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
from textual.widgets import OptionList
from textual.worker import WorkerFailed, get_current_worker

if TYPE_CHECKING:
    from textual._widget_navigation import Direction
    from textual.actions import ActionParseResult

# The status that a crash ends the process with: EX_SOFTWARE of sysexits.h.
CRASHED = 70

# Who hands an exception to the app while everything else goes on as before. Whatever else does so
# has lost a widget or the screen itself.
SURVIVABLE_CALLERS = ("Worker._run", "Timer._tick", "MessagePump._flush_next_callbacks")

# Where a screen is painted: what fails here fails again with every paint, and nobody would see it said.
_PAINTING = ("textual/_compositor.py",)

_MAX_LOOKS_FOR_KEYS = 50


class GuardedApp(App[None]):
    """An app that goes on where an exception leaves the screen standing, and else ends in a sentence.

    Textual ends an app at each exception and prints its locals: the draft, a visitor, a response.
    """

    is_suspended = False
    _is_ending = False

    def note_crash(self, error: BaseException, during: str) -> str:
        """Keeps an exception for a bug report; the sentences to show."""
        raise NotImplementedError

    def survived(self, error: BaseException, sentences: str) -> None:
        """Shows what happened; the screen goes on."""
        raise NotImplementedError

    def prepare_to_crash(self) -> None:
        """Saves what must not be lost."""
        raise NotImplementedError

    def on_load(self) -> None:
        """Guards the callbacks of every widget: each is started in this context."""
        message_hook.set(self._guard)

    def _guard(self, message: Message) -> None:
        if isinstance(message, events.Callback | InvokeLater):
            message.callback = self._guarded(message.callback)

    def _guarded(self, callback: Callable[..., Any]) -> Callable[[], Awaitable[None]]:
        async def guarded() -> None:
            try:
                await invoke(callback)
            except Exception as error:  # noqa: BLE001
                self.meet(error, "A callback")

        return guarded

    async def run_action(
        self,
        action: "str | ActionParseResult",
        default_namespace: DOMNode | None = None,
        namespaces: Mapping[str, DOMNode] | None = None,
    ) -> bool:
        """Performs an action; one that fails leaves the screen as it is.

        One of a screen that is still being put together is performed once it is.
        """
        if isinstance(default_namespace, Widget) and not default_namespace.is_mounted:
            default_namespace.call_later(self.run_action, action, default_namespace, namespaces)
            return True
        try:
            return await super().run_action(action, default_namespace, namespaces)
        except Exception as error:  # noqa: BLE001
            name = action.partition("(")[0] if isinstance(action, str) else action[1]
            self.meet(error, f"The action {name}")
            return True

    def _handle_exception(self, error: Exception) -> None:
        """Textual's one place for an exception that nobody has caught."""
        caller = sys._getframe(1).f_code.co_qualname
        if isinstance(error, WorkerFailed):
            group, node = get_current_worker().group, get_current_worker().node
            if isinstance(error.error, NoMatches) and self._is_gone(node):
                # Its screen was left meanwhile: there is nowhere to show what it found.
                return
            self.meet(error.error, f"Work in the background ({group})")
        elif caller in SURVIVABLE_CALLERS:
            self.meet(error, "A timer" if caller.startswith("Timer") else "A callback")
        else:
            self._crash(error, "The explorer")

    def _is_gone(self, node: DOMNode) -> bool:
        """Whether the screen of a node was left."""
        try:
            return not node.is_attached or node.screen not in self.screen_stack
        except (NoScreen, ScreenStackError):
            return True

    def meet(self, error: BaseException, during: str) -> None:
        """Takes an exception that leaves the screen standing, unless the screen cannot be drawn any more."""
        if _is_painting(error.__traceback__):
            self._crash(error, "Drawing the screen")
        elif self._exit or self._closing or self._is_ending:
            # Somebody leaves: what was on its way finds no screen any more.
            return
        else:
            self.survived(error, self.note_crash(error, during))

    def _crash(self, error: BaseException, during: str) -> None:
        """Ends the app in a sentence, once."""
        sentences = self.note_crash(error, during)
        if self._exception is None and isinstance(error, Exception):
            # How `run_test` learns of it.
            self._exception = error
            self._exception_event.set()
        if self._is_ending:
            return
        self._is_ending = True
        self._return_code = CRASHED
        self.prepare_to_crash()
        self.panic(Text(sentences))

    def panic(self, *renderables: RenderableType) -> None:
        """Ends the app; of anything but a text, such as a traceback, only a sentence is printed."""
        plain = [each for each in renderables if isinstance(each, str | Text)]
        super().panic(*(plain or [Text("The explorer ended: it could not read the keyboard.")]))

    @contextmanager
    def suspend(self) -> Iterator[None]:
        """Gives the terminal away and takes it back, also after an exception."""
        trouble: BaseException | None = None
        with super().suspend():
            self.is_suspended = True
            try:
                yield
            except BaseException as error:  # noqa: BLE001
                trouble = error
            finally:
                self.is_suspended = False
        if trouble is not None:
            raise trouble

    async def stop_reading_keys(self) -> None:
        """Takes in what was typed so far, and nothing after it; the keys are in the app's queue then."""
        fileno = getattr(self._driver, "fileno", None)
        if self._driver is None or fileno is None:
            return
        for _ in range(_MAX_LOOKS_FOR_KEYS):
            # What is not read by the time that the reading ends, Textual throws away.
            if not select.select([fileno], [], [], 0)[0]:
                break
            await asyncio.sleep(0.01)
        self._driver.disable_input()
        # The thread that read the keys has left them to this loop, which queues each of them in two steps.
        for _ in range(3):
            await asyncio.sleep(0)

    def give_terminal_back(self) -> None:
        """Restores the terminal from outside of the event loop, for an app that hangs."""
        if self._driver is not None:
            self._driver.stop_application_mode()


_move_page = OptionList._move_page


def _move_page_if_laid_out(self: OptionList, direction: "Direction") -> None:
    """Pages through a list; to its end where it has no room, and so no lines that could be counted."""
    if self.options and (self.highlighted or 0) not in self._index_to_line:
        self.highlighted = len(self.options) - 1 if direction == 1 else 0
    else:
        _move_page(self, direction)


# Textual raises a KeyError there, in every list and in its palette: in a low terminal, and between two sizes.
OptionList._move_page = _move_page_if_laid_out  # type: ignore[method-assign]


def _is_painting(trace: TracebackType | None) -> bool:
    while trace is not None:
        if trace.tb_frame.f_code.co_filename.replace("\\", "/").endswith(_PAINTING):
            return True
        trace = trace.tb_next
    return False
