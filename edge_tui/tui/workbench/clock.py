"""The workbench's clock: a hint that counts down, and changes on disk."""

from collections.abc import Callable
from typing import Protocol

from textual.timer import Timer

_LOOK_SECONDS = 2.0
_COUNT_SECONDS = 1.0


class Host(Protocol):
    """Runs timers."""

    def set_interval(self, interval: float, callback: Callable[[], None]) -> Timer:
        """Calls back once per interval."""


class Clock:
    """One timer for everything that changes by itself: each tick wakes the processor.

    `look` runs every two seconds. While something counts down, `count` runs every second as well. Nothing runs while
    the workbench `is_hidden`: the first tick after that shows all that has changed meanwhile.
    """

    def __init__(
        self,
        host: Host,
        *,
        look: Callable[[], object],
        count: Callable[[], object],
        is_hidden: Callable[[], bool],
    ) -> None:
        self._host = host
        self._is_hidden = is_hidden
        self._look = look
        self._count = count
        self._timer: Timer | None = None
        self._is_counting = False
        self._is_odd = False

    def start(self) -> None:
        """Starts the timer."""
        self._time(_LOOK_SECONDS)

    def count_down(self, is_counting: bool) -> None:
        """Says whether something counts down."""
        if is_counting != self._is_counting:
            self._is_counting = is_counting
            if self._timer is not None:
                self._time(_COUNT_SECONDS if is_counting else _LOOK_SECONDS)

    def _time(self, seconds: float) -> None:
        if self._timer is not None:
            self._timer.stop()
        self._is_odd = False
        self._timer = self._host.set_interval(seconds, self._tick)

    def _tick(self) -> None:
        if self._is_hidden():
            return
        self._is_odd = self._is_counting and not self._is_odd
        self._count()
        if not self._is_odd:
            self._look()
