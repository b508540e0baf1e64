"""Follows a recording that goes on behind the workbench, to say so there."""

import asyncio
from collections.abc import Callable
from typing import Protocol

from edge_tui.tui.workbench.top_bar import RecordingMark

# How often the number of calls may change: nothing is to tick beside one's work.
PAUSE_SECONDS = 1.0


class FollowedFeed(Protocol):
    """A recording that goes on; see `LiveFeed`."""

    @property
    def name(self) -> str:
        """Its name."""

    @property
    def is_live(self) -> bool:
        """Whether more may come."""

    def count(self) -> int:
        """How many calls there are; ends a recording whose source has ended. In a thread."""

    def listen(self, changed: Callable[[], object]) -> None:
        """Calls back after each change, from any thread."""

    def unlisten(self, changed: Callable[[], object]) -> None:
        """Calls it no more."""


async def follow_recording(
    feed: FollowedFeed, show: Callable[[RecordingMark | None], object], *, pause_seconds: float = PAUSE_SECONDS
) -> None:
    """Shows the mark of a recording until it has ended; None then, and when this is canceled."""
    changed, loop = asyncio.Event(), asyncio.get_running_loop()

    def wake() -> None:
        # Each call wakes the loop, which takes the interpreter from whoever calls.
        if not changed.is_set():
            loop.call_soon_threadsafe(changed.set)

    shown: RecordingMark | None = None
    feed.listen(wake)
    try:
        while feed.is_live:
            changed.clear()
            mark = RecordingMark(feed.name, await asyncio.to_thread(feed.count))
            if mark != shown:
                show(shown := mark)
            await asyncio.sleep(pause_seconds)
            await changed.wait()
    finally:
        feed.unlisten(wake)
        show(None)
