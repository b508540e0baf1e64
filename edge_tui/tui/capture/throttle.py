"""What follows a visit on the screen and needs not follow each call: at once after a pause, otherwise now and then."""

from collections.abc import Callable
from typing import Generic, TypeVar

_Value = TypeVar("_Value")

# Nobody reads what changes more often, and each change is drawn.
PAUSE_SECONDS = 0.5


class Throttle(Generic[_Value]):
    """Passes on the latest value. `later` runs something after some seconds, `monotonic` gives seconds."""

    def __init__(
        self,
        action: Callable[[_Value], object],
        later: Callable[[float, Callable[[], None]], object],
        monotonic: Callable[[], float],
    ) -> None:
        self._action = action
        self._later = later
        self._monotonic = monotonic
        self._passed_at = float("-inf")
        self._waiting: list[_Value] = []
        self._is_scheduled = False

    def now(self, value: _Value) -> None:
        """Passes a value on at once: a key asked for it."""
        self._waiting = []
        self._passed_at = self._monotonic()
        self._action(value)

    def soon(self, value: _Value) -> None:
        """Passes a value on when it is time, unless another takes its place."""
        left = self._passed_at + PAUSE_SECONDS - self._monotonic()
        if left <= 0:
            self.now(value)
            return
        self._waiting = [value]
        if not self._is_scheduled:
            self._is_scheduled = True
            self._later(left, self._pass_waiting)

    def _pass_waiting(self) -> None:
        self._is_scheduled = False
        if self._waiting:
            self.now(self._waiting[0])
