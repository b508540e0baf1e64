"""Waits until widgets have handled their messages, and gives nothing to do to those that have none."""

import asyncio
from typing import Any

from textual.message_pump import MessagePump
from textual.pilot import Pilot

# What a message causes is mostly handled within so many turns of the event loop; a handler that waits takes longer.
_TURNS_AT_ONCE = 50
_LOOK_SECONDS = 0.005
_BOUND_SECONDS = 60.0


def is_idle(pump: MessagePump) -> bool:
    """Whether a widget waits for its next message: none is queued, and none is being handled."""
    ready: asyncio.Event = pump._message_queue.ready_event
    return pump._closing or pump._closed or (not ready.is_set() and bool(ready._waiters))


async def all_handled(pilot: Pilot[Any]) -> bool:
    """Waits until the app and every widget of the screen are idle, and returns whether they are.

    In the place of `Pilot._wait_for_screen`, which gives each of them a message and counts those that were handled:
    as many messages, and as many looks for what there is to draw, as there are widgets.
    """
    app = pilot.app
    if not app.screen_stack:
        return False
    pumps = [app, *app.screen.walk_children(with_self=True)]
    turns = 0
    async with asyncio.timeout(_BOUND_SECONDS):
        while not all(map(is_idle, pumps)):
            if app._exception_event.is_set():
                return False
            await asyncio.sleep(0 if turns < _TURNS_AT_ONCE else _LOOK_SECONDS)
            turns += 1
    return True
