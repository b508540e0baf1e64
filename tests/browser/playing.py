"""Plays a recorded transcript to what listens to a browser, in any order of its events."""

import asyncio
import heapq
import itertools
import json
from collections.abc import Callable, Coroutine, Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from edge_tui.browser.call import Call, decoded_body
from edge_tui.browser.calls import Calls
from edge_tui.browser.cdp import CdpError, Event
from edge_tui.browser.deciding import Paused
from edge_tui.browser.edge_calls import EdgeCalls
from edge_tui.browser.holding import Holding
from edge_tui.browser.interception import Interception
from edge_tui.browser.listener import Listener
from edge_tui.browser.pages import Pages
from edge_tui.model.passing import Rewriter
from edge_tui.model.sightings import Sighting

TRANSCRIPTS = Path(__file__).parent / "transcripts"
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def _stop_watch() -> float:
    """Seconds, of which none pass: a machine that stops for a second ends no wait."""
    return 100.0


class Transcript:
    """The events of a visit, and the results of the commands about its calls."""

    def __init__(self, name: str) -> None:
        text = (TRANSCRIPTS / f"{name}.jsonl").read_text("utf-8") if name else ""
        lines = [json.loads(line) for line in text.splitlines()]
        self.events = [Event(line["method"], line["params"], line["session"]) for line in lines if "method" in line]
        self.results = {(line["asked"], line["requestId"]): line["result"] for line in lines if "asked" in line}
        self.is_untouched = name.endswith("-untouched")


class Player:
    """A visit without a browser: commands are answered by the transcript, and time passes when all has been played."""

    def __init__(
        self, transcript: Transcript, rewriter: Rewriter | None = None, *, closes_dialogs: bool = False
    ) -> None:
        self.told: list[Sighting] = []
        self.notices: list[str] = []
        self.without_cookies: list[Call] = []
        self.sent: list[tuple[str, Mapping[str, object]]] = []
        self._results = transcript.results
        self._timers: list[tuple[float, int, Callable[[], None]]] = []
        self._numbers = itertools.count()
        self._tasks: set[asyncio.Task[Any]] = set()
        edge_calls = EdgeCalls()
        pages = Pages(self.told.append, lambda: NOW, _stop_watch)
        is_held = not transcript.is_untouched
        self.calls = Calls(
            self.told.append,
            lambda: NOW,
            pages,
            edge_calls=edge_calls,
            later=self._later,
            read_body=lambda call: self._spawn(self._read_body(call)),
            read_request_body=lambda call: self._spawn(self._read_request_body(call)),
            read_cookies=self.without_cookies.append,
            is_held=is_held,
            now=_stop_watch,
        )
        self.holding = Holding(self.send, _stop_watch, keeps_back=lambda: rewriter is not None and rewriter.keeps_back)
        self._interception: Interception | None = None
        if is_held:
            self._interception = Interception(
                self,  # type: ignore[arg-type]
                self.holding,
                self.calls,
                edge_calls=edge_calls,
                rewriter=rewriter,
                clock=lambda: NOW,
                spawn=self._spawn,
                notice=self.notices.append,
            )
        self._listener = Listener(
            self,  # type: ignore[arg-type]
            pages,
            self.calls,
            edge_calls=edge_calls,
            tell=self.told.append,
            clock=lambda: NOW,
            interception=self._interception,
            monitors=None,
            closes_dialogs=closes_dialogs,
        )

    async def play(self, events: Iterable[Event]) -> None:
        """Plays events, then lets what waits happen, and ends."""
        for event in events:
            self._listener.take(Event(event.method, event.params, event.session, self.first_look(event)))
            await asyncio.sleep(0)
        while self._tasks or self._timers:
            while self._tasks:
                await asyncio.gather(*self._tasks)
            if self._timers:
                heapq.heappop(self._timers)[2]()
        self.calls.end()
        self.holding.release_all()

    def first_look(self, event: Event) -> Paused | None:
        """What the thread that reads makes of an event."""
        if event.method != "Fetch.requestPaused" or self._interception is None:
            return None
        return self._interception.first_look(event.params)

    def send(self, method: str, params: Mapping[str, object] | None = None, _session: str = "") -> None:
        self.sent.append((method, params or {}))

    def detached(self, _session: str) -> None:
        """No command waits for a session."""

    async def ask(
        self, method: str, params: Mapping[str, object], _session: str = "", within_seconds: float = 10
    ) -> dict[str, Any]:
        await asyncio.sleep(0)
        result = self._results.get((method, params["requestId"]))
        if result is None:
            raise CdpError("the transcript has no result")
        assert isinstance(result, dict)
        return result

    def _later(self, seconds: float, action: Callable[[], None]) -> None:
        heapq.heappush(self._timers, (seconds, next(self._numbers), action))

    def _spawn(self, coroutine: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(coroutine)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _read_body(self, call: Call) -> None:
        try:
            result = await self.ask("Network.getResponseBody", {"requestId": call.network_id})
        except CdpError:
            self.calls.body_read(call, None, "gone")
        else:
            self.calls.body_read(call, decoded_body(result))

    async def _read_request_body(self, call: Call) -> None:
        try:
            result = await self.ask("Network.getRequestPostData", {"requestId": call.network_id})
        except CdpError:
            return
        self.calls.request_body_read(call, str(result["postData"]).encode())
