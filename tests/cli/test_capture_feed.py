"""However a visit grows, each of its pages, calls and commands is written once."""

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge_tui.cli.recording.feed import VisitFeed, write_page_by_page
from edge_tui.cli.recording.lines import LineWriter
from edge_tui.model.origin import Page, Sdk, Tried
from edge_tui.model.visit import Call, CallState, Visit
from tests.examples import examples
from tests.recording.transcript import at, began, observed, opened, others, prerendered, shown, visit

TRANSCRIPT = visit() + others()


@dataclass
class Written:
    """Counts what is written."""

    pages: Counter[int] = field(default_factory=Counter)
    sdks: list[Sdk] = field(default_factory=list)
    begun: Counter[str] = field(default_factory=Counter)
    finished: Counter[str] = field(default_factory=Counter)
    commands: list[Tried] = field(default_factory=list)
    order: list[tuple[str, str]] = field(default_factory=list)

    def page(self, page: Page) -> None:
        self.pages[page.number] += 1

    def sdk(self, sdk: Sdk, page: Page | None) -> None:
        self.sdks.append(sdk)

    def made(self, call: Call, visit: Visit) -> None:
        self.begun[call.key] += 1
        self.order.append(("made", call.key))

    def ended(self, call: Call, visit: Visit) -> None:
        assert call.state is not CallState.WAITING
        self.finished[call.key] += 1
        self.order.append(("ended", call.key))

    def tried(self, tried: Sequence[Tried], page: Page | None) -> None:
        self.commands += tried


@pytest.mark.parametrize("waits", [False, True])
@settings(max_examples=examples(25))
@given(chance=st.randoms(use_true_random=False))
def test_each_thing_is_written_once_and_a_call_is_made_before_it_ends(chance: random.Random, waits: bool) -> None:
    told = list(TRANSCRIPT)
    if chance.random() < 0.5:
        chance.shuffle(told)
    observer, written = observed([]), Written()
    feed = VisitFeed(written, waits=waits)
    while told:
        for _ in range(min(len(told), chance.randint(1, 5))):
            observer.see(told.pop(0))
        for _ in range(chance.randint(0, 2)):
            # Stopped after some calls, at times.
            stops = iter([False] * chance.randint(0, 20))
            feed.look(observer.visit, at(7), is_stopped=lambda stops=stops: next(stops, True))  # type: ignore[misc]
    observer.end(at(20))
    whole = observer.visit
    feed.look(whole, at(20), is_over=True)
    once = Counter(call.key for call in whole.calls)
    assert (written.begun, written.finished) == (once, once)
    assert written.pages == Counter(page.number for page in whole.pages)
    assert len(written.sdks) == len(whole.recording.sdks)
    assert all(written.order.index(("made", key)) < written.order.index(("ended", key)) for key in once)
    assert set(whole.recording.tried) <= set(written.commands)


def test_a_command_that_may_still_make_its_call_is_not_written_yet() -> None:
    observer, written = observed([each for each in TRANSCRIPT if each.__class__.__name__ != "Console"]), Written()
    feed = VisitFeed(written)
    feed.look(observer.visit, at(6.4))
    assert written.commands == []
    feed.look(observer.visit, at(9))
    assert [each.event_type for each in written.commands] == ["commerce.purchases"]


@dataclass
class InOrder:
    """Each thing with the number of its page and of the page whose heading came last, and its moment."""

    under: int = 0
    written: list[tuple[str, int, int]] = field(default_factory=list)
    moments: list[tuple[int, datetime]] = field(default_factory=list)

    def page(self, page: Page) -> None:
        self.under = page.number

    def sdk(self, sdk: Sdk, page: Page | None) -> None:
        assert not any(number == self.under for number, _ in self.moments), "before the calls of its page"
        self.written.append(("sdk", sdk.page, self.under))

    def made(self, call: Call, visit: Visit) -> None:
        self.moments.append((self.under, call.at))

    def ended(self, call: Call, visit: Visit) -> None:
        self.written.append(("call", call.page_number, self.under))

    def tried(self, tried: Sequence[Tried], page: Page | None) -> None:
        self.moments.append((self.under, tried[0].at))
        self.written.append(("tried", tried[0].page, self.under))


def test_a_past_visit_is_written_page_by_page_in_the_order_of_time() -> None:
    shown, writer = observed(TRANSCRIPT, ends=60).visit, InOrder()
    write_page_by_page(shown, writer)
    assert all(own == under for _, own, under in writer.written)
    assert writer.moments == sorted(writer.moments)
    recording = shown.recording
    counts = Counter(kind for kind, _, _ in writer.written)
    assert counts == {"sdk": len(recording.sdks), "call": len(shown.calls), "tried": len(recording.tried)}
    assert all(counts.values())


def test_a_page_that_is_prerendered_is_written_again_once_it_is_shown() -> None:
    observer, written = observed([opened(0), prerendered(1), began("1", 2, tab="1/1")]), Written()
    feed = VisitFeed(written)
    for _ in range(2):
        feed.look(observer.visit, at(3))
        assert written.pages == {1: 1, 2: 1}
    observer.see(shown(4))
    for _ in range(2):
        feed.look(observer.visit, at(5))
        assert written.pages == {1: 1, 2: 2}


def test_lines_say_which_page_was_prerendered_and_which_call_it_sent_before_it_was_shown(
    capsys: pytest.CaptureFixture[str],
) -> None:
    told = [opened(0), prerendered(1), began("1", 2, tab="1/1")]
    for sighting, kind in ((opened(3, "/other"), "prerendered, not shown"), (shown(3), "prerendered")):
        late = began("2", 4, path="/next") if sighting.prerendered_in else began("2", 4, path="/other")
        write_page_by_page(observed([*told, sighting, late]).visit, LineWriter(shows_start=False))
        lines = capsys.readouterr().out.splitlines()
        assert [line.rpartition(" · ")[2] for line in lines if "/next" in line] == [kind]
        heading = next(index for index, line in enumerate(lines) if "/next" in line)
        early = [index for index, line in enumerate(lines) if "before the page was shown" in line]
        assert early == [heading + 1]
