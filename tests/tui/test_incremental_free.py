"""A large response is freed when another replaces it, not when the garbage collector runs."""

import asyncio
import gc
import json
import sys
import threading
import weakref
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
import textual._wait

from edge_tui.model.exchange import Draft, Exchange, Response, Timings
from edge_tui.model.profile import Profile
from edge_tui.model.request import InteractRequest
from edge_tui.model.response import FreedGradually, InteractResponse, read_response
from edge_tui.tui.history.history_list import HistoryList
from edge_tui.tui.incremental_free import free_in_steps, upper_levels
from edge_tui.tui.response.response_pane import ResponsePane
from edge_tui.tui.widgets.tab_view import TabView
from edge_tui.workspace import Workspace
from tests.gateway.loopback import answering, http
from tests.tui.stage import NOON, Stage, explorer

# So many items no other list has.
ITEMS = 20_011


def body(first: int = 0) -> bytes:
    items = [{"n": [n]} for n in range(first, first + ITEMS)]
    return json.dumps({"handle": [{"type": "a:b", "payload": items}]}).encode().ljust(1_200_000)


def exchange(content: bytes) -> Exchange:
    request = InteractRequest("sent", "https://edge.adobedc.net/ee/v2/interact", (), "{}")
    return Exchange(Draft("{}"), request, "p", "default", NOON, Response(200, (), content, Timings(1.0)))


@pytest.fixture(autouse=True)
def _no_collector() -> Iterator[None]:
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def held() -> int:
    """The number of responses with their items in memory."""
    return sum(type(each) is list and len(each) == ITEMS for each in gc.get_objects())


async def left(stage: Stage, most: int) -> None:
    """Waits until at most this many responses are left."""
    await stage.until(lambda: 1 <= held() <= most)


async def test_sends_and_replays_leave_one_response_in_memory(workspace: Workspace) -> None:
    async with answering(http(body())) as gateway:
        workspace.profiles.add(Profile("large", url=gateway.url, datastream_id="d-1"))
        async with explorer(workspace, profile="large") as stage:
            for _ in range(3):
                await stage.send()
                await left(stage, 1)
            [latest, *_] = workspace.history.recent()
            # Placeholders read the last response, which isn't the one on screen then.
            for is_replay in (False, False, True, True):
                before = stage.exchange
                action = HistoryList.ReplayAsked(latest, exactly=False) if is_replay else HistoryList.Chosen(latest)
                stage.bench.query_one(HistoryList).post_message(action)
                await stage.answered(before)
                del before
                await left(stage, 2)


class Probe:
    """Something small; a reference to it can be weak."""


def all_freed_gradually() -> None:
    """Waits until the thread has freed whatever earlier tests have dropped."""
    # It frees the last of a batch first. The second probe is in a batch after that of the first one.
    for _ in range(2):
        probe, is_freed = Probe(), threading.Event()
        weakref.finalize(probe, is_freed.set)
        dropped = FreedGradually([probe])
        del probe, dropped
        assert is_freed.wait(30)


@dataclass
class FreedBlocks:
    """How many blocks of memory one step of the event loop freed at most, beside those of what was `dropped`."""

    most: int = 0
    dropped: list[FreedGradually[Any]] = field(default_factory=list)
    _by_hand: int = 0

    def watch(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Looks at each step from now on.

        Blocks are counted for the whole process: what the thread frees during a step would count as freed by the step.
        To count those of a large process takes so long that the pilot would never find it idle.
        """
        all_freed_gradually()
        monkeypatch.setattr(textual._wait, "SLEEP_IDLE", 0.7 * textual._wait.SLEEP_GRANULARITY)
        run = asyncio.Handle._run

        def counting(handle: asyncio.Handle) -> None:
            before = sys.getallocatedblocks()
            run(handle)
            self.most = max(self.most, before - sys.getallocatedblocks() - self._by_hand)
            self._by_hand = 0

        monkeypatch.setattr(FreedGradually, "take", self.dropped.append)
        monkeypatch.setattr(asyncio.Handle, "_run", counting)

    def free_dropped(self) -> int:
        """Frees at once what is freed gradually otherwise; how many blocks that were."""
        before = sys.getallocatedblocks()
        FreedGradually.take = None
        self.dropped.clear()
        FreedGradually.take = self.dropped.append
        self._by_hand += before - sys.getallocatedblocks()
        return self._by_hand


async def send(stage: Stage) -> None:
    """As the stage does, which would be the last to hold the response before."""
    shown = id(stage.exchange)
    await stage.press("f5")
    await stage.until(lambda: id(stage.exchange) != shown and not stage.is_sending)
    await stage.still()


async def filter_tree(stage: Stage) -> None:
    await stage.focus(stage.tree)
    await stage.press("slash", "a")
    await stage.until(lambda: stage.find(ResponsePane)._search.matches.is_whole)


async def open_body(stage: Stage) -> None:
    stage.find(ResponsePane).query_one("#answer-tabs", TabView).active = "Body"
    await stage.until(lambda: stage.find(ResponsePane).query("#body-text TextRows"))


async def look_at_another(stage: Stage) -> None:
    stage.bench.state.exchange.value = replace(exchange(b'{"handle": []}'), notes=("another",))
    await stage.still()


async def do_nothing(_stage: Stage) -> None:
    """The response is replaced as it was shown."""


@pytest.mark.parametrize("meanwhile", [do_nothing, filter_tree, open_body, look_at_another])
async def test_no_step_of_the_event_loop_frees_a_large_response(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, meanwhile: Callable[[Stage], Awaitable[None]]
) -> None:
    async with answering(http(body())) as gateway:
        workspace.profiles.add(Profile("large", url=gateway.url, datastream_id="d-1"))
        async with explorer(workspace, profile="large") as stage:
            freed = FreedBlocks()
            freed.watch(monkeypatch)
            await send(stage)
            await meanwhile(stage)
            # The early look at it.
            assert freed.free_dropped() >= ITEMS
            await send(stage)
            assert freed.free_dropped() > 2 * ITEMS
            assert freed.most < ITEMS / 2


def test_the_upper_levels_are_released_before_the_values_in_them() -> None:
    read = read_response(body())
    assert isinstance(read, InteractResponse)
    pieces = upper_levels([read.document])
    assert pieces[-1] is read.document
    assert pieces[0] == ITEMS - 1
    assert 3 * ITEMS < len(pieces) < 3 * ITEMS + 20
    free_in_steps(pieces)
    assert pieces == []


def test_a_long_list_is_its_own_level() -> None:
    lines = [str(number) for number in range(200_000)]
    assert upper_levels(lines) is lines


@pytest.mark.parametrize("content", [b'{"handle": []}', b'{"handle": [{"type": "a", "payload": [[[]], {"b": "c"}]}]}'])
def test_all_of_a_small_value_is_released(content: bytes) -> None:
    """Also the last level, below which nothing is."""
    pieces = upper_levels([json.loads(content)])
    assert len(pieces) == len(list(_values(json.loads(content))))


def _values(value: Any) -> Iterator[Any]:
    yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _values(inner)


def test_a_list_is_given_away_once() -> None:
    taken: list[FreedGradually[int]] = []
    FreedGradually.take, before = taken.append, FreedGradually.take
    try:
        FreedGradually([1, 2])
        assert taken == [[1, 2]]
        taken.clear()
        gc.collect()
        assert taken == []
    finally:
        FreedGradually.take = before
