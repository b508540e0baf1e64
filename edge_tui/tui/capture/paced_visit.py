"""A visit that is read in small steps: whoever reads it in a thread leaves the processor to the keys in between."""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace

from edge_tui.model.visit import Call, Visit
from edge_tui.runtime.giving_way import give_way, idle_seconds

# Another thread waits for the interpreter at most as long as a step takes, and a key waits for it several times.
_STEP_SECONDS = 0.001
# The pause after a step, in as many times as long. After keys and lines, most of the interpreter is the screen's; once
# it has had nothing to do for a while, steps are longer and pauses shorter: the loop takes the interpreter from a step
# when a key comes, and on a busy machine each pause takes longer than it should.
_PAUSE_PER_WORK = 3
_CALM_SECONDS = 0.1
_CALM_STEP_SECONDS = 0.004
_CALM_PAUSE_PER_WORK = 0.5


class Pace:
    """Pauses between steps.

    `worked` gives the seconds that this thread has worked: those that it waits don't count. `idle` gives the seconds
    for which the screen has had nothing to do.
    """

    def __init__(
        self,
        worked: Callable[[], float] = time.thread_time,
        sleep: Callable[[float], object] = time.sleep,
        idle: Callable[[], float] = idle_seconds,
    ) -> None:
        self._worked = worked
        self._sleep = sleep
        self._idle = idle
        self._begun = worked()

    def step(self) -> None:
        """Something was read: pauses if it is time."""
        give_way()
        worked = self._worked() - self._begun
        if worked >= _STEP_SECONDS:
            is_calm = self._idle() >= _CALM_SECONDS
            if is_calm and worked < _CALM_STEP_SECONDS:
                return
            self._sleep(worked * (_CALM_PAUSE_PER_WORK if is_calm else _PAUSE_PER_WORK))
            self._begun = self._worked()


class _PacedCalls(tuple[Call, ...]):  # noqa: SLOT001 (a tuple can have no other slots)
    """Calls that pause while they are read one by one."""

    pace: Pace

    def __iter__(self) -> Iterator[Call]:
        step = self.pace.step
        for call in super().__iter__():
            step()
            yield call


def paced(visit: Visit, pace: Pace) -> Visit:
    """The same visit, read at a pace."""
    calls = _PacedCalls(visit.calls)
    calls.pace = pace
    return replace(visit, calls=calls)
