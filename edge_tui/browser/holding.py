"""Calls that the browser holds for us, and the promise that none is held for long.

A page waits while its call is held. This module lets every call go through within `LIMIT_SECONDS`, both
stages of it together, even if nothing else of edge-tui runs: calls are registered by the thread that
reads from the browser, and released by a thread that does nothing else.

While a rule keeps calls from where their site sends them, such as to the emulator, a request that is let through so
fails: test traffic that came through would count in somebody's reports.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass

Command = tuple[str, Mapping[str, object]]

LIMIT_SECONDS = 1.0
MAX_HELD = 100
CUT: Command = ("Fetch.failRequest", {"errorReason": "ConnectionReset"})
# What is left for the second stage of a call whose first one used up the limit.
_LEAST_SECONDS = 0.05
_MAX_REMEMBERED = 1000

Send = Callable[[str, Mapping[str, object]], None]


@dataclass(slots=True)
class Held:
    """A call that the browser holds at one stage, until `Holding.release`.

    `is_kept_back`: it must not leave as its page made it. `is_cut`: it was failed for that, before anything else was
    done with it. `command` lets it through by default, once something was decided.
    """

    request_id: str
    since: float
    deadline: float
    is_kept_back: bool = False
    is_open: bool = True
    is_cut: bool = False
    command: Command | None = None
    released_at: float | None = None


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
        """Registers a call that the browser holds; a response is released at once when too many are held.

        `is_request`: it hasn't left yet, and the caller decides about it before it takes another.
        """
        is_kept_back = is_request and self._keeps_back()
        now = self._now()
        with self._condition:
            left = max(_LEAST_SECONDS, LIMIT_SECONDS - self._spent.get(request_id, 0.0))
            held = Held(request_id, now, now + left, is_kept_back)
            if (is_request or len(self._held) < MAX_HELD) and not self._is_closed:
                self._held[id(held)] = held
                self._wake_for(held)
                return held
            held.is_open, held.is_cut = False, is_kept_back
        self._send_on(held)
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

    def release_later(self, held: Held, seconds: float, command: Command) -> bool:
        """Lets a call through by a command after some time, or at its deadline; False when it was let through before.

        It goes at once when too many are held.
        """
        with self._condition:
            if not held.is_open:
                return False
            held.command = command
            held.deadline = min(held.deadline, self._now() + seconds)
            if len(self._held) <= MAX_HELD:
                self._wake_for(held)
                return True
        return self.release(held, *command)

    def release_by_default(self, held: Held) -> None:
        """Releases a call as was decided; one that nothing was decided about passes, unless it is kept back."""
        with self._condition:
            if not self._close(held):
                return
            held.is_cut = held.is_kept_back and held.command is None
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

    def _wake_for(self, held: Held) -> None:
        """Wakes the thread that releases calls if it would wake too late for this one. Called with the lock."""
        if held.deadline < self._wakes_at:
            self._condition.notify()

    def _close(self, held: Held) -> bool:
        """Marks a call as let through; False when it was. Called with the lock."""
        if not held.is_open:
            return False
        held.is_open = False
        self._held.pop(id(held), None)
        held.released_at = self._now()
        spent = held.released_at - held.since
        total = self._spent.pop(held.request_id, 0.0) + spent
        self._spent[held.request_id] = total
        self.longest_ms = max(self.longest_ms, total * 1000)
        if len(self._spent) > _MAX_REMEMBERED:
            self._spent.popitem(last=False)
        return True

    def _send_on(self, held: Held) -> None:
        # To continue is also right for a response: it then passes as the server sent it.
        method, parameters = CUT if held.is_cut else held.command or ("Fetch.continueRequest", {})
        self._send(method, {"requestId": held.request_id, **parameters})
