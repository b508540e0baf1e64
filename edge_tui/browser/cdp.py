"""A client of the Chrome DevTools Protocol with flattened sessions: https://chromedevtools.github.io/devtools-protocol.

WebDriver BiDi (https://www.w3.org/TR/webdriver-bidi) has the same shape of commands and events, so it is used for both.
"""

import asyncio
import contextlib
import itertools
import json
import threading
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from edge_tui.browser.wire import Wire

Json = dict[str, Any]

_MAX_DRAINED = 100


class CdpError(Exception):
    """The browser refused a command, didn't answer it in time, or is gone."""


class CdpTimeoutError(CdpError):
    """The browser didn't answer a command in time."""


@dataclass(frozen=True, slots=True)
class Event:
    """What the browser said unasked. `session` is empty for the browser itself.

    `attachment` is what the reading thread made of it, in `Cdp`'s `first_look`.
    """

    method: str
    params: Json
    session: str = ""
    attachment: object = None


class Cdp:
    """Commands, their results, and events.

    `send` may be called from any thread; `ask` in the loop. Events reach `on_event` in the loop, in the
    order in which they came; `first_look` sees each one before, in the thread that reads. `on_lost` is
    called in the loop once the browser is gone.
    """

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        on_event: Callable[[Event], None],
        first_look: Callable[[str, Json], object] = lambda _method, _params: None,
        on_lost: Callable[[], None] = lambda: None,
    ) -> None:
        self._loop = loop
        self._on_event = on_event
        self._first_look = first_look
        self._on_lost = on_lost
        self._wire: Wire | None = None
        self._ids = itertools.count(1)
        self._waiting: dict[int, asyncio.Future[Json]] = {}
        self._sessions: dict[int, str] = {}
        self._inbox: deque[Json | Event] = deque()
        self._lock = threading.Lock()
        self._is_drain_scheduled = False
        self.is_lost = False

    def use(self, wire: Wire) -> None:
        """Sends over this wire from now on."""
        self._wire = wire

    def send(self, method: str, params: Mapping[str, object] | None = None, session: str = "") -> None:
        """Sends a command whose result doesn't matter; never raises."""
        self._write(next(self._ids), method, params, session)

    async def ask(
        self, method: str, params: Mapping[str, object] | None = None, session: str = "", within_seconds: float = 10
    ) -> Json:
        """Sends a command and returns its result. Raises `CdpError`."""
        if self.is_lost:
            raise CdpError("the browser is gone")
        number = next(self._ids)
        self._waiting[number] = future = self._loop.create_future()
        self._sessions[number] = session
        self._write(number, method, params, session)
        try:
            async with asyncio.timeout(within_seconds):
                result: Json = await future
        except TimeoutError:
            raise CdpTimeoutError(f"{method} wasn't answered within {within_seconds:g} s") from None
        finally:
            self._waiting.pop(number, None)
            self._sessions.pop(number, None)
        return result

    def detached(self, session: str) -> None:
        """Ends the commands that a target hasn't answered: it has gone, and the browser says nothing more of them."""
        for number in [number for number, each in self._sessions.items() if each == session]:
            future = self._waiting.pop(number, None)
            if future is not None and not future.done():
                future.set_exception(CdpError("the target is gone"))

    def receive(self, raw: bytes | str) -> None:
        """Takes a message from the wire, in the thread that reads it."""
        try:
            message = json.loads(raw)
        except ValueError:
            return
        if not isinstance(message, dict):
            return
        method = message.get("method")
        if isinstance(method, str):
            params = message.get("params")
            params = params if isinstance(params, dict) else {}
            self._put(Event(method, params, message.get("sessionId") or "", self._first_look(method, params)))
        elif isinstance(number := message.get("id"), int) and number in self._waiting:
            self._put(message)

    def lost(self) -> None:
        """Takes the end of the wire, in any thread."""
        with contextlib.suppress(RuntimeError):
            # The loop may have ended before the browser did.
            self._loop.call_soon_threadsafe(self._lose)

    def close(self) -> None:
        """Closes the wire."""
        if self._wire is not None:
            self._wire.close()

    def _write(self, number: int, method: str, params: Mapping[str, object] | None, session: str) -> None:
        message: dict[str, object] = {"id": number, "method": method, "params": params or {}}
        if session:
            message["sessionId"] = session
        if self._wire is not None:
            self._wire.send(json.dumps(message).encode())

    def _put(self, item: Json | Event) -> None:
        """Hands an item to the loop, which is woken once for all that wait."""
        with self._lock:
            self._inbox.append(item)
            if self._is_drain_scheduled:
                return
            self._is_drain_scheduled = True
        with contextlib.suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._drain)

    def _drain(self) -> None:
        """Passes on what came, in slices: results, timers and the end of the visit get their turn in between."""
        with self._lock:
            items = [self._inbox.popleft() for _ in range(min(len(self._inbox), _MAX_DRAINED))]
            is_more = self._is_drain_scheduled = bool(self._inbox)
        for item in items:
            if isinstance(item, Event):
                self._on_event(item)
            else:
                self._resolve(item)
        if is_more:
            self._loop.call_soon(self._drain)

    def _resolve(self, message: Json) -> None:
        future = self._waiting.pop(message["id"], None)
        if future is None or future.done():
            return
        if "error" in message:
            # An object with a message here; in WebDriver BiDi a name, with the message beside it.
            error = message["error"]
            text = error.get("message") if isinstance(error, dict) else message.get("message")
            future.set_exception(CdpError(str(text or "refused")))
        else:
            future.set_result(message.get("result") or {})

    def _lose(self) -> None:
        while self._inbox:
            self._drain()
        self.is_lost = True
        for future in self._waiting.values():
            if not future.done():
                future.set_exception(CdpError("the browser is gone"))
        self._waiting.clear()
        self._on_lost()
