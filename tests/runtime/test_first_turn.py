"""The event loop's thread waits less long for the interpreter than the others do."""

import asyncio
import selectors
import sys

import pytest

from edge_tui.runtime import first_turn, giving_way
from edge_tui.runtime.first_turn import FirstTurnSelector, first_turn_loop

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="its event loop has no selector")


@pytest.fixture(autouse=True)
def _interval_restored() -> object:
    before = sys.getswitchinterval()
    yield
    sys.setswitchinterval(before)


def test_the_others_wait_long_while_the_loop_runs_and_short_while_it_waits(monkeypatch) -> None:  # type: ignore[no-untyped-def]
    looked: list[float] = []
    look = selectors.DefaultSelector.select

    def noting(self: selectors.DefaultSelector, timeout: float | None = None) -> object:
        looked.append(sys.getswitchinterval())
        return look(self, timeout)

    monkeypatch.setattr(selectors.DefaultSelector, "select", noting)

    async def run() -> float:
        await asyncio.sleep(0.01)
        return sys.getswitchinterval()

    with asyncio.Runner(loop_factory=first_turn_loop) as runner:
        while_it_runs = runner.run(run())
    assert looked
    assert max(looked) < 0.001
    assert while_it_runs == pytest.approx(0.01)
    assert sys.getswitchinterval() == pytest.approx(0.01)


def test_a_loop_with_something_to_do_looks_for_input_now_and_then(monkeypatch) -> None:  # type: ignore[no-untyped-def]
    looks, now = 0, 0.0

    def look(self: object, timeout: float | None = None) -> list[object]:
        nonlocal looks
        looks += 1
        return []

    monkeypatch.setattr(selectors.DefaultSelector, "select", look)
    monkeypatch.setattr("edge_tui.runtime.first_turn.monotonic", lambda: now)
    with FirstTurnSelector() as selector:
        for _ in range(10):
            assert selector.select(0) == []
        assert looks == 1
        now = 0.002
        selector.select(0)
        assert looks == 2
        # One that has nothing to do waits, whenever it has looked.
        selector.select(None)
        selector.select(0.1)
        assert looks == 4


def test_what_another_thread_asks_of_the_loop_and_what_a_pipe_brings_is_not_missed() -> None:
    async def run() -> tuple[int, bytes]:
        loop = asyncio.get_running_loop()
        busy = True

        async def keep_busy() -> int:
            turns = 0
            while busy:
                await asyncio.sleep(0)
                turns += 1
            return turns

        task = asyncio.create_task(keep_busy())
        reader, writer = await asyncio.open_connection(*address)
        writer.write(b"key\n")
        echoed = await asyncio.wait_for(reader.readline(), 5)
        await asyncio.to_thread(loop.call_soon_threadsafe, lambda: None)
        busy = False
        writer.close()
        return await task, echoed

    async def serve() -> tuple[int, bytes]:
        nonlocal address

        async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.write(await reader.readline())
            writer.close()

        async with await asyncio.start_server(echo, "127.0.0.1", 0) as server:
            address = server.sockets[0].getsockname()[:2]
            return await run()

    address: tuple[str, int] = ("", 0)
    with asyncio.Runner(loop_factory=first_turn_loop) as runner:
        turns, echoed = runner.run(serve())
    assert turns > 1
    assert echoed == b"key\n"


def test_no_thread_waits_long_where_what_woke_the_loop_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    intervals: list[float] = []
    monkeypatch.setattr(
        asyncio.SelectorEventLoop, "_read_from_self", lambda _: intervals.append(sys.getswitchinterval())
    )

    async def run() -> None:
        asyncio.get_running_loop()._read_from_self()  # type: ignore[attr-defined]

    with asyncio.Runner(loop_factory=first_turn_loop) as runner:
        runner.run(run())
    assert intervals
    assert max(intervals) < 0.001
    assert sys.getswitchinterval() == pytest.approx(0.01)


def test_a_loop_says_when_it_is_busy_and_when_it_has_nothing_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[bool] = []
    look = selectors.DefaultSelector.select

    def noting(self: selectors.DefaultSelector, timeout: float | None = None) -> object:
        said.append(giving_way._is_idle.is_set())
        return look(self, timeout)

    monkeypatch.setattr(selectors.DefaultSelector, "select", noting)

    async def run() -> bool:
        await asyncio.sleep(0.01)
        return giving_way._is_idle.is_set()

    with asyncio.Runner(loop_factory=first_turn_loop) as runner:
        assert not runner.run(run())
    assert True in said
    assert giving_way._is_idle.is_set(), "nobody gives way to a loop that has ended"


def test_garbage_is_collected_before_a_rest_and_not_while_a_key_is_handled(monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float | None] = []
    monkeypatch.setattr(selectors.DefaultSelector, "select", lambda _self, timeout=None: waits.append(timeout) or [])
    with FirstTurnSelector() as selector:
        rests: list[int] = []
        selector.before_rest = lambda: rests.append(len(waits))
        for timeout in (0, 0.001, None, 0.004, 0.05):
            selector.select(timeout)
        assert waits == [0, 0.001, None, 0.004, 0.05]
        assert rests == [2, 4]
        # The thread that writes may not have had its turn yet.
        monkeypatch.setattr(first_turn, "monotonic", lambda: 100.0)
        with first_turn.giving():
            pass
        selector.select(None)
        assert rests == [2, 4]
        monkeypatch.setattr(first_turn, "monotonic", lambda: 100.1)
        selector.select(None)
        assert rests == [2, 4, 6]
