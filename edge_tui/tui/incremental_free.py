"""Frees what was dropped of large responses in a thread, in steps that no key notices.

Half a million values that are freed at once hold the interpreter for longer than a frame takes.
"""

import sys
import time
from contextlib import redirect_stderr
from functools import cache
from queue import SimpleQueue
from threading import Thread
from typing import Any

from edge_tui.model.response import FreedGradually

# Of so many values each has few below it.
_MIN_PIECES = 100_000
_BATCH_SIZE = 200
_STEP_SECONDS, _PAUSE_SECONDS = 0.0005, 0.001
# What was drawn of a response may be dropped a moment after it.
_PATIENCE_SECONDS = 0.2


@cache
def start_freeing() -> None:
    """Starts the thread, of which a process has one. It is given what is dropped from then on."""
    # Not another kind of queue: a list may be dropped anywhere, even while this queue is used.
    dropped: SimpleQueue[FreedGradually[Any]] = SimpleQueue()
    FreedGradually.take = dropped.put
    # A thread keeps the standard error that there is when it is made: the explorer's, with all that it shows.
    with redirect_stderr(sys.__stderr__):
        thread = Thread(target=_free_all, args=(dropped,), name="free", daemon=True)
    thread.start()


def _free_all(dropped: SimpleQueue[FreedGradually[Any]]) -> None:
    while True:
        waiting = [dropped.get()]
        time.sleep(_PATIENCE_SECONDS)
        while not dropped.empty():
            waiting.append(dropped.get())
        while waiting:
            free_in_steps(upper_levels(waiting.pop()))


def upper_levels(dropped: list[Any]) -> list[Any]:
    """The upper levels of what is in a list, innermost first; the list itself if it is long enough.

    While they are referenced, the list frees next to nothing.
    """
    if len(dropped) >= _MIN_PIECES:
        return dropped
    pieces, start = [*dropped], 0
    while start < len(pieces) < _MIN_PIECES:
        level, start = pieces[start:], len(pieces)
        for each in level:
            pieces.extend(_inside(each))
    pieces.reverse()
    return pieces


def free_in_steps(pieces: list[Any]) -> None:
    """Empties a list from its end, and leaves the interpreter to other threads in between."""
    while pieces:
        until = time.thread_time() + _STEP_SECONDS
        while pieces and time.thread_time() < until:
            del pieces[-_BATCH_SIZE:]
        time.sleep(_PAUSE_SECONDS)


def _inside(value: object) -> list[Any]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []
