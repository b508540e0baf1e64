"""Calls that the browser holds for us, and the promise that none is held for long.

A page waits while its call is held. This module lets every call go through within `LIMIT_SECONDS`, both
stages of it together, even if nothing else of edge-tui runs: calls are registered by the thread that
reads from the browser, and released by a thread that does nothing else.

There is one exception. While a rule keeps calls from where their site sends them, such as to the emulator, a
request waits longer, and fails in the end: test traffic that came through would count in somebody's reports.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass

LIMIT_SECONDS = 1.0
MAX_HELD = 100
KEPT_BACK_SECONDS = 10.0
MAX_KEPT_BACK = 2000
# What is left for the second stage of a call whose first one used up the limit.
_LEAST_SECONDS = 0.05
_MAX_REMEMBERED = 1000

Send = Callable[[str, Mapping[str, object]], None]


@dataclass(slots=True)
class Held:
    """A call that the browser holds at one stage, until `Holding.release`.

    `is_kept_back`: it must not leave as its page made it. `is_cut`: it was failed for that, before anything else was
    done with it.
    """

    request_id: str
    since: float
    deadline: float
    is_kept_back: bool = False
    is_open: bool = True
    is_cut: bool = False


class Holding:
    """All calls that are held. Methods may be called from any thread.

    `send` writes a command to the browser and never blocks for long; it must be callable from any
    thread. `keeps_back` says whether a rule keeps requests from where their site sends them.
    """

    def __init__(
        self,
        send: Send,
        now: Callable[[], float] = time.monotonic,
        keeps_back: Callable[[], bool] = lambda: False,
    ) -> None:
        self._send = send
        self._now = now
        self._keeps_back = keeps_back
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

    def hold(self, request_id: str, *, is_request: bool = False) -> Held:
        """Registers a call that the browser holds; it is released at once when too many are held.

        `is_request`: it hasn't left yet.
        """
        is_kept_back = is_request and self._keeps_back()
        limit = KEPT_BACK_SECONDS if is_kept_back else LIMIT_SECONDS
        now = self._now()
        with self._condition:
            left = max(_LEAST_SECONDS, limit - self._spent.get(request_id, 0.0))
            held = Held(request_id, now, now + left, is_kept_back)
            if self._has_room(is_kept_back) and not self._is_closed:
                self._held[id(held)] = held
                if held.deadline < self._wakes_at:
                    self._condition.notify()
                return held
            held.is_open, held.is_cut = False, is_kept_back
        self._send_on(held)
        return held

    def _has_room(self, is_kept_back: bool) -> bool:
        """Whether more are held of its kind than may be. Called with the lock."""
        most = MAX_KEPT_BACK if is_kept_back else MAX_HELD
        return len(self._held) < most or sum(each.is_kept_back == is_kept_back for each in self._held.values()) < most

    def release(
        self, held: Held, method: str = "Fetch.continueRequest", parameters: Mapping[str, object] | None = None
    ) -> bool:
        """Lets a call through by a command; False, and nothing is sent, when it was let through before."""
        with self._condition:
            if not self._close(held):
                return False
        self._send(method, {"requestId": held.request_id, **(parameters or {})})
        return True

    def release_by_default(self, held: Held) -> None:
        """Releases a call of which nothing more is known: it passes, unless it is kept back."""
        with self._condition:
            if not self._close(held):
                return
            held.is_cut = held.is_kept_back
        self._send_on(held)

    def held_ms(self, held: Held) -> float:
        """How long a call has been held at this stage and those before."""
        with self._condition:
            return (self._spent.get(held.request_id, 0.0) + (self._now() - held.since if held.is_open else 0)) * 1000

    def release_all(self) -> None:
        """Releases everything, now and from now on."""
        with self._condition:
            self._is_closed = True
            self._condition.notify()
        for held in list(self._held.values()):
            self.release_by_default(held)

    def _watch(self) -> None:
        while True:
            with self._condition:
                if self._is_closed:
                    return
                now = self._now()
                late = [held for held in list(self._held.values()) if held.deadline <= now]
                if not late:
                    self._wakes_at = min((held.deadline for held in self._held.values()), default=float("inf"))
                    self._condition.wait(None if self._wakes_at == float("inf") else self._wakes_at - now)
            for held in late:
                self.release_by_default(held)

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

    def _send_on(self, held: Held) -> None:
        if held.is_cut:
            self._send("Fetch.failRequest", {"requestId": held.request_id, "errorReason": "ConnectionReset"})
        else:
            # Also right for a response: it then passes as the server sent it.
            self._send("Fetch.continueRequest", {"requestId": held.request_id})
