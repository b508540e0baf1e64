"""Threads that work beside an event loop that somebody watches, such as the explorer's, give way to it.

A process has one interpreter for all of its threads. A thread that works on while the loop draws what a key has changed
takes the interpreter in between, for some milliseconds each time. So this is known for the process.
"""

import threading
from time import monotonic

_MAX_SECONDS = 0.03

_is_idle = threading.Event()
_is_idle.set()
_loop_thread: int | None = None
_idle_since = float("-inf")


def give_way() -> None:
    """Waits until the loop has nothing to do, for 30 ms at most; without such a loop, not at all.

    Not for whoever holds what the loop may wait for, such as a lock. The loop's own thread never waits.
    """
    if not _is_idle.is_set() and threading.get_ident() != _loop_thread:
        _is_idle.wait(_MAX_SECONDS)


def idle_seconds() -> float:
    """For how long the loop has had nothing to do; for ever without one."""
    return monotonic() - _idle_since if _is_idle.is_set() else 0.0


def loop_is_idle() -> None:
    """The loop has nothing to do from now on."""
    global _idle_since  # noqa: PLW0603 (a process has one such loop)
    if not _is_idle.is_set():
        _idle_since = monotonic()
    _is_idle.set()


def loop_is_busy() -> None:
    """The loop, which this thread runs, has something to do from now on."""
    global _loop_thread  # noqa: PLW0603 (a process has one such loop)
    _loop_thread = threading.get_ident()
    _is_idle.clear()
