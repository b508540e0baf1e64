"""Recordings on the workbench, without a screen: started, left, returned to, and what was chosen in them."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest

from edge_tui.formats import read
from edge_tui.model.exchange import Draft, Exchange
from edge_tui.model.profile import EMULATOR_PROFILE
from edge_tui.tui.capture.call_list import Place
from edge_tui.tui.capture.form import CaptureForm
from edge_tui.tui.capture.left import Left
from edge_tui.tui.capture.live_feed import LiveFeed
from edge_tui.tui.capture.past_feed import PastFeed
from edge_tui.tui.capture.screen import Capture
from edge_tui.tui.dialogs.choice import Choice
from edge_tui.tui.dialogs.question import Question
from edge_tui.tui.history.chosen import Chosen
from edge_tui.tui.templates.save_form import SaveTemplate, TemplateName
from edge_tui.tui.workbench.recording_mark import follow_recording
from edge_tui.tui.workbench.top_bar import RecordingMark
from edge_tui.workspace import Workspace
from edge_tui.workspace.site_recording import SiteOptions
from tests.formats.visits import archive, call, event
from tests.tui.stage import WIDE, explorer
from tests.tui.workbench.bench import Bench, open_bench

STAGE = replace(EMULATOR_PROFILE, name="stage")


def recorded(home: Path, *answers: Any) -> tuple[Bench, Exchange]:
    """A workbench with a recording in history, and its call."""
    bench = open_bench(home, *answers)
    reading = read(archive(call(body={"events": [event("commerce.purchases")]})))
    bench.workspace.imports.add(reading, "a HAR", "sale")
    (call_of_it,) = bench.workspace.captures.load("sale").calls
    return bench, call_of_it.exchange


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[LiveFeed]:
    """The feeds that were started; no browser is."""
    feeds: list[LiveFeed] = []
    monkeypatch.setattr(LiveFeed, "start", lambda feed: feeds.append(feed))  # noqa: PLW0108 (of the class, so it must be bound)
    return feeds


def stopped(screen: Capture) -> Left:
    """Another recording is asked for once this one has been stopped."""
    assert isinstance(screen.feed, LiveFeed)
    screen.feed.end()
    return Left("again")


async def test_what_was_typed_is_recorded_under_a_name(home: Path, started: list[LiveFeed]) -> None:
    bench = open_bench(home, SiteOptions(urls=("https://shop.example/",), headless=True), None)
    await bench.controllers.captures.open()
    form, screen = bench.dialogs.shown
    assert isinstance(form, CaptureForm)
    assert isinstance(screen, Capture)
    assert screen.feed is started[0]
    assert started[0].name.startswith("shop.example ")
    assert started[0].source == "headless · throw-away profile"


async def test_a_recording_that_was_left_goes_on_and_is_returned_to(home: Path, started: list[LiveFeed]) -> None:
    bench = open_bench(home, SiteOptions(urls=("https://shop.example/",)), None)
    await bench.controllers.captures.open()
    assert f"{started[0].name} is still being recorded. C returns to it; in the editor, press f8 first." in bench.toasts
    assert bench.beside == ["recording"]
    bench.dialogs.will_answer("back")
    assert not await bench.controllers.captures.may_quit()
    bench.dialogs.will_answer("quit", None)
    assert await bench.controllers.captures.may_quit()
    await bench.controllers.captures.open()
    assert len(started) == 1
    again = bench.dialogs.shown[-1]
    assert isinstance(again, Capture)
    assert again.feed is started[0]


async def test_another_recording_begins_anywhere_but_where_the_last_one_was_left(
    home: Path, started: list[LiveFeed]
) -> None:
    bench = open_bench(home, None, None, None)
    captures = bench.controllers.captures
    await captures.record(SiteOptions(urls=("https://shop.example/",)))
    (name,) = captures._places
    captures._places[name] = Place("call 7")
    await captures.open()
    again = bench.dialogs.shown[1]
    assert isinstance(again, Capture)
    assert again.calls.place == Place("call 7")
    await captures.record(SiteOptions(urls=("https://shop.example/",)))
    fresh = bench.dialogs.shown[-1]
    assert isinstance(fresh, Capture)
    assert fresh.calls.place == Place()


async def test_a_name_that_is_taken_is_refused(home: Path, started: list[LiveFeed]) -> None:
    bench, _ = recorded(home, SiteOptions(urls=("https://shop.example/",), name="sale"))
    await bench.controllers.captures.open()
    assert started == []
    assert "already a recording 'sale'" in bench.toasts


async def test_another_try_starts_with_what_was_typed_before(home: Path, started: list[LiveFeed]) -> None:
    last = SiteOptions(urls=("https://shop.example/",), browser="brave", edge_hosts=("edge.shop.example",))
    bench = open_bench(home, stopped, SiteOptions(urls=last.urls, browser="brave"), stopped, None, None)
    await bench.controllers.captures.record(last)
    *_, over, form, again = bench.dialogs.shown
    assert isinstance(form, CaptureForm)
    assert isinstance(over, Capture)
    assert isinstance(again, Capture)
    assert over.feed is again.feed
    assert (form._last.url, form._last.browser, form._last.name) == ("https://shop.example/", "brave", "")
    assert form._last.edge_hosts == last.edge_hosts, "the form doesn't ask for them"
    assert len(started) == 2


@pytest.mark.parametrize("way", ["started", "returned to", "past"])
async def test_another_recording_is_asked_for_however_the_screen_was_opened(
    home: Path, started: list[LiveFeed], way: str
) -> None:
    bench, _ = recorded(home)
    captures = bench.controllers.captures
    if way == "past":
        bench.dialogs.will_answer(Left("again"), None, None)
        await captures.open_recording("sale")
    else:
        bench.dialogs.will_answer(*([None] if way == "returned to" else []), stopped, None, None)
        await captures.record(SiteOptions(urls=("https://shop.example/",)))
        if way == "returned to":
            await captures.open()
    assert isinstance(bench.dialogs.shown[-2], CaptureForm)
    assert bench.dialogs.is_finished


async def test_a_past_recording_leads_to_the_one_that_goes_on(home: Path, started: list[LiveFeed]) -> None:
    bench, _ = recorded(home, None, Left("again"), None)
    await bench.controllers.captures.record(SiteOptions(urls=("https://shop.example/",)))
    await bench.controllers.captures.open_recording("sale")
    screen = bench.dialogs.shown[-1]
    assert isinstance(screen, Capture)
    assert screen.feed is started[0]
    # Said when it was left, each time; the past visit was left for it.
    assert bench.toasts.count("is still being recorded") == 2


async def test_the_recording_that_goes_on_is_marked_where_one_is_chosen(home: Path) -> None:
    bench, _ = recorded(home, None, None)
    feed = PlainFeed()
    bench.controllers.captures._live = cast("LiveFeed", feed)
    for feed.is_live in (True, False):
        await bench.controllers.captures.choose_recording()
        choice = bench.dialogs.shown[-1]
        assert isinstance(choice, Choice)
        [(_, words)] = choice._choices.values()
        assert words.startswith("● ") is feed.is_live
        assert len(words) <= 32


async def test_that_a_browser_was_closed_is_said_once(
    home: Path, started: list[LiveFeed], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(LiveFeed, "ended_by", "The browser was closed.")

    def closes(screen: Capture) -> None:
        """The browser is closed while its recording is in sight, which says so itself."""
        bench.controllers.captures._show_mark(None)

    bench = open_bench(home, closes)
    await bench.controllers.captures.record(SiteOptions(urls=("https://shop.example/",)))
    assert "The browser was closed." not in bench.toasts
    bench.controllers.captures._show_mark(None)
    assert "The browser was closed." in bench.toasts


async def test_a_site_of_the_command_line_is_recorded_without_asking(home: Path, started: list[LiveFeed]) -> None:
    bench = open_bench(home, None)
    await bench.controllers.captures.record(SiteOptions(urls=("shop.example",)))
    (screen,) = bench.dialogs.shown
    assert isinstance(screen, Capture)
    assert len(started) == 1


async def test_recordings_are_offered_and_the_chosen_one_is_opened(home: Path) -> None:
    bench, _ = recorded(home, "0", None)
    await bench.controllers.captures.choose_recording()
    choice, screen = bench.dialogs.shown
    assert isinstance(choice, Choice)
    [(name, words)] = choice._choices.values()
    assert name == "sale"
    assert words.endswith("1 call · 1 page")
    # A small screen has room for it beside a name.
    assert len(words) <= 30
    assert isinstance(screen, Capture)
    assert isinstance(screen.feed, PastFeed)
    assert len(screen.feed.look().visit.calls) == 1


async def test_without_a_recording_it_says_how_to_get_one(home: Path) -> None:
    bench = open_bench(home)
    await bench.controllers.captures.choose_recording()
    assert "No recording yet." in bench.toasts


async def test_an_event_is_opened_as_a_draft_with_the_profile(home: Path) -> None:
    bench, exchange = recorded(home)
    bench.workspace.profiles.add(STAGE)
    text = exchange.draft.text.replace('"eventType"', '"timestamp": "2026-01-01T00:00:00Z", "eventType"', 1)
    sent_once = replace(exchange, draft=replace(exchange.draft, text=text))
    bench.dialogs.will_answer(Left("draft", sent_once, STAGE))
    bench.editor.is_modified = False
    await bench.controllers.captures.open_recording("sale")
    assert bench.state.profile.value.name == "stage"
    assert "commerce.purchases" in bench.editor.text
    assert '"timestamp": "{{now}}"' in bench.editor.text
    assert bench.panes.pane == "event"


async def test_a_call_is_shown_with_its_response(home: Path) -> None:
    bench, exchange = recorded(home)
    bench.dialogs.will_answer(Left("show", exchange))
    await bench.controllers.captures.open_recording("sale")
    assert bench.state.exchange.value == exchange
    assert bench.panes.pane == "answer"


async def test_a_call_in_history_leads_to_its_visit(home: Path) -> None:
    bench, exchange = recorded(home)
    past = bench.controllers.past
    bench.dialogs.will_answer(None)
    assert not await past.may_leave_history(Chosen("recording", (exchange,)))
    (screen,) = bench.dialogs.shown
    assert isinstance(screen, Capture)
    assert screen.feed.name == "sale"
    bench.dialogs.will_answer(Left("show", exchange))
    assert await past.may_leave_history(Chosen("recording", (exchange,)))
    assert bench.state.exchange.value == exchange


async def test_an_event_of_a_site_is_saved_as_a_template_beside_the_draft(home: Path) -> None:
    bench, exchange = recorded(home, TemplateName("bought", "Bought", "shop", ""))
    before = bench.editor.text
    await bench.controllers.captures.save_template(exchange.draft)
    assert isinstance(bench.dialogs.shown[-1], SaveTemplate)
    assert "commerce.purchases" in json.dumps(bench.workspace.templates.get("bought").body)
    assert bench.editor.text == before


async def test_an_event_of_a_site_that_reads_values_of_this_machine_is_asked_about(home: Path) -> None:
    bench, exchange = recorded(home, TemplateName("bought", "Bought", "shop", ""), "back")
    text = '{"events": [{"xdm": {"eventType": "{{env:SHOP}}"}}]}'
    await bench.controllers.captures.save_template(replace(exchange.draft, text=text))
    assert "reads" in bench.dialogs.question.text
    assert bench.workspace.templates.find("bought") is None
    await bench.controllers.captures.save_template(Draft("not JSON"))
    assert "must be a JSON object" in bench.toasts


async def test_nothing_is_ended_on_exit_where_nothing_was_recorded(home: Path) -> None:
    bench = open_bench(home)
    assert not bench.controllers.has_captured
    bench.controllers.captures.end()
    assert bench.controllers.has_captured


class PlainFeed:
    """A recording that goes on until it ends."""

    name = "sale"

    def __init__(self) -> None:
        self.is_live = True
        self.calls = 0
        self.listeners: list[Callable[[], object]] = []

    def count(self) -> int:
        """As many as were set."""
        return self.calls

    def listen(self, changed: Callable[[], object]) -> None:
        """Adds a listener."""
        self.listeners.append(changed)

    def unlisten(self, changed: Callable[[], object]) -> None:
        """Removes a listener."""
        self.listeners.remove(changed)

    def change(self, calls: int, *, is_live: bool = True) -> None:
        """Says that something has changed."""
        self.calls, self.is_live = calls, is_live
        for listener in self.listeners:
            listener()


async def test_the_mark_of_a_recording_follows_it_until_it_ends() -> None:
    feed, shown = PlainFeed(), list[RecordingMark | None]()
    following = asyncio.ensure_future(follow_recording(feed, shown.append, pause_seconds=0))

    async def until(count: int) -> None:
        async with asyncio.timeout(60):
            while len(shown) < count:  # noqa: ASYNC110
                await asyncio.sleep(0.001)

    await until(1)
    feed.change(3)
    await until(2)
    feed.change(3)
    feed.change(4)
    await until(3)
    feed.change(4, is_live=False)
    await following
    assert shown == [RecordingMark("sale", 0), RecordingMark("sale", 3), RecordingMark("sale", 4), None]
    assert feed.listeners == []


async def test_the_top_bar_has_the_mark_and_quitting_asks(workspace: Workspace, started: list[LiveFeed]) -> None:
    async with explorer(workspace, size=WIDE) as stage:
        stage.bench.record_site(SiteOptions(urls=("https://shop.example/",)))
        await stage.shows(Capture)
        assert len(started) == 1
        await stage.press("escape")
        await stage.shows(Question)
        # Whether to leave is another question than whether to quit.
        await stage.press("ctrl+q")
        await stage.until(lambda: "Stop recording and quit?" in stage.drawn)
        await stage.press("escape")
        await stage.until(lambda: "Leave, keep recording" in stage.drawn)
        await stage.press("right", "enter")
        await stage.until(lambda: "● REC 0" in stage.lines[0])
        assert "^p capture returns" in stage.lines[0], "the editor takes letters"
        await stage.focus(stage.tree)
        assert " C returns" in stage.lines[0]
        await stage.press("ctrl+q")
        await stage.shows(Question)
        assert "Stop recording and quit?" in stage.drawn
        await stage.press("escape")
        await stage.until(lambda: stage.app.screen is stage.bench)
        await stage.press("C")
        await stage.shows(Capture)
        screen = stage.app.screen
        assert isinstance(screen, Capture)
        started[0].end()
        started[0]._changed()
        await stage.until(lambda: screen.look is not None and not screen.look.is_live)
        await stage.press("escape")
        await stage.until(lambda: stage.app.screen is stage.bench)
        await stage.until(lambda: "REC" not in stage.lines[0])


async def test_ctrl_q_twice_quits_while_a_site_is_recorded(workspace: Workspace, started: list[LiveFeed]) -> None:
    async with explorer(workspace, size=WIDE) as stage:
        stage.bench.record_site(SiteOptions(urls=("https://shop.example/",)))
        await stage.shows(Capture)
        await stage.press("ctrl+q")
        await stage.shows(Question)
        assert stage.app.is_running
        await stage.press("ctrl+q")
        await stage.until(lambda: not stage.app.is_running or stage.app._exit)
