"""Signals that end the explorer: the last keys are kept, and the terminal is given back."""

import asyncio
import contextlib
import os
import signal
import threading
from collections.abc import Callable, Iterator
from types import FrameType

_ENDING = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP", "SIGQUIT", "SIGINT") if hasattr(signal, name))
# From a terminal that an editor or a pager has, these are meant for that program.
_OF_THE_KEYBOARD = tuple(getattr(signal, name) for name in ("SIGINT", "SIGQUIT") if hasattr(signal, name))

# An event loop that has not ended by then is stuck.
_PATIENCE_SECONDS = 3.0


def status_of(number: int) -> int:
    """The exit status that shells give a process that a signal has ended."""
    return 128 + number


@contextlib.contextmanager
def ending_by_signal(
    leave: Callable[[int], None], force: Callable[[], None], is_suspended: Callable[[], bool]
) -> Iterator[None]:
    """While it lasts, the first signal calls `leave` with its exit status in the running event loop.

    Where that loop is stuck, `force` is called some seconds later, and the process ends at once.
    While another program has the terminal, signals of the keyboard are that program's alone.
    """
    loop = asyncio.get_running_loop()
    is_over = threading.Event()

    def end_by_force(status: int) -> None:
        if not is_over.wait(_PATIENCE_SECONDS) and not is_suspended():
            with contextlib.suppress(Exception):
                force()
            os._exit(status)

    def handle(number: int, _frame: FrameType | None) -> None:
        if is_suspended() and number in _OF_THE_KEYBOARD:
            return
        status = status_of(number)
        loop.call_soon_threadsafe(leave, status)
        threading.Thread(target=end_by_force, args=(status,), daemon=True).start()

    before = {number: signal.signal(number, handle) for number in _ENDING}
    try:
        yield
    finally:
        is_over.set()
        for number, handler in before.items():
            signal.signal(number, handler)
