"""The thread of the event loop goes first when several threads want the interpreter, of which there is one.

A key passes the event loop many times on its way to the frame. Each time that the loop looks for input it releases
the interpreter; to get it back from a thread that is busy, it waits for the switch interval, 10 ms. So it does when it
looks what woke it, and when it lets the thread that writes to the terminal go on.
"""

import asyncio
import selectors
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic

from edge_tui.runtime.giving_way import loop_is_busy, loop_is_idle

# How long a thread waits before it asks another for the interpreter: the loop's, and the others while the loop runs.
# Most frames are drawn in the second.
_LOOP_SECONDS = 0.0005
_OTHERS_SECONDS = 0.01
# With something left to do, the loop looks for input so often.
_LOOK_SECONDS = 0.001
# A shorter wait is not a rest: the loop is about to go on with what a key has begun.
_REST_SECONDS = 0.005


_gave_at = float("-inf")


@contextmanager
def short_turns() -> Iterator[None]:
    """Lets no thread wait long for the interpreter while the loop's thread gives it away."""
    sys.setswitchinterval(_LOOP_SECONDS)
    try:
        yield
    finally:
        sys.setswitchinterval(_OTHERS_SECONDS)


@contextmanager
def giving() -> Iterator[None]:
    """As `short_turns`, to hand something to another thread, which may take a moment to do it."""
    global _gave_at  # noqa: PLW0603 (a process has one such loop)
    with short_turns():
        yield
    _gave_at = monotonic()


def _has_given_nothing() -> bool:
    return monotonic() - _gave_at > _REST_SECONDS


class FirstTurnSelector(selectors.DefaultSelector):
    """A selector for the loop that goes first. There is one switch interval for all threads, so it changes with turns.

    Its length costs nothing unless a thread waits for the interpreter.
    """

    def __init__(self) -> None:
        super().__init__()
        # Called before the loop waits for a while, unless it has just given something away, such as a frame.
        self.before_rest: Callable[[], object] | None = None
        self._looked_at = float("-inf")

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """What is ready. Nothing, without a look, when the loop has looked a moment ago and has more to do."""
        has_more_to_do = timeout is not None and timeout <= 0
        if has_more_to_do and monotonic() - self._looked_at < _LOOK_SECONDS:
            return []
        if not has_more_to_do:
            if self.before_rest is not None and (timeout is None or timeout > _REST_SECONDS) and _has_given_nothing():
                self.before_rest()
            loop_is_idle()
        try:
            with short_turns():
                return super().select(timeout)
        finally:
            loop_is_busy()
            self._looked_at = monotonic()

    def close(self) -> None:
        """Frees the selector; threads that go on give way to nothing any more."""
        loop_is_idle()
        super().close()


class FirstTurnLoop(asyncio.SelectorEventLoop):
    """An event loop whose thread goes first."""

    def __init__(self) -> None:
        self.first_turns = FirstTurnSelector()
        super().__init__(self.first_turns)

    def _read_from_self(self) -> None:
        """Reads what another thread has woken it with; by the private name of `asyncio`."""
        with short_turns():
            super()._read_from_self()  # type: ignore[misc]


def first_turn_loop() -> asyncio.AbstractEventLoop:
    """An event loop whose thread goes first; elsewhere than on Unix, the usual one."""
    return asyncio.new_event_loop() if sys.platform == "win32" else FirstTurnLoop()
