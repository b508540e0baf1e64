"""Visits as feeds: live ones start and end in other threads, and findings are looked for at a bounded rate."""

import asyncio
import threading
import time
from collections.abc import Callable
from dataclasses import replace

import pytest

from edge_tui.model.errors import SetupError
from edge_tui.model.visit import Visit
from edge_tui.tui.capture.feed import FeedState, Look
from edge_tui.tui.capture.following import Batch, Following
from edge_tui.tui.capture.live_feed import LiveFeed
from edge_tui.tui.capture.past_feed import PastFeed
from edge_tui.tui.capture.visit_reader import VisitReader
from edge_tui.tui.capture.visit_rows import VisitRows
from edge_tui.workspace.live_recording import LAST_CALLS
from tests.tui.capture.shop_visit import PlayedFeed, began, event, home, whole

_BOUND_SECONDS = 60.0


class PlainRecording:
    """A recording whose start and end wait until they are allowed."""

    def __init__(self, changed: Callable[[], None], *, error: SetupError | None = None) -> None:
        self.changed = changed
        self.warnings: list[str] = []
        self.has_ended = self.has_source_ended = False
        self.end_notice = ""
        self.is_up_to_date = True
        self.left = 0
        self.rewriting = None
        self.stops = 0
        self.may_start, self.is_stopped = threading.Event(), threading.Event()
        self._error = error
        self._played = PlayedFeed(home())

    def start(self) -> str:
        """Waits, as for a browser."""
        assert self.may_start.wait(_BOUND_SECONDS)
        if self._error:
            raise self._error
        return "Chromium 156"

    def stop(self, on_progress: Callable[[str], object] = lambda _: None) -> None:
        """Counts, and says what it does."""
        self.stops += 1
        on_progress("Writing to history: 1 call left.")
        self._played.stop()
        self.is_stopped.set()

    def whole(self, on_progress: Callable[[str], object] = lambda _: None) -> Visit:
        """What was played."""
        on_progress("Reading from history: 1 call left.")
        return self._played.observer.visit

    def delete(self, calls: tuple[str, ...]) -> None:
        """Counts as one that is in history only."""

    @property
    def latest(self) -> tuple[Visit, bool]:
        """What was played, without what is in history only."""
        visit = self._played.observer.visit
        if self.left:
            visit = replace(visit, calls=visit.calls[self.left :], left=self.left)
        return visit, self.is_up_to_date

    def play(self) -> None:
        """Something happens."""
        self._played.play([began("more", 9.0, event("more", "/", "home"))])
        self.changed()


class Live:
    """A live feed and its recording."""

    def __init__(self, error: SetupError | None = None) -> None:
        self.made: list[PlainRecording] = []
        self.seen = threading.Event()

        def begin(changed: Callable[[], None]) -> PlainRecording:
            self.made.append(PlainRecording(changed, error=error))
            self.made[0].may_start.set()
            return self.made[0]

        self.feed = LiveFeed("sale", begin, lambda: 0.0, details="throw-away profile")
        self.feed.listen(self.seen.set)

    def wait(self) -> None:
        """Waits for a change."""
        assert self.seen.wait(_BOUND_SECONDS)
        self.seen.clear()

    def wait_until(self, state: FeedState) -> None:
        """Waits for a state: what is left to write is a change, too, and comes before the end."""
        while self.feed.look().state is not state:
            self.wait()


def test_a_recording_starts_and_ends_beside_the_screen() -> None:
    live = Live()
    assert live.feed.look().state is FeedState.STARTING
    assert live.feed.look().is_live
    live.feed.start()
    live.wait()
    look = live.feed.look()
    assert (look.state, len(look.visit.calls)) == (FeedState.LIVE, 5)
    assert live.feed.source == "Chromium 156 · throw-away profile"
    live.feed.stop()
    live.wait_until(FeedState.OVER)
    assert not live.feed.is_live
    assert live.made[0].stops == 1


def test_a_recording_that_has_ended_shows_what_was_in_history_only() -> None:
    live = Live()
    live.feed.start()
    live.wait()
    live.made[0].left = 2
    look = live.feed.look()
    assert (len(look.visit.calls), look.visit.left) == (3, 2)
    live.feed.stop()
    live.wait_until(FeedState.OVER)
    look = live.feed.look()
    assert (len(look.visit.calls), look.visit.left) == (5, 0)
    live.feed.delete((look.visit.calls[0].key,))
    assert live.feed.look().visit.calls == look.visit.calls[1:]


def test_why_a_source_did_not_start_is_part_of_the_look() -> None:
    live = Live(SetupError("No browser was found.", "Install one."))
    live.feed.start()
    live.wait()
    look = live.feed.look()
    assert look.state is FeedState.FAILED
    assert not look.is_live
    assert str(look.problem) == "No browser was found. Install one."


def test_a_source_that_ends_by_itself_ends_the_recording() -> None:
    live = Live()
    live.feed.start()
    live.wait()
    live.made[0].has_ended = True
    live.wait_until(FeedState.OVER)
    assert live.made[0].is_stopped.is_set()


def test_a_recording_that_is_stopped_while_it_starts_is_ended_once_it_has_started() -> None:
    made: list[PlainRecording] = []
    begun = threading.Event()

    def begin(changed: Callable[[], None]) -> PlainRecording:
        made.append(PlainRecording(changed))
        begun.set()
        return made[0]

    feed = LiveFeed("sale", begin, lambda: 0.0)
    feed.start()
    assert begun.wait(_BOUND_SECONDS)
    feed.stop()
    made[0].may_start.set()
    assert made[0].is_stopped.wait(_BOUND_SECONDS)
    assert feed.look().state is FeedState.OVER


def test_on_exit_the_recording_has_ended_when_it_returns() -> None:
    live = Live()
    live.feed.start()
    live.wait()
    live.feed.end()
    assert live.made[0].stops == 1
    live.feed.end()
    assert live.made[0].stops == 1


def test_a_past_recording_is_read_once() -> None:
    reads: list[str] = []

    def load(name: str) -> Visit:
        reads.append(name)
        return PlayedFeed(whole(), is_live=False).observer.visit

    feed = PastFeed("sale", load, lambda _name, _calls: None)
    assert feed.source == ""
    assert len(feed.look().visit.calls) == 14
    assert feed.look().state is FeedState.OVER
    assert feed.source == "recorded in Chromium"
    assert reads == ["sale"]


def test_findings_of_a_live_visit_are_looked_for_once_a_second() -> None:
    now = [0.0]
    reader = VisitReader(lambda: now[0])
    feed = PlayedFeed(home())
    first = reader.read(feed.observer.visit, FeedState.LIVE)
    assert not first.is_provisional
    feed.play(whole())
    second = reader.read(feed.observer.visit, FeedState.LIVE)
    assert second.is_provisional
    assert second.findings == first.findings
    assert len(second.visit.calls) == 14
    now[0] = 1.0
    third = reader.read(feed.observer.visit, FeedState.LIVE)
    assert not third.is_provisional
    assert len(third.findings) > len(first.findings)


def _unexpected(error: Exception) -> None:
    raise error


async def test_a_look_that_fails_unexpectedly_is_survived_and_the_next_change_is_shown() -> None:
    class Failing(PlayedFeed):
        def look(self) -> Look:
            look = super().look()
            if self.looks == 1:
                raise RuntimeError("a check has a bug")
            return look

    feed, errors, shown = Failing(home()), [], []
    survived = asyncio.Event()

    def survive(error: Exception) -> None:
        errors.append(error)
        survived.set()

    running = asyncio.create_task(Following(feed, shown.append, survive, pause_seconds=0.0).run())
    async with asyncio.timeout(_BOUND_SECONDS):
        await survived.wait()
        feed.stop()
        await running
    assert [type(each) for each in errors] == [RuntimeError]
    assert len(shown[0].changes.lines) == 6


async def test_what_comes_while_a_batch_is_shown_is_in_the_next_one() -> None:
    feed = PlayedFeed(home())
    shown: list[Batch] = []
    arrived = asyncio.Event()

    def show(batch: Batch) -> None:
        shown.append(batch)
        arrived.set()

    running = asyncio.create_task(Following(feed, show, _unexpected, pause_seconds=0.0).run())
    async with asyncio.timeout(_BOUND_SECONDS):
        await arrived.wait()
        arrived.clear()
        feed.play(began(f"n{number}", 9.0 + number, event("n", "/", "home")) for number in range(50))
        await arrived.wait()
        arrived.clear()
        feed.stop()
        await running
    assert len(shown[0].changes.lines) == 6
    assert sum(len(batch.changes.lines) for batch in shown[1:]) >= 50
    assert not shown[-1].look.is_live


async def test_whoever_follows_a_visit_that_cannot_be_read_gets_the_error() -> None:
    def load(_name: str) -> Visit:
        raise SetupError("There is no recording sale.", "Look at the list.")

    with pytest.raises(SetupError, match="no recording"):
        await Following(PastFeed("sale", load, lambda _name, _calls: None), lambda _: None, _unexpected).run()


def test_a_past_visit_is_shown_without_the_calls_that_were_deleted() -> None:
    visit = PlayedFeed(whole(), is_live=False).look().visit
    deleted: list[object] = []
    feed = PastFeed("sale", lambda _: visit, lambda *what: deleted.append(what))
    rows = VisitRows(is_live=False)
    rows.changes(feed.look().visit, ())
    feed.delete(("b3", "c1"))
    assert deleted == [("sale", ("b3", "c1"))]
    changes = rows.changes(feed.look().visit, ())
    assert changes.gone == ("b3", "c1")
    assert len(feed.look().visit.calls) == len(visit.calls) - 2


def test_a_flood_that_is_still_written_is_over_for_whoever_looks_at_it() -> None:
    live = Live()
    live.feed.start()
    live.wait()
    recording = live.made[0]
    written = threading.Event()
    stop = recording.stop

    def stop_slowly(on_progress: Callable[[str], object] = lambda _: None) -> Visit:
        on_progress("Stopping: pages send their last calls.")
        recording.has_source_ended = True
        visit = stop(on_progress)
        assert written.wait(_BOUND_SECONDS)
        return visit

    recording.stop = stop_slowly  # type: ignore[method-assign]
    live.feed.stop()
    assert recording.is_stopped.wait(_BOUND_SECONDS)
    look = live.feed.look()
    assert (look.state, look.is_live, look.may_change) == (FeedState.ENDING, False, True)
    assert look.doing == "Writing to history: 1 call left."
    assert not live.feed.is_live
    live.feed.stop()
    written.set()
    live.wait_until(FeedState.OVER)
    look = live.feed.look()
    assert (look.state, look.may_change, look.doing) == (FeedState.OVER, False, "")
    assert recording.stops == 1


def test_that_a_recording_is_ending_is_known_as_soon_as_it_is_stopped() -> None:
    live = Live()
    live.feed.start()
    live.wait()
    recording = live.made[0]
    may_end = threading.Event()
    stop = recording.stop

    def stop_once_allowed(on_progress: Callable[[str], object] = lambda _: None) -> Visit:
        assert may_end.wait(_BOUND_SECONDS)
        return stop(on_progress)

    recording.stop = stop_once_allowed  # type: ignore[method-assign]
    assert live.feed.doing == ""
    live.feed.stop()
    assert live.feed.doing == LAST_CALLS
    live.seen.clear()
    may_end.set()
    assert recording.is_stopped.wait(_BOUND_SECONDS)
    while live.feed.look().may_change:
        live.wait()
    assert live.feed.doing == ""


def test_a_look_that_is_not_up_to_date_is_to_be_repeated() -> None:
    live = Live()
    live.feed.start()
    live.wait()
    end = time.monotonic() + _BOUND_SECONDS
    while live.feed.look().is_provisional:
        assert time.monotonic() < end
        time.sleep(0.01)
    live.made[0].is_up_to_date = False
    assert live.feed.look().is_provisional


def test_on_exit_a_recording_that_takes_long_goes_on_ending() -> None:
    live = Live()
    live.feed.start()
    live.wait()
    recording = live.made[0]
    written, ended = threading.Event(), threading.Event()

    def stop_slowly(on_progress: Callable[[str], object] = lambda _: None) -> None:
        assert written.wait(_BOUND_SECONDS)
        ended.set()

    recording.stop = stop_slowly  # type: ignore[method-assign]
    live.feed.end(0.05)
    assert not ended.is_set()
    written.set()
    assert ended.wait(_BOUND_SECONDS)
