"""A recording that ends after a flood: what is left is counted, written, and said when it isn't."""

import os
import queue
import signal
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from edge_tui.cli.recording.lines import LineWriter
from edge_tui.cli.recording.run import follow
from edge_tui.model.origin import Source
from edge_tui.model.sightings import Answered, Began, Sighting, SourceNotice
from edge_tui.model.visit import Call, Visit
from edge_tui.recording import Observer
from edge_tui.workspace import Workspace
from edge_tui.workspace.live_recording import LiveRecording
from edge_tui.workspace.sighting_queue import SightingQueue
from edge_tui.workspace.unfinished import Progress, finish, lost_by_now
from tests.recording.flood import Flood

NOW = datetime(2026, 11, 28, 14, tzinfo=UTC)
_BOUND_SECONDS = 60


def answered(call: str) -> Answered:
    """The end of a call."""
    return Answered(call, NOW, 200)


def test_what_is_unread_is_counted_by_call_and_read_in_order() -> None:
    queue = SightingQueue()
    told = [Began("1", NOW, "POST", "https://edge.example"), answered("1"), SourceNotice(NOW, "x"), answered("2")]
    for each in told:
        queue.put(each)
    queue.end()
    queue.put(answered("3"))
    assert queue.calls == {"1", "2", "3"}
    read: list[Sighting] = []
    is_over = False
    while not is_over:
        batch, is_over = queue.next_batch(0.0)
        assert queue.calls == {"1", "2", "3"}
        read += batch
    queue.done()
    assert read == told
    assert queue.calls == {"3"}


def test_a_source_never_waits_and_nothing_it_tells_meanwhile_is_lost() -> None:
    queue, read = SightingQueue(), list[Sighting]()

    def tell() -> None:
        for number in range(5000):
            queue.put(answered(str(number)))
        queue.end()

    telling = threading.Thread(target=tell)
    telling.start()
    is_over = False
    while not is_over:
        batch, is_over = queue.next_batch(0.0)
        assert len(batch) <= 200
        assert isinstance(queue.calls, set)
        read += batch
    telling.join()
    assert [each.call for each in read if isinstance(each, Answered)] == list(map(str, range(5000)))


class Stuck:
    """A recording of calls whose history takes nothing until it may."""

    def __init__(self, workspace: Workspace, monkeypatch: pytest.MonkeyPatch, name: str = "flood") -> None:
        self.may_write = threading.Event()
        record = workspace.history.record

        def wait(*arguments: Any, **how: Any) -> Any:
            assert self.may_write.wait(_BOUND_SECONDS)
            return record(*arguments, **how)

        monkeypatch.setattr(workspace.history, "record", wait)
        made: list[Flood] = []

        def source(tell: Callable[[Sighting], None]) -> Flood:
            made.append(Flood(tell))
            return made[0]

        self.live: LiveRecording = workspace.captures.begin(name, Source.CHROMIUM, source)
        self.live.start()
        made[0].tell(30)


@pytest.fixture
def stuck(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stuck]:
    """Such a recording, which may write at the end."""
    made = Stuck(workspace, monkeypatch)
    yield made
    made.may_write.set()
    made.live.end()


def test_the_calls_that_are_not_in_history_are_known_until_they_are(workspace: Workspace, stuck: Stuck) -> None:
    said: queue.SimpleQueue[str] = queue.SimpleQueue()
    ending = threading.Thread(target=stuck.live.end, args=(said.put,))
    ending.start()
    while "left" not in (sentence := said.get(timeout=_BOUND_SECONDS)):
        continue
    assert sentence == "Writing to history: 30 calls left."
    assert (len(stuck.live.unwritten), workspace.captures.unwritten) == (30, 30)
    assert stuck.live.has_source_ended
    assert not stuck.live.is_finished
    stuck.may_write.set()
    ending.join(_BOUND_SECONDS)
    assert stuck.live.is_finished
    assert (stuck.live.unwritten, workspace.captures.unwritten) == (set(), 0)
    assert len(workspace.history.keys_of_recording("flood")) == 30


def test_a_process_that_ends_writes_what_is_left_of_every_recording(
    workspace: Workspace, stuck: Stuck, monkeypatch: pytest.MonkeyPatch
) -> None:
    # However long it takes, it is less than a second.
    monkeypatch.setattr("edge_tui.workspace.unfinished.Progress", lambda say: Progress(say, lambda: 0.0))
    threading.Timer(0.3, stuck.may_write.set).start()
    said: list[str] = []
    assert finish(workspace.captures, said.append)
    assert len(workspace.history.keys_of_recording("flood")) == 30
    assert said == []


def test_ended_by_ctrl_c_it_says_what_is_not_in_history(
    workspace: Workspace, stuck: Stuck, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(_progress: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(workspace.captures, "finish", interrupted)
    said: list[str] = []
    assert not finish(workspace.captures, said.append)
    assert said == ["Ended at once: 30 calls are not in history, or not as they ended."]


def test_a_second_ctrl_c_ends_a_capture_at_once_and_says_so(
    workspace: Workspace, stuck: Stuck, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []

    def interrupt() -> bool:
        os.kill(os.getpid(), signal.SIGINT)
        return False

    def say(sentence: str) -> None:
        said.append(sentence)
        if sentence == "Writing to history: 30 calls left.":
            interrupt()

    monkeypatch.setattr("edge_tui.cli.recording.run.say", say)
    with pytest.raises(KeyboardInterrupt):
        follow(workspace, stuck.live, LineWriter(), is_over=interrupt)
    assert said[-1] == "Ended at once: 30 calls are not in history, or not as they ended."


def test_ctrl_c_in_a_flood_is_noticed_before_the_next_call_is_written(workspace: Workspace) -> None:
    flood: list[Flood] = []
    written: list[str] = []
    until_stopped: list[int] = []

    class Interrupting(LineWriter):
        """Interrupts at the tenth call."""

        def made(self, call: Call, visit: Visit) -> None:
            super().made(call, visit)
            written.append(call.key)
            if len(written) == 10:
                os.kill(os.getpid(), signal.SIGINT)

    class Stoppable(Flood):
        """Counts what was written when it was stopped."""

        def stop(self) -> None:
            until_stopped.append(len(written))
            super().stop()

    def source(tell: Callable[[Sighting], None]) -> Flood:
        flood.append(Stoppable(tell))
        return flood[0]

    live = workspace.captures.begin("flood", Source.CHROMIUM, source)
    live.start()
    flood[0].tell(300)
    visit, failure = follow(workspace, live, Interrupting())
    assert until_stopped[0] == 10
    assert (len(set(written)), len(written), failure) == (300, 300, "")
    assert len(visit.calls) + visit.left == 300


def test_a_look_at_a_flood_from_the_command_line_is_bounded(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[int] = []
    latest = Observer.latest

    def noting(observer: Observer, limit: int | None = None) -> tuple[Visit, bool]:
        before = len(observer._made.ordered)
        looked_at = latest(observer, limit)
        if threading.current_thread() is threading.main_thread() and not is_over:
            made.append(len(observer._made.ordered) - before)
        return looked_at

    monkeypatch.setattr(Observer, "latest", noting)
    flood: list[Flood] = []

    def source(tell: Callable[[Sighting], None]) -> Flood:
        flood.append(Flood(tell))
        return flood[0]

    live = workspace.captures.begin("flood", Source.CHROMIUM, source)
    is_over = False
    live.start()
    flood[0].tell(1500)

    def ends() -> bool:
        nonlocal is_over
        is_over = len(made) >= 2
        return is_over

    follow(workspace, live, LineWriter(), ends)
    assert max(made) <= 500


def test_what_takes_long_is_said_although_nothing_follows_it() -> None:
    said: queue.SimpleQueue[str] = queue.SimpleQueue()
    now = iter((0.0, 0.5))
    with Progress(said.put, lambda: next(now, 1.5)) as progress:
        progress("Checking 9,000 calls.")
        assert said.get(timeout=_BOUND_SECONDS) == "Checking 9,000 calls."
    with Progress(said.put, lambda: 0.0) as progress:
        progress("Checking 1 call.")
    assert said.empty()


def test_what_the_end_waits_for_is_said_after_a_second_and_once_a_second() -> None:
    now, said = SimpleNamespace(seconds=0.0), list[str]()
    progress = Progress(said.append, lambda: now.seconds)
    for seconds, left in ((0.1, 9), (0.9, 8), (1.1, 7), (1.6, 6), (2.2, 7), (2.7, 5), (3.3, 4), (3.8, 3)):
        now.seconds = seconds
        progress(f"{left} left")
    assert said == ["7 left", "5 left", "3 left"]


def test_nothing_is_said_of_nothing_and_one_call_is_one() -> None:
    assert lost_by_now(0) == ""
    assert lost_by_now(1) == "Ended at once: 1 call is not in history, or not as it ended."
    assert lost_by_now(1200) == "Ended at once: 1,200 calls are not in history, or not as they ended."


def test_a_recording_that_never_began_is_not_waited_for(workspace: Workspace) -> None:
    workspace.captures.begin("never", Source.CHROMIUM, Flood)
    assert finish(workspace.captures, print)
    assert workspace.captures.unwritten == 0


def test_many_calls_told_at_once_are_all_in_history_once_it_has_ended(workspace: Workspace) -> None:
    made: list[Flood] = []

    def source(tell: Callable[[Sighting], None]) -> Flood:
        made.append(Flood(tell))
        return made[0]

    live = workspace.captures.begin("many", Source.CHROMIUM, source)
    live.start()
    made[0].tell(300)
    began = datetime.now(UTC)
    live.end()
    assert datetime.now(UTC) - began < timedelta(seconds=60)
    assert len(workspace.history.keys_of_recording("many")) == 300
