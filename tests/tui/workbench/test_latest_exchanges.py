"""The latest exchanges, and whether another process has written some since."""

from pathlib import Path

import pytest

from edge_tui.model.phases import PastSend, PastSends
from edge_tui.model.profile import EMULATOR_PROFILE
from edge_tui.tui.workbench.latest_exchanges import Latest, LatestExchanges
from edge_tui.workspace import Workspace
from tests.tui.stage import WIDE, explorer, frozen_workspace
from tests.tui.workbench.bench import open_bench


async def test_what_another_process_sends_makes_the_list_outdated(home: Path) -> None:
    bench = open_bench(home)
    latest = LatestExchanges(frozen_workspace(home).history)
    assert latest.read(EMULATOR_PROFILE.datastream_id).count == 0
    assert not latest.is_outdated
    exchange = await bench.send()
    assert latest.is_outdated
    read = latest.read(EMULATOR_PROFILE.datastream_id)
    assert ([each.request_id for each in read.summaries], read.count) == ([exchange.request_id], 1)
    assert read.past_sends is not None
    assert [send.elapsed_ms for send in read.past_sends.sends] == [exchange.elapsed_ms]
    assert not latest.is_outdated


@pytest.mark.parametrize(("room", "bars"), [(30, "▁▁×█▄▁"), (5, "▁×█▄▁"), (4, ""), (-3, "")])
def test_the_latest_sends_are_bars_as_far_as_there_is_room(room: int, bars: str) -> None:
    sends = tuple(PastSend(elapsed_ms) for elapsed_ms in (1.0, 10.0, None, 100.0, 50.0, 2.0))
    assert Latest([], 6, PastSends("ds", sends)).bars(room).replace("▅", "▄") == bars


def test_one_send_has_nothing_to_compare_with() -> None:
    assert Latest([], 1, PastSends("ds", (PastSend(1.0),))).bars(30) == ""
    assert Latest([], 1).bars(30) == ""


async def test_the_bars_are_beside_the_count(workspace: Workspace) -> None:
    async with explorer(workspace, size=WIDE) as stage:
        await stage.send()
        await stage.send()
        await stage.until(lambda: "· 2 ─╯" in stage.drawn)


def test_an_empty_list_says_why() -> None:
    nothing, unread = Latest([], 0), Latest([], 0, is_readable=False)
    assert "Press F5 to send" in nothing.why_empty(send_key="f5", history_key="f11", is_kept=True)
    assert "doesn't record" in nothing.why_empty(send_key="f5", history_key="f11", is_kept=False)
    assert "F11 says why" in unread.why_empty(send_key="f5", history_key="f11", is_kept=True)
    assert "Open the history" in unread.why_empty(send_key="f5", history_key="", is_kept=True)
