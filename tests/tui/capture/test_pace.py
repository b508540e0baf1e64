"""What a visit that goes on costs the keys: steps with pauses, panes now and then, checks beside the lines."""

import time
from collections.abc import Callable
from dataclasses import replace

import pytest

from edge_tui.model.visit import Call, Visit
from edge_tui.tui.capture import visit_reader
from edge_tui.tui.capture.feed import FeedState
from edge_tui.tui.capture.paced_visit import Pace, paced
from edge_tui.tui.capture.throttle import PAUSE_SECONDS, Throttle
from edge_tui.tui.capture.visit_reader import VisitReader
from edge_tui.tui.capture.visit_rows import VisitRows
from edge_tui.visit import check_visit
from tests.recording.flood import calls
from tests.recording.transcript import observed
from tests.tui.capture.shop_visit import PlayedFeed, answered, began, event, whole


class Clock:
    """A clock that runs while something sleeps, and with each look at it."""

    def __init__(self, look_seconds: float = 0.0) -> None:
        self.now = 0.0
        self.slept: list[float] = []
        self._look_seconds = look_seconds

    def __call__(self) -> float:
        self.now += self._look_seconds
        return self.now

    def sleep(self, seconds: float) -> None:
        """Sleeps."""
        self.slept.append(seconds)
        self.now += seconds


def test_a_paced_visit_is_the_same_and_is_read_in_steps_with_longer_pauses() -> None:
    visit = observed(calls(50), hosts=["edge.shop.example"]).visit
    clock = Clock(0.0004)
    slow = paced(visit, Pace(clock, clock.sleep, lambda: 0.0))
    assert list(slow.calls) == list(visit.calls)
    assert clock.slept
    assert all(seconds >= 3 * 0.001 for seconds in clock.slept)
    assert check_visit(slow) == check_visit(visit)
    assert (slow.recording, slow.by_page, slow.left) == (visit.recording, visit.by_page, visit.left)


def test_pauses_are_short_only_while_the_screen_has_had_nothing_to_do_for_a_while() -> None:
    def share_of_work(idle: float) -> float:
        clock = Clock(0.0004)
        pace = Pace(clock, clock.sleep, lambda: idle)
        for _ in range(200):
            pace.step()
        assert min(clock.slept) >= (3 * 0.001 if idle < 0.1 else 0.5 * 0.004)
        return 1 - sum(clock.slept) / clock.now

    assert [round(share_of_work(idle), 1) for idle in (0.0, 0.09, 0.1, 60.0)] == [0.3, 0.3, 0.7, 0.7]


def test_a_thread_that_only_waits_has_not_worked() -> None:
    slept: list[float] = []
    pace = Pace(sleep=slept.append)
    for _ in range(3):
        time.sleep(0.005)
        pace.step()
    assert slept == []


def test_a_throttle_passes_on_the_first_value_at_once_then_the_latest_once() -> None:
    clock, passed = Clock(), list[int]()
    due: list[tuple[float, Callable[[], None]]] = []
    throttle: Throttle[int] = Throttle(passed.append, lambda seconds, action: due.append((seconds, action)), clock)
    for value in range(5):
        throttle.soon(value)
    assert (passed, [seconds for seconds, _ in due]) == ([0], [PAUSE_SECONDS])
    clock.now += PAUSE_SECONDS
    due.pop()[1]()
    assert passed == [0, 4]
    throttle.soon(5)
    throttle.now(6)
    due.pop()[1]()
    assert (passed, due) == ([0, 4, 6], [])


def test_lines_do_not_wait_for_the_checks_which_run_one_at_a_time() -> None:
    running: list[Callable[[], None]] = []
    told: list[bool] = []
    reader = VisitReader(Clock(), running.append, lambda: told.append(True))
    feed = PlayedFeed(whole())
    look = reader.read(feed.observer.visit, FeedState.LIVE)
    assert (look.findings, look.is_provisional, len(look.visit.calls)) == ((), True, 14)
    feed.play([began("more", 15.0, event("more", "/", "home"))])
    assert len(reader.read(feed.observer.visit, FeedState.LIVE).visit.calls) == 15
    assert len(running) == 1
    running.pop()()
    assert told == [True]
    look = reader.read(feed.observer.visit, FeedState.LIVE)
    assert look.findings
    assert running == []
    over = reader.read(feed.observer.visit, FeedState.OVER)
    assert not over.is_provisional
    assert running == []


def test_an_unexpected_exception_of_a_check_reaches_whoever_looks_once(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_visit: Visit) -> None:
        raise RuntimeError("a check has a bug")

    running: list[Callable[[], None]] = []
    reader = VisitReader(Clock(), running.append)
    feed = PlayedFeed(whole())
    reader.read(feed.observer.visit, FeedState.LIVE)
    monkeypatch.setattr(visit_reader, "check_visit", fail)
    running.pop()()
    with pytest.raises(RuntimeError):
        reader.read(feed.observer.visit, FeedState.LIVE)
    assert len(reader.read(feed.observer.visit, FeedState.LIVE).visit.calls) == 14


def test_a_batch_costs_the_calls_that_have_changed_and_not_the_visit(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []
    real = VisitRows.changes.__globals__["facts_of"]

    def counting(call: Call, *, is_live: bool) -> object:
        made.append(call.key)
        return real(call, is_live=is_live)

    monkeypatch.setitem(VisitRows.changes.__globals__, "facts_of", counting)
    feed = PlayedFeed([began(f"{n}", 0.4 + n * 0.02, event("kind", "/", "home")) for n in range(300)])
    rows = VisitRows(is_live=True)
    rows.changes(feed.observer.visit, ())
    made.clear()
    before = feed.observer.visit
    feed.play([answered("7", 9.0, 60.0), began("new", 9.1, event("kind", "/", "home"))])
    after = feed.observer.visit
    rows.changes(after, rows._findings)
    assert sorted(made) == ["7", "new"]
    # The other calls are the same objects, with all that was read of them.
    assert sum(call in before.calls for call in after.calls) >= 299
    assert {id(call) for call in before.calls} - {id(call) for call in after.calls} == {id(before.by_key["7"])}


def test_rows_of_calls_that_have_left_the_visit_go() -> None:
    visit = observed(calls(10), hosts=["edge.shop.example"]).visit
    rows = VisitRows(is_live=True)
    rows.changes(visit, ())
    later = replace(visit, calls=visit.calls[4:], left=4)
    assert rows.changes(later, ()).gone == tuple(call.key for call in visit.calls[:4])
    assert rows.changes(later, ()).gone == ()
