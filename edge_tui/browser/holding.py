"""Calls that the browser holds for us, and the promise that none is held for long.

A page waits while its call is held. This module lets every call go through within `LIMIT_SECONDS`, both
stages of it together, even if nothing else of edge-tui runs: calls are registered by the thread that
reads from the browser, and released by a thread that does nothing else.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass

LIMIT_SECONDS = 1.0
MAX_HELD = 100
# What is left for the second stage of a call whose first one used up the limit.
_LEAST_SECONDS = 0.05
_MAX_REMEMBERED = 1000

Send = Callable[[str, Mapping[str, object]], None]


@dataclass(slots=True)
class Held:
    """A call that the browser holds at one stage, until `Holding.release`."""

    request_id: str
    since: float
    deadline: float
    is_open: bool = True


class Holding:
    """All calls that are held. Methods may be called from any thread.

    `send` writes a command to the browser and never blocks for long; it must be callable from any
    thread.
    """

    def __init__(self, send: Send, now: Callable[[], float] = time.monotonic) -> None:
        self._send = send
        self._now = now
        self._condition = threading.Condition()
        self._held: dict[int, Held] = {}
        self._spent: OrderedDict[str, float] = OrderedDict()
        self._wakes_at = float("inf")
        self._is_closed = False
        self.longest_ms = 0.0
        self._watchdog = threading.Thread(target=self._watch, name="held calls", daemon=True)
        self._watchdog.start()

    @property
    def count(self) -> int:
        """How many are held now."""
        return len(self._held)

    def hold(self, request_id: str) -> Held:
        """Registers a call that the browser holds; it is let through at once when too many are held."""
        now = self._now()
        with self._condition:
            left = max(_LEAST_SECONDS, LIMIT_SECONDS - self._spent.get(request_id, 0.0))
            held = Held(request_id, now, now + left)
            if len(self._held) < MAX_HELD and not self._is_closed:
                self._held[id(held)] = held
                if held.deadline < self._wakes_at:
                    self._condition.notify()
                return held
            held.is_open = False
        self._continue(request_id)
        return held

    def release(
        self, held: Held, method: str = "Fetch.continueRequest", parameters: Mapping[str, object] | None = None
    ) -> bool:
        """Lets a call through by a command; False, and nothing is sent, when it was let through before."""
        with self._condition:
            if not self._close(held):
                return False
        self._send(method, {"requestId": held.request_id, **(parameters or {})})
        return True

    def held_ms(self, held: Held) -> float:
        """How long a call has been held at this stage and those before."""
        with self._condition:
            return (self._spent.get(held.request_id, 0.0) + (self._now() - held.since if held.is_open else 0)) * 1000

    def release_all(self) -> None:
        """Lets everything through, now and from now on."""
        with self._condition:
            self._is_closed = True
            released = [held for held in list(self._held.values()) if self._close(held)]
            self._condition.notify()
        for held in released:
            self._continue(held.request_id)

    def _watch(self) -> None:
        while True:
            with self._condition:
                if self._is_closed:
                    return
                now = self._now()
                late = [held for held in list(self._held.values()) if held.deadline <= now and self._close(held)]
                if not late:
                    self._wakes_at = min((held.deadline for held in self._held.values()), default=float("inf"))
                    self._condition.wait(None if self._wakes_at == float("inf") else self._wakes_at - now)
            for held in late:
                self._continue(held.request_id)

    def _close(self, held: Held) -> bool:
        """Marks a call as let through; False when it was. Called with the lock."""
        if not held.is_open:
            return False
        held.is_open = False
        self._held.pop(id(held), None)
        spent = self._now() - held.since
        total = self._spent.pop(held.request_id, 0.0) + spent
        self._spent[held.request_id] = total
        self.longest_ms = max(self.longest_ms, total * 1000)
        if len(self._spent) > _MAX_REMEMBERED:
            self._spent.popitem(last=False)
        return True

    def _continue(self, request_id: str) -> None:
        # Also right for a response: it then passes as the server sent it.
        self._send("Fetch.continueRequest", {"requestId": request_id})
