"""A large response is freed when another replaces it, not when the garbage collector runs."""

import gc
import json
from collections.abc import Iterator

import pytest

from edge_tui.model.exchange import Draft, Exchange, Response, Timings
from edge_tui.model.profile import Profile
from edge_tui.model.request import InteractRequest
from edge_tui.tui.history.history_list import HistoryList
from edge_tui.tui.response.incremental_free import release_gradually, upper_levels
from edge_tui.workspace import Workspace
from tests.gateway.loopback import answering, http
from tests.tui.stage import NOON, Stage, explorer

# So many items no other list has.
ITEMS = 41_357


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


async def test_the_upper_levels_are_released_before_the_values_in_them() -> None:
    shown = exchange(body())
    pieces = upper_levels(shown)
    assert shown.response is not None
    assert pieces[-1] == json.loads(shown.response.body)
    assert pieces[0] == {"n": [ITEMS - 1]}
    assert ITEMS < len(pieces) < ITEMS + 20
    await release_gradually(pieces)
    assert pieces == []


@pytest.mark.parametrize("content", [b"", b'{"handle": []}', b"<html>".ljust(2_000_000), b'"%s"' % (b"a" * 2_000_000)])
def test_small_or_unparsed_responses_are_not_released_gradually(content: bytes) -> None:
    assert len(upper_levels(exchange(content))) <= 1
    assert upper_levels(None) == []
