"""Commands get their own results, over a pipe in pieces of any size, and the end of the browser ends them."""

import asyncio
import json
import os
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from edge_tui.browser.cdp import Cdp, CdpError, Event
from edge_tui.browser.wire import PipeWire


class Browser:
    """The other end of the pipe."""

    def __init__(self) -> None:
        self._commands, ours = os.pipe()
        theirs, self._answers = os.pipe()
        self.ends = (theirs, ours)
        self._rest = b""

    def read(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            self._rest += os.read(self._commands, 4096)
        message, _, self._rest = self._rest.partition(b"\0")
        found = json.loads(message)
        assert isinstance(found, dict)
        return found

    def write(self, *messages: object, piece: int = 1 << 20) -> None:
        text = b"".join(json.dumps(message).encode() + b"\0" for message in messages)
        for start in range(0, len(text), piece):
            os.write(self._answers, text[start : start + piece])

    def end(self) -> None:
        for file in (self._commands, self._answers):
            os.close(file)


@asynccontextmanager
async def connected() -> AsyncIterator[tuple[Browser, Cdp, list[Event], asyncio.Event]]:
    browser, events, lost = Browser(), list[Event](), asyncio.Event()
    looked: list[str] = []

    def first_look(method: str, _params: object) -> object:
        looked.append(threading.current_thread().name)
        return method.upper()

    cdp = Cdp(asyncio.get_running_loop(), events.append, first_look, lost.set)
    cdp.use(PipeWire(*browser.ends, cdp.receive, cdp.lost))
    try:
        yield browser, cdp, events, lost
    finally:
        cdp.close()
        if not lost.is_set():
            browser.end()
            await asyncio.wait_for(lost.wait(), 20)
    assert set(looked) <= {"browser pipe"}


async def test_results_come_in_any_order_and_events_in_theirs() -> None:
    async with connected() as (browser, cdp, events, _):
        first = asyncio.ensure_future(cdp.ask("A.one", {"x": "ä"}, "session"))
        second = asyncio.ensure_future(cdp.ask("A.two"))
        one, two = [await asyncio.to_thread(browser.read) for _ in range(2)]
        assert (one["method"], one["params"], one["sessionId"]) == ("A.one", {"x": "ä"}, "session")
        assert "sessionId" not in two
        browser.write(
            {"method": "B.event", "params": {"n": 1}},
            {"id": two["id"], "result": {"is": "two"}},
            "neither",
            {"id": [1], "result": {}},
            {"method": "B.odd", "params": "text"},
            {"id": 999, "result": {}},
            {"method": "B.event", "params": {"n": 2}, "sessionId": "s"},
            {"id": one["id"], "result": {"is": "one"}},
            piece=7,
        )
        assert (await first, await second) == ({"is": "one"}, {"is": "two"})
        assert events == [
            Event("B.event", {"n": 1}, "", "B.EVENT"),
            Event("B.odd", {}, "", "B.ODD"),
            Event("B.event", {"n": 2}, "s", "B.EVENT"),
        ]


async def test_a_command_that_is_refused_or_not_answered_raises() -> None:
    async with connected() as (browser, cdp, _, _lost):
        refused = asyncio.ensure_future(cdp.ask("A.one"))
        number = (await asyncio.to_thread(browser.read))["id"]
        browser.write({"id": number, "error": {"message": "not now"}})
        with pytest.raises(CdpError, match="not now"):
            await refused
        with pytest.raises(CdpError, match="wasn't answered"):
            await cdp.ask("A.two", within_seconds=0.01)


async def test_the_end_of_the_browser_ends_what_waits_and_later_commands_go_nowhere() -> None:
    async with connected() as (browser, cdp, _, lost):
        waiting = asyncio.ensure_future(cdp.ask("A.one"))
        await asyncio.to_thread(browser.read)
        browser.end()
        with pytest.raises(CdpError, match="gone"):
            await waiting
        await asyncio.wait_for(lost.wait(), 20)
        cdp.send("A.two")
        with pytest.raises(CdpError, match="gone"):
            await cdp.ask("A.three")


async def test_a_large_message_arrives_whole() -> None:
    async with connected() as (browser, cdp, _, _lost):
        asked = asyncio.ensure_future(cdp.ask("A.body", {"body": "x" * 1_000_000}))
        command = await asyncio.to_thread(browser.read)
        assert len(command["params"]["body"]) == 1_000_000
        await asyncio.to_thread(browser.write, {"id": command["id"], "result": {"body": "y" * 3_000_000}})
        assert len((await asked)["body"]) == 3_000_000


def test_commands_to_a_target_that_goes_end_and_others_go_on() -> None:
    async def ended() -> tuple[list[object], int]:
        async with connected() as (browser, cdp, _, _lost):
            asking = [asyncio.create_task(cdp.ask("Runtime.evaluate", {}, session)) for session in ("a", "a", "b")]
            numbers = [(await asyncio.to_thread(browser.read))["id"] for _ in asking]
            cdp.detached("a")
            # An answer that comes all the same is for nobody.
            browser.write(*({"id": number, "result": {"number": number}} for number in numbers))
            return await asyncio.gather(*asking, return_exceptions=True), numbers[2]

    (first, second, third), number = asyncio.run(ended())
    assert isinstance(first, CdpError)
    assert isinstance(second, CdpError)
    assert third == {"number": number}
