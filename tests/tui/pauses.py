"""Lets pauses pass at once: after the last key the explorer waits for a moment before it lints, completes or searches.

A test would look again and again meanwhile, which took longer than the key.
"""

import asyncio

# Longer ones are for a person: toasts, hints, a second key that confirms the first.
_MAX_SECONDS = 0.75
_ONCE = "set_timer#"

_passing: set[asyncio.Future[None]] = set()


async def sleep(seconds: float) -> None:
    """In the place of `asyncio.sleep` in Textual's timers: of those that call back once, `end_pauses` ends a pause."""
    task = asyncio.current_task()
    if seconds > _MAX_SECONDS or task is None or not task.get_name().startswith(_ONCE):
        await asyncio.sleep(seconds)
        return
    ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    _passing.add(ended)
    try:
        async with asyncio.timeout(seconds):
            await ended
    except TimeoutError:
        pass
    finally:
        _passing.discard(ended)


def end_pauses() -> None:
    """Ends the pauses of all timers."""
    for ended in _passing:
        if not ended.done():
            ended.set_result(None)
