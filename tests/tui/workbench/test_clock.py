"""The workbench's clock: what runs at its ticks, and that nothing does while nobody sees it."""

from collections.abc import Callable
from typing import cast

from textual.timer import Timer

from edge_tui.tui.workbench.clock import Clock


class PlainTimer:
    """A timer that runs when a test says so."""

    def stop(self) -> None:
        """It doesn't run by itself."""


class PlainHost:
    """Keeps the tick."""

    tick: Callable[[], None]

    def set_interval(self, _interval: float, callback: Callable[[], None]) -> Timer:
        """Keeps the callback."""
        self.tick = callback
        return cast("Timer", PlainTimer())


def test_nothing_runs_while_the_workbench_is_hidden() -> None:
    host, ran, hidden = PlainHost(), list[str](), [False]
    clock = Clock(host, look=lambda: ran.append("look"), count=lambda: ran.append("count"), is_hidden=lambda: hidden[0])
    clock.start()
    host.tick()
    assert ran == ["count", "look"]
    hidden[0] = True
    host.tick()
    assert ran == ["count", "look"]
    hidden[0] = False
    host.tick()
    assert ran == ["count", "look"] * 2


def test_a_countdown_ticks_twice_as_often_as_the_look_at_the_disk() -> None:
    host, ran = PlainHost(), list[str]()
    clock = Clock(host, look=lambda: ran.append("look"), count=lambda: ran.append("count"), is_hidden=lambda: False)
    clock.start()
    clock.count_down(is_counting=True)
    for _ in range(4):
        host.tick()
    assert (ran.count("count"), ran.count("look")) == (4, 2)
