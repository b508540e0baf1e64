"""Follows a visit: however much comes, it is shown as one batch at a time."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from edge_tui.model.errors import SetupError
from edge_tui.tui.capture.feed import Feed, Look
from edge_tui.tui.capture.visit_rows import Changes, VisitRows

# The pause after each batch. A line is on the screen so long after its call at most, plus the time of a frame.
PAUSE_SECONDS = 0.05
# A look at very many changes takes longer, most of it waiting: it is followed by a pause as long, of so much at most.
# The interpreter is the recording's meanwhile.
_MAX_PAUSE_SECONDS = 1.0
# What was left for later is looked at again after this.
LATER_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Batch:
    """What has changed since the last batch, and the visit."""

    look: Look
    changes: Changes


class Following:
    """Reads the feed in a thread and shows each batch on the event loop.

    The source has its own thread and never waits for the screen: its callback only sets an event.
    """

    def __init__(
        self,
        feed: Feed,
        show: Callable[[Batch], object],
        survive: Callable[[Exception], object],
        *,
        pause_seconds: float = PAUSE_SECONDS,
    ) -> None:
        """`survive` gets an unexpected exception of a look at the visit; the next change is looked at again."""
        self._feed = feed
        self._show = show
        self._survive = survive
        self._pause_seconds = pause_seconds
        self._rows = VisitRows(is_live=True)

    async def run(self) -> None:
        """Shows what there is, then what comes, until the visit is over. Raises `SetupError` if it can't be read."""
        changed, loop = asyncio.Event(), asyncio.get_running_loop()

        def wake() -> None:
            # Each call wakes the loop, which takes the interpreter from whoever calls.
            if not changed.is_set():
                loop.call_soon_threadsafe(changed.set)

        self._feed.listen(wake)
        try:
            while True:
                changed.clear()
                is_provisional = False
                started = loop.time()
                try:
                    batch = await asyncio.to_thread(self._read)
                except SetupError:
                    raise
                except Exception as error:  # noqa: BLE001
                    self._survive(error)
                else:
                    self._show(batch)
                    if not batch.look.may_change:
                        return
                    is_provisional = batch.look.is_provisional
                took = min(loop.time() - started, _MAX_PAUSE_SECONDS)
                await asyncio.sleep(max(self._pause_seconds, took))
                with suppress(TimeoutError):
                    await asyncio.wait_for(changed.wait(), LATER_SECONDS if is_provisional else None)
        finally:
            self._feed.unlisten(wake)

    def _read(self) -> Batch:
        look = self._feed.look()
        self._rows.is_live = look.may_change
        return Batch(look, self._rows.changes(look.visit, look.findings))
