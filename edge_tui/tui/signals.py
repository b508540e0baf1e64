"""Signals that end the explorer, without losing the last keys or leaving the terminal in a raw state."""

import asyncio
import contextlib
import os
import select
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from types import FrameType

_ENDING_SIGNALS = tuple(
    getattr(signal, name) for name in ("SIGTERM", "SIGHUP", "SIGQUIT", "SIGINT") if hasattr(signal, name)
)
# Others would end the process as well, with the terminal as it is.
_FURTHER_SIGNALS = tuple(
    getattr(signal, name)
    for name in ("SIGUSR1", "SIGUSR2", "SIGALRM", "SIGVTALRM", "SIGPROF", "SIGXCPU", "SIGPOLL", "SIGPWR")
    if hasattr(signal, name)
)
# While an editor or a pager has the terminal, these are meant for that program.
_KEYBOARD_SIGNALS = tuple(getattr(signal, name) for name in ("SIGINT", "SIGQUIT") if hasattr(signal, name))

# An event loop that hasn't ended by then is stuck.
_PATIENCE_SECONDS = 3.0
_RESTORE_SECONDS = 1.0
_THREADS_SECONDS = 2.0


def status_of(number: int) -> int:
    """The exit status that shells report for a process killed by this signal."""
    return 128 + number


@contextlib.contextmanager
def ending_by_signal(
    leave: Callable[[int], None], force: Callable[[], None], is_suspended: Callable[[], bool], terminal: int
) -> Iterator[None]:
    """Calls `leave` with the exit status, in the running event loop, when a signal arrives.

    If the loop is stuck, `force` is called some seconds later and the process exits at once.
    While another program has the terminal, the keyboard's signals are left to that program.
    `terminal` is its file descriptor: a process without a controlling terminal gets no SIGHUP when
    its terminal is gone, so that counts as one.
    """
    loop = asyncio.get_running_loop()
    is_over = threading.Event()

    def end_by_force(status: int) -> None:
        if not is_over.wait(_PATIENCE_SECONDS) and not is_suspended():
            # Restoring a terminal that no longer reads may wait forever.
            restoring = threading.Thread(target=force, daemon=True)
            restoring.start()
            restoring.join(_RESTORE_SECONDS)
            os._exit(status)

    def end(number: int) -> None:
        status = status_of(number)
        threading.Thread(target=end_by_force, args=(status,), daemon=True).start()
        with contextlib.suppress(RuntimeError):
            loop.call_soon_threadsafe(leave, status)

    def handle(number: int, _frame: FrameType | None) -> None:
        if not is_suspended() or number not in _KEYBOARD_SIGNALS:
            end(number)

    def end_with_terminal() -> None:
        hangup = select.poll()
        # No event is asked for, so this only ends when the terminal is gone.
        hangup.register(terminal, 0)
        hangup.poll()
        if not is_over.is_set():
            end(signal.SIGHUP)

    unhandled = tuple(each for each in _FURTHER_SIGNALS if signal.getsignal(each) is signal.SIG_DFL)
    before = {number: signal.signal(number, handle) for number in (*_ENDING_SIGNALS, *unhandled)}
    if hasattr(select, "poll") and os.isatty(terminal):
        threading.Thread(target=end_with_terminal, daemon=True).start()
    try:
        yield
    finally:
        is_over.set()
        for number, handler in before.items():
            signal.signal(number, handler)


def end_despite_threads(status: int) -> None:
    """Ends the process if threads that Python would wait for don't end by themselves.

    Textual's thread that reads the keyboard may go on forever at the end of a terminal that is gone.
    """
    until = time.monotonic() + _THREADS_SECONDS
    waited_for = [each for each in threading.enumerate() if each is not threading.current_thread() and not each.daemon]
    for thread in waited_for:
        thread.join(max(0.0, until - time.monotonic()))
    if any(thread.is_alive() for thread in waited_for):
        with contextlib.suppress(OSError, ValueError):
            sys.stdout.flush()
        os._exit(status)
