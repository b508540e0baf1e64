"""Waits without an event loop, for a command that sends one event after the other and does nothing else."""

import signal
import socket
import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from contextlib import AbstractAsyncContextManager, contextmanager, nullcontext
from types import FrameType
from typing import Any, Generic, TypeVar

from edge_tui.runtime import AbandonedError, DeadlineError, Started, run_to_end

_Result = TypeVar("_Result")
_Other = TypeVar("_Other")

# Windows shows a signal only after a wait, and elsewhere another thread may get it.
_SECONDS_UNTIL_SIGNALS_ARE_SEEN = 0.5


class Blocking:
    """Runs coroutines in the thread that calls it, each wait of which blocks.

    Work with a deadline runs in another thread, so that the deadline and SIGINT end the wait whatever the work is
    stuck in: a name server, a connection, a handshake. Such work is abandoned: `check` ends it before it has a
    further effect, and its thread ends with the process at the latest.
    """

    cancellation: type[BaseException] = KeyboardInterrupt
    is_blocking = True

    def __init__(self) -> None:
        self._is_waiting = False
        self._was_interrupted = False
        self._abandoned: set[threading.Thread] = set()

    def run(self, work: Coroutine[Any, Any, _Result]) -> _Result:
        """Runs work; SIGINT waits for its next wait, a second one doesn't."""
        with self._interrupts_at_waits():
            result = run_to_end(work)
            with self._waiting():
                return result

    def lock(self) -> AbstractAsyncContextManager[object]:
        """No lock: there is nobody else."""
        return nullcontext()

    def start(self, work: Coroutine[Any, Any, _Result]) -> Started[_Result]:
        """Work that runs when it is awaited. Only SIGINT cancels it."""
        return _Inline(work)

    def is_canceled(self) -> bool:
        """Always: SIGINT is meant for the whole command."""
        return True

    async def in_thread(self, work: Callable[[], _Result]) -> _Result:
        """Runs work right here."""
        return work()

    async def both(
        self, one: Coroutine[Any, Any, _Result], other: Coroutine[Any, Any, _Other]
    ) -> tuple[_Result, _Other]:
        """Runs one after the other."""
        return await one, await other

    async def within(self, seconds: float, work: Coroutine[Any, Any, _Result]) -> _Result:
        """Waits for work in another thread."""
        job = _Job(work)
        thread = threading.Thread(target=job.run, daemon=True)
        try:
            with self._waiting():
                thread.start()
                has_ended = job.has_ended_within(seconds)
        except BaseException:
            self._abandoned.add(thread)
            if thread.ident is None:
                work.close()
            raise
        if not has_ended:
            self._abandoned.add(thread)
            raise DeadlineError
        return job.result()

    @property
    def has_abandoned(self) -> bool:
        """Whether a thread may still be at work that nobody waits for."""
        return bool(self._abandoned)

    def check(self) -> None:
        """Raises `AbandonedError` in a thread whose work is abandoned."""
        if threading.current_thread() in self._abandoned:
            raise AbandonedError

    async def look_up(self, host: str, port: int) -> None:
        """Resolves a host name."""
        socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)

    async def sleep(self, seconds: float) -> None:
        """Pauses; SIGINT ends it."""
        with self._waiting():
            time.sleep(seconds)  # noqa: ASYNC251

    @contextmanager
    def _waiting(self) -> Iterator[None]:
        """A wait, which SIGINT interrupts, also if it came before."""
        self._is_waiting = True
        try:
            if self._was_interrupted:
                raise KeyboardInterrupt
            yield
        finally:
            self._is_waiting = False

    @contextmanager
    def _interrupts_at_waits(self) -> Iterator[None]:
        """Lets SIGINT interrupt waits only, as an event loop does: no write to history is cut short by one."""
        is_in_main_thread = threading.current_thread() is threading.main_thread()
        if not is_in_main_thread or signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
            yield
            return
        signal.signal(signal.SIGINT, self._interrupt)
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, signal.default_int_handler)

    def _interrupt(self, _number: int, _frame: FrameType | None) -> None:
        is_second, self._was_interrupted = self._was_interrupted, True
        if self._is_waiting or is_second:
            raise KeyboardInterrupt


class _Job(Generic[_Result]):
    """A coroutine that runs in a thread, and how it ended."""

    def __init__(self, work: Coroutine[Any, Any, _Result]) -> None:
        self._work = work
        self._outcomes: list[_Result] = []
        self._error: BaseException | None = None
        self._has_ended = threading.Event()

    def run(self) -> None:
        try:
            self._outcomes.append(run_to_end(self._work))
        except BaseException as error:  # noqa: BLE001
            self._error = error
        self._has_ended.set()

    def has_ended_within(self, seconds: float) -> bool:
        end = time.monotonic() + seconds
        while not self._has_ended.wait(min(seconds, _SECONDS_UNTIL_SIGNALS_ARE_SEEN)):
            seconds = end - time.monotonic()
            if seconds <= 0:
                return False
        return True

    def result(self) -> _Result:
        if self._error is not None:
            raise self._error
        return self._outcomes[0]


class _Inline(Generic[_Result]):
    """Work that runs when it is awaited."""

    def __init__(self, work: Coroutine[Any, Any, _Result]) -> None:
        self._work = work

    def __await__(self) -> Any:
        return self._work.__await__()

    def cancel(self) -> bool:
        return False

    def done(self) -> bool:
        return True
