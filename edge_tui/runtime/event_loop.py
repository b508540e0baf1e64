"""Waits in an event loop of asyncio."""

import asyncio
import socket
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from edge_tui.runtime import DeadlineError

_Result = TypeVar("_Result")
_Other = TypeVar("_Other")


class EventLoop:
    """The running event loop; `run` starts one."""

    cancellation: type[BaseException] = asyncio.CancelledError
    is_blocking = False

    def run(self, work: Coroutine[Any, Any, _Result]) -> _Result:
        """Runs work in a new event loop."""
        return asyncio.run(work)

    def lock(self) -> asyncio.Lock:
        """A lock."""
        return asyncio.Lock()

    def start(self, work: Coroutine[Any, Any, _Result]) -> asyncio.Task[_Result]:
        """A task."""
        return asyncio.create_task(work)

    def is_canceled(self) -> bool:
        """Whether the current task is being canceled."""
        task = asyncio.current_task()
        return task is not None and task.cancelling() > 0

    async def in_thread(self, work: Callable[[], _Result]) -> _Result:
        """Runs work in a thread of the loop's pool."""
        return await asyncio.to_thread(work)

    async def both(
        self, one: Coroutine[Any, Any, _Result], other: Coroutine[Any, Any, _Other]
    ) -> tuple[_Result, _Other]:
        """Runs two coroutines at once."""
        first, second = await asyncio.gather(one, other)
        return first, second

    async def within(self, seconds: float, work: Coroutine[Any, Any, _Result]) -> _Result:
        """Cancels work at the deadline."""
        try:
            async with asyncio.timeout(seconds) as deadline:
                return await work
        except TimeoutError:
            if deadline.expired():
                raise DeadlineError from None
            # The operating system's own timeout of a connection.
            raise

    def check(self) -> None:
        """Never raises: a task that is canceled ends."""

    @property
    def has_abandoned(self) -> bool:
        """Never."""
        return False

    async def look_up(self, host: str, port: int) -> None:
        """Resolves a host name in a thread."""
        await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)

    async def sleep(self, seconds: float) -> None:
        """Pauses."""
        await asyncio.sleep(seconds)
