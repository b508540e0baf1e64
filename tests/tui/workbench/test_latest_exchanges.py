"""The latest exchanges, and whether another process has written some since."""

from pathlib import Path

from edge_tui.model.profile import EMULATOR_PROFILE
from edge_tui.tui.workbench.latest_exchanges import LatestExchanges
from tests.tui.stage import frozen_workspace
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
