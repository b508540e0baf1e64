"""Keeps a visit going: an exception of one event, task, timer or recorder is named once and ends nothing else."""

import asyncio
from collections.abc import Callable, Coroutine
from datetime import datetime
from typing import Any

from edge_tui.browser.cdp import CdpError
from edge_tui.model.sightings import Sighting, SourceNotice
from edge_tui.model.unforeseen import sentence


class Guard:
    """Tells sightings, and runs tasks and timers in the loop."""

    def __init__(
        self, loop: asyncio.AbstractEventLoop, tell: Callable[[Sighting], None], clock: Callable[[], datetime]
    ) -> None:
        self._loop = loop
        self._tell = tell
        self._clock = clock
        self._tasks: set[asyncio.Task[None]] = set()
        self._noticed: set[str] = set()

    def tell(self, sighting: Sighting) -> None:
        """Tells a sighting, whatever its recorder does."""
        try:
            self._tell(sighting)
        except Exception as error:  # noqa: BLE001 (the page goes on, whatever its recording does)
            self.note("Recording", error)

    def notice(self, text: str) -> None:
        """Says something once."""
        if text not in self._noticed:
            self._noticed.add(text)
            self.tell(SourceNotice(self._clock(), text))

    def note(self, during: str, error: BaseException) -> None:
        """Says once what went wrong, by the class of the exception: its message may quote a secret."""
        self.notice(sentence(during, error))

    def later(self, seconds: float, action: Callable[[], None]) -> None:
        """Runs an action after some time."""

        def guarded() -> None:
            try:
                action()
            except Exception as error:  # noqa: BLE001 (one call must not end the visit)
                self.note("Following a call", error)

        self._loop.call_later(seconds, guarded)

    def spawn(self, coroutine: Coroutine[Any, Any, None]) -> None:
        """Runs a task until it ends or `cancel`; a browser may refuse, or be gone."""
        task = self._loop.create_task(coroutine)
        self._tasks.add(task)
        task.add_done_callback(self._task_done)

    def cancel(self) -> None:
        """Cancels all tasks."""
        for task in list(self._tasks):
            task.cancel()

    def _task_done(self, task: "asyncio.Task[None]") -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) and not isinstance(error, CdpError):
            self.note("Watching a call", error)
