"""Blocking work beside the keys: in a thread, and ended early once nobody waits for it."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

R = TypeVar("R")

# Whether the result is no longer wanted; asked from the thread.
IsUnwanted = Callable[[], bool]


async def in_thread(work: Callable[[IsUnwanted], R]) -> R:
    """Runs `work` in a thread. Canceling the wait makes what it is given return True: long work then returns."""
    is_canceled = False
    try:
        return await asyncio.to_thread(work, lambda: is_canceled)
    except asyncio.CancelledError:
        is_canceled = True
        raise
