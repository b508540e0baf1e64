"""How sending waits: in an event loop, or blocking in a process that has nothing else to do.

What waits is written once, as coroutines, and gets a `Runtime`. Without an event loop a command needn't load one,
which takes a seventh of a send.
"""

import types
from collections.abc import Callable, Coroutine, Generator
from contextlib import AbstractAsyncContextManager
from typing import Any, Protocol, TypeVar

_Result = TypeVar("_Result")
_Other = TypeVar("_Other")
_Result_co = TypeVar("_Result_co", covariant=True)


class DeadlineError(Exception):
    """Work didn't end within its time."""


class AbandonedError(Exception):
    """Nobody waits for this work any more, so that it must not go on."""


class Started(Protocol[_Result_co]):
    """Work that can be canceled until it is done."""

    def __await__(self) -> Generator[Any, Any, _Result_co]:
        """Waits for the result."""

    def cancel(self) -> bool:
        """Requests cancellation; False if the work can't be canceled any more."""

    def done(self) -> bool:
        """Whether there is nothing left to cancel."""


class Runtime(Protocol):
    """What runs coroutines, and what they wait with.

    `cancellation` is the exception that ends a wait when the work is canceled; `is_blocking` says that nothing else
    runs meanwhile, so that waiting may hold the thread.
    """

    cancellation: type[BaseException]
    is_blocking: bool

    def run(self, work: Coroutine[Any, Any, _Result]) -> _Result:
        """Runs a command's work to its end. SIGINT cancels it at its next wait, and is then a `KeyboardInterrupt`."""

    def lock(self) -> AbstractAsyncContextManager[object]:
        """A lock that lets one after the other in, in order."""

    def start(self, work: Coroutine[Any, Any, _Result]) -> Started[_Result]:
        """Starts work that can be canceled while it is awaited."""

    def is_canceled(self) -> bool:
        """Whether a cancellation is meant for the whole of what runs, not only for what it had started."""

    async def in_thread(self, work: Callable[[], _Result]) -> _Result:
        """Runs work that takes long, so that nobody else waits for it."""

    async def both(
        self, one: Coroutine[Any, Any, _Result], other: Coroutine[Any, Any, _Other]
    ) -> tuple[_Result, _Other]:
        """Runs two at once, if possible."""

    async def within(self, seconds: float, work: Coroutine[Any, Any, _Result]) -> _Result:
        """The result of work; raises `DeadlineError` if it takes longer, and the work then has no further effect."""

    def check(self) -> None:
        """Raises `AbandonedError` in work that is beyond its deadline or canceled, and still runs."""

    @property
    def has_abandoned(self) -> bool:
        """Whether such work may still run."""

    async def look_up(self, host: str, port: int) -> None:
        """Resolves a host name. Raises `OSError` or `UnicodeError`."""

    async def sleep(self, seconds: float) -> None:
        """Pauses."""


@types.coroutine
def next_turn() -> Generator[None, None, None]:
    """Lets others of the event loop run, and the deadline and a cancellation take effect; without one, does nothing."""
    yield


def run_to_end(work: Coroutine[Any, Any, _Result]) -> _Result:
    """The result of a coroutine that waits for no event loop; its turns are its own."""
    while True:
        try:
            awaited = work.send(None)
        except StopIteration as end:
            return end.value  # type: ignore[no-any-return]
        if awaited is not None:
            raise RuntimeError("This coroutine waits for an event loop, and there is none.")


def running_loop() -> Runtime:
    """The runtime of whoever runs in an event loop."""
    from edge_tui.runtime.event_loop import EventLoop

    return EventLoop()
