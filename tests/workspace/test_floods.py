"""A page that calls without a pause: nothing is lost, what is kept in memory is bounded, and the end comes."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

from edge_tui.model.exchange import Exchange
from edge_tui.model.origin import Source
from edge_tui.model.sightings import Cause, Failed, Sighting
from edge_tui.model.visit import CallState
from edge_tui.recording import Observer
from edge_tui.recording.observer import MAX_CALLS
from edge_tui.visit import check_visit
from edge_tui.workspace import Workspace
from edge_tui.workspace.history_writer import HistoryWriter
from edge_tui.workspace.live_recording import LiveRecording
from tests.recording.flood import calls
from tests.recording.sources import TranscriptSource
from tests.recording.transcript import START, Uuids, answered, at, began, opened

BOUND_SECONDS = 60.0


def flooded(workspace: Workspace, sightings: Sequence[Sighting]) -> LiveRecording:
    """A recording that has begun."""
    live = workspace.captures.begin(
        "flood", Source.CHROMIUM, lambda tell: TranscriptSource(tell, sightings), hosts=["edge.shop.example"]
    )
    live.start()
    return live


def test_the_end_of_a_flood_comes_with_every_call_and_its_bodies_and_says_what_it_waits_for(
    workspace: Workspace,
) -> None:
    said: list[str] = []
    live = flooded(workspace, list(calls(250)))
    visit = live.stop(said.append)
    assert len(visit.calls) == 250
    kept = workspace.captures.load("flood")
    assert [call.exchange for call in kept.calls] == [call.exchange for call in visit.calls]
    assert all(call.events and call.exchange.response and call.exchange.response.body for call in kept.calls)
    assert said[0] == "Stopping: pages send their last calls."
    assert kept.recording.tried == ()


def observer() -> Observer:
    """An observer of a flood."""
    return Observer(Source.CHROMIUM, "flood", new_uuid=Uuids(), started=START, run="x-", hosts=["edge.shop.example"])


def _written(seen: Observer) -> list[Exchange]:
    found: list[Exchange] = []
    while taken := seen.take(50):
        found += taken
    seen.written(found)
    return found


def kept_of(seen: Observer) -> tuple[int, ...]:
    """How many things an observer keeps, of each kind that grows with calls."""
    within, commands = seen._calls, seen._commands
    return (
        *(len(seen._made), len(seen._made._order), len(seen._complete), len(seen._untaken)),
        *(len(within.ordered), len(within._by_key), len(within._by_request_id), len(within._changed)),
        *(len(within.waiting), len(within._candidates)),
        *(len(commands), len(commands._requests), len(commands._claimed)),
    )


def test_calls_that_are_in_history_leave_a_long_recording(monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr("edge_tui.recording.observer.MAX_CALLS", 60)
    monkeypatch.setattr("edge_tui.recording.observer._LEAVING", 20)
    seen = observer()
    most = 0
    for first in range(0, 400, 10):
        for each in calls(10, first):
            seen.see(each)
        _written(seen)
        visit = seen.visit
        assert visit.recording.tried == ()
        assert visit.left + len(visit.calls) == visit.recording.calls == first + 10
        assert not [each for each in check_visit(visit) if each.check in ("missing-page-view", "early-collect")]
        most = max(most, *kept_of(seen))
    assert most <= 80
    assert visit.left >= 300
    assert len(visit.pages) == 10
    assert visit.left_pages == frozenset(range(1, max(visit.left_pages) + 1))


def test_what_is_not_in_history_or_has_not_ended_stays(monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr("edge_tui.recording.observer.MAX_CALLS", 5)
    monkeypatch.setattr("edge_tui.recording.observer._LEAVING", 1)
    seen = observer()
    for each in [opened(0), *(began(f"w{n}", n * 0.1) for n in range(10))]:
        seen.see(each)
    _written(seen)
    assert len(seen.visit.calls) == 10
    for n in range(8):
        seen.see(answered(f"w{n}", 2 + n * 0.1))
    taken = seen.take()
    assert len(seen.visit.calls) == 10
    # What has changed meanwhile is to be written again.
    seen.see(Failed("w0", at(5), Cause.CORS, ""))
    assert seen.visit.calls[0].state is CallState.BLOCKED
    seen.written(taken)
    left = {call.exchange.request_id for call in seen.visit.calls}
    assert {"r-w0", "r-w8", "r-w9"} <= left
    assert len(left) == 5


def test_a_late_sighting_of_a_call_that_has_left_makes_no_other_call(monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr("edge_tui.recording.observer.MAX_CALLS", 2)
    monkeypatch.setattr("edge_tui.recording.observer._LEAVING", 1)
    seen = observer()
    told: list[Sighting] = []
    for n in range(4):
        told += [began(f"{n}", n), answered(f"{n}", n + 0.1)]
    for each in [opened(0), *told]:
        seen.see(each)
    _written(seen)
    assert seen.visit.left == 2
    for each in told:
        seen.see(each)
    assert _written(seen) == []
    assert seen.visit.recording.calls == 4


def test_a_recording_whose_calls_have_left_is_whole_once_it_has_ended(
    workspace: Workspace,
    monkeypatch,  # type: ignore[no-untyped-def]
) -> None:
    monkeypatch.setattr("edge_tui.recording.observer.MAX_CALLS", 50)
    monkeypatch.setattr("edge_tui.recording.observer._LEAVING", 10)
    live = flooded(workspace, list(calls(300)))
    whole = live.stop()
    assert live.visit.left >= 200
    assert len(live.visit.calls) <= 60
    assert len({call.exchange.request_id for call in whole.calls}) == len(whole.calls) == 300
    assert whole.recording.calls == 300
    assert MAX_CALLS >= 1000


class Disk:
    """Writes that wait until they may go on."""

    def __init__(self) -> None:
        self.batches: list[int] = []
        self.may_write = threading.Event()
        self.is_writing = threading.Event()

    def record(self, exchanges: list[Exchange]) -> None:
        """Takes a batch."""
        self.batches.append(len(exchanges))
        self.is_writing.set()
        assert self.may_write.wait(BOUND_SECONDS)


def test_a_call_is_written_at_once_and_those_that_come_meanwhile_together() -> None:
    seen, lock, disk = observer(), threading.Lock(), Disk()
    written = threading.Semaphore(0)

    def take() -> list[Exchange]:
        with lock:
            return seen.take(50)

    writer = HistoryWriter(
        take,
        disk.record,
        is_written=lambda exchanges: written.release(len(exchanges)),
        delete=lambda calls: None,
        beside=lambda _: None,
        warn=lambda words: None,
    )
    writer.start()
    with lock:
        seen.see(began("1", 1))
    writer.wake()
    # Nothing but the call itself is waited for.
    assert disk.is_writing.wait(BOUND_SECONDS)
    with lock:
        for n in range(2, 12):
            seen.see(began(f"{n}", n))
    writer.wake()
    disk.may_write.set()
    assert writer.wait_until_written(BOUND_SECONDS)
    writer.finish()
    assert disk.batches == [1, 10]


_KILLED = """
import itertools, os, sys, time
from datetime import UTC, datetime
from edge_tui.model.origin import Source
from edge_tui.workspace import Workspace
from tests.recording import flood
workspace = Workspace()
class Source_(flood.Flood):
    def _begin(self, at):
        number = self.told
        super()._begin(at)
        os.write(1, f"{number} {time.perf_counter()}\\n".encode())
made = []
live = workspace.captures.begin(
    "killed", Source.CHROMIUM, lambda tell: made.append(Source_(tell)) or made[0], hosts=["edge.shop.example"]
)
live.start()
made[0].rate = float(sys.argv[1])
time.sleep(60)
"""


def test_a_kill_in_a_flood_loses_the_latest_calls_at_most_and_none_in_between(workspace: Workspace) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", _KILLED, "100"], cwd=Path(__file__).parents[2], env=os.environ, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        told = [process.stdout.readline() for _ in range(60)]
        process.send_signal(signal.SIGKILL)
        told += process.stdout.readlines()
    kept = {call.exchange.request_id for call in workspace.captures.load("killed").calls}
    numbers = [int(line.split()[0]) for line in told if line.endswith(b"\n")]
    assert numbers == list(range(len(numbers)))
    there = [number for number in numbers if f"4f1c6d02-7c5e-4f3e-8d55-{number:012x}" in kept]
    assert there == numbers[: len(there)]
    assert there
