"""The Capture screen: what arrives costs one frame a batch, keys work beside it, and every pane follows the cursor."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace

import pytest
from textual import events
from textual._compositor import Compositor
from textual.widget import Widget
from textual.widgets import Input

from edge_tui.model.errors import SetupError
from edge_tui.model.exchange import Draft
from edge_tui.model.origin import Frame
from edge_tui.model.sightings import Console, PageOpened, Sighting, SourceNotice
from edge_tui.tui import textual_frames
from edge_tui.tui.capture import rule_actions, throttle
from edge_tui.tui.capture.call_list import CallList
from edge_tui.tui.capture.call_panes import PANES
from edge_tui.tui.capture.feed import Look
from edge_tui.tui.capture.finding_list import FindingList
from edge_tui.tui.capture.following import Batch
from edge_tui.tui.capture.page_comparison import PageComparison
from edge_tui.tui.capture.rows import CallRow, PageRow
from edge_tui.tui.capture.screen import Capture
from edge_tui.tui.capture.sent_pane import SentPane
from edge_tui.tui.capture.visit_rows import Changes
from edge_tui.tui.dialogs.choice import Choice
from edge_tui.tui.dialogs.question import Question
from edge_tui.tui.response.explain_pane import ActionLine, ExplainPane
from edge_tui.tui.response.response_pane import ResponsePane
from edge_tui.tui.widgets.key_footer import KeyFooter
from edge_tui.tui.widgets.pane import Pane
from edge_tui.workspace import Workspace
from edge_tui.workspace.live_recording import LAST_CALLS
from tests.tui.capture.shop_visit import VIEW, PlayedFeed, UnstartedFeed, answered, at, began, event, home, whole
from tests.tui.counting import counted
from tests.tui.stage import MEDIUM, NARROW, WIDE, Stage, explorer

SIZES = pytest.mark.parametrize("size", [WIDE, MEDIUM, NARROW], ids=["160x45", "120x36", "80x24"])


@dataclass
class PlainHost:
    """Records what the screen asks of the workbench."""

    templates: list[Draft] = field(default_factory=list)
    visitors: list[str] = field(default_factory=list)

    async def save_template(self, draft: Draft) -> bool:
        """Records a draft."""
        self.templates.append(draft)
        return True

    def use_visitor(self, name: str) -> None:
        """Records a visitor."""
        self.visitors.append(name)


@asynccontextmanager
async def capture(
    workspace: Workspace, feed: PlayedFeed, size: tuple[int, int] = WIDE
) -> AsyncIterator[tuple[Stage, Capture]]:
    """The screen over the workbench."""
    async with explorer(workspace, size=size) as stage:
        screen = Capture(workspace, feed, PlainHost())
        # In the order of a real opening: in a worker that waits for its end.
        stage.bench.run_worker(stage.app.push_screen_wait(screen), group="send")
        await stage.shows(Capture)
        await stage.until(lambda: screen.look is not None)
        await stage.still()
        yield stage, screen


def shop(calls: int = 60) -> PlayedFeed:
    """A page with many calls."""
    feed = PlayedFeed([PageOpened(at(0), "https://www.shop.example/", "1")])
    feed.play(began(f"{n}", 0.4 + n * 0.02, event(f"kind.{n}", "/", "home")) for n in range(calls))
    return feed


async def drawn(stage: Stage, ready: Callable[[], bool] = lambda: True) -> None:
    """Waits until something has come and the screen has drawn it; the pilot would draw more often than the app does."""
    quiet = 0
    async with asyncio.timeout(60):
        while quiet < 3:
            await asyncio.sleep(0.02)
            working = any(worker.is_running for worker in stage.app.workers if worker.group == "call")
            quiet = quiet + 1 if ready() and not stage.app.screen._dirty_widgets and not working else 0


@SIZES
async def test_the_call_under_the_cursor_is_in_every_pane(workspace: Workspace, size: tuple[int, int]) -> None:
    async with capture(workspace, PlayedFeed(whole()), size) as (stage, screen):
        await stage.press("J", "j", "j")
        row = screen.calls.under_cursor
        assert isinstance(row, CallRow)
        await stage.until(lambda: screen.shown.row is row)
        assert row.facts.event_types == ("web.webpagedetails.pageViews",)
        await stage.press("enter")
        assert "webPageDetails.name" in stage.drawn
        assert "Product 42" in stage.drawn
        await stage.press("3")
        assert stage.find(ResponsePane).exchange is row.exchange
        assert "personalization:decisions" in stage.drawn
        await stage.press("4")
        assert "Propositions: the content to show" in " ".join(stage.drawn.split())
        await stage.press("escape")
        assert screen.calls.has_focus


async def test_the_border_names_as_many_keys_as_have_room_first_of_all_the_one_of_what_is_not_in_sight(
    workspace: Workspace,
) -> None:
    async with capture(workspace, PlayedFeed(whole()), (36, 20)) as (stage, _):
        for size, words in (
            ((36, 20), "5 shows findings ─"),
            ((56, 20), "5 shows findings · space holds still ─"),
            ((80, 24), "5 shows findings · space holds still · J K page · , select ─"),
            ((120, 24), "5 shows findings · space holds still · J K page"),
        ):
            await stage.pilot.resize_terminal(*size)
            await stage.still()
            assert words in stage.drawn.replace("━", "─"), size


async def test_what_only_a_recording_has_is_offered_while_it_goes_on(workspace: Workspace) -> None:
    async with capture(workspace, feed := PlayedFeed(whole()), NARROW) as (stage, screen):
        assert "space holds still" in stage.drawn
        assert "esc Stop / back" in stage.drawn
        feed.stop()
        await stage.until(lambda: screen.look is not None and not screen.look.is_live)
        await stage.still()
        assert "holds still" not in stage.drawn
        assert "esc Back" in stage.drawn
        await stage.press("escape")
        assert stage.app.screen is not screen


@SIZES
async def test_a_page_is_explained_wherever_the_focus_is(workspace: Workspace, size: tuple[int, int]) -> None:
    async with capture(workspace, PlayedFeed(whole()), size) as (stage, screen):
        await stage.press("home")
        await stage.until(lambda: isinstance(screen.shown.row, PageRow))
        await stage.press("enter")
        explained = stage.find(ExplainPane)
        await stage.until(lambda: explained.has_focus_within)
        assert "loaded at" in stage.drawn
        for pane in "32":
            await stage.press(pane)
            assert explained.node is screen.shown.explanation
    assert screen.shown.exchange is None


async def test_a_recorded_time_without_phases_is_not_said_to_be_of_a_reused_connection(workspace: Workspace) -> None:
    async with capture(workspace, PlayedFeed(whole())) as (stage, screen):
        await stage.until(lambda: screen.shown.exchange is not None)
        await stage.press("3", "]", "]", "]")
        await stage.until(lambda: "The recording doesn't have the other phases." in " ".join(stage.drawn.split()))


@SIZES
async def test_a_batch_of_calls_costs_one_frame_and_no_layout(workspace: Workspace, size: tuple[int, int]) -> None:
    feed = shop()
    async with capture(workspace, feed, size) as (stage, screen):
        await stage.press("J", "j")
        await drawn(stage)
        looks = feed.looks
        with counted() as cost:
            feed.play(answered(f"{n}", 2.0, 60.0) for n in range(5, 10))
            feed.play(began(f"new{n}", 3.0 + n * 0.01, event("new", "/", "home")) for n in range(45))
            await drawn(stage, lambda: len(screen.timeline.all_calls) == 105)
        batches = feed.looks - looks
        # The title and the scrollbar follow later where rows came out of sight.
        assert batches <= cost.frames <= batches + 1
        assert cost.layouts == 0
        assert batches <= 2
        assert "105 calls" in stage.drawn


async def test_calls_that_come_below_what_is_in_sight_draw_nothing_but_the_title_now_and_then(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(throttle, "PAUSE_SECONDS", 3600.0)
    feed = shop(100)
    async with capture(workspace, feed) as (stage, screen):
        await stage.press("home", "j")
        await drawn(stage)
        rows: list[int] = []
        monkeypatch.setattr(CallList, "render_line", lambda _listed, y: rows.append(y))
        title = screen.query_one("#calls-pane", Pane)._title_words.plain
        with counted() as cost:
            for batch in range(10):
                feed.play([began(f"new{batch}", 3.0 + batch, event("new", "/", "home"))])
                await drawn(stage, lambda batch=batch: len(screen.timeline.all_calls) == 101 + batch)  # type: ignore[misc]
        # The facts about the visit alone.
        assert (cost.frames, cost.layouts) == (10, 0)
        assert (rows, screen.query_one("#calls-pane", Pane)._title_words.plain) == ([], title)
        monkeypatch.undo()
        await stage.press("end")
        assert screen.calls.cursor == 110
        assert screen.calls.scroll_offset.y > 60


async def test_panes_follow_a_key_at_once_and_calls_that_come_under_the_cursor_now_and_then(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(throttle, "PAUSE_SECONDS", 3600.0)
    feed = shop(100)
    async with capture(workspace, feed) as (stage, screen):
        await stage.press("end")
        await stage.until(lambda: screen.shown.row is screen.calls.under_cursor)
        shown = screen.shown.row
        for batch in range(5):
            feed.play([began(f"new{batch}", 3.0 + batch, event("new", "/", "home"))])
            await drawn(stage, lambda batch=batch: screen.calls.cursor == 101 + batch)  # type: ignore[misc]
        assert screen.shown.row is shown
        await stage.press("k")
        await stage.until(lambda: screen.shown.row is screen.calls.under_cursor)


@pytest.mark.draws
async def test_what_is_out_of_sight_is_not_drawn(workspace: Workspace) -> None:
    feed = shop(200)
    async with capture(workspace, feed, NARROW) as (stage, screen):
        rows: list[int] = []
        render = CallList.render_line

        def counting(listed: CallList, y: int) -> object:
            rows.append(y)
            return render(listed, y)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(CallList, "render_line", counting)
            feed.play([answered("3", 5.0, 60.0)])
            await drawn(stage, lambda: screen.timeline.all_calls[3].facts.status == "200")
        # One of the rows in sight has changed; the cursor may have been drawn again.
        assert 1 <= len(rows) <= 2
        assert stage.app.screen is screen


@SIZES
async def test_a_key_while_calls_arrive_moves_the_cursor_at_once(workspace: Workspace, size: tuple[int, int]) -> None:
    feed = shop()
    async with capture(workspace, feed, size) as (stage, screen):
        await stage.press("J")
        stop = threading.Event()

        def source() -> None:
            number = 0
            while not stop.wait(0.02):
                number += 1
                feed.play([began(f"live{number}", 10 + number, event("live", "/", "home"))])

        thread = threading.Thread(target=source)
        thread.start()
        try:
            for _ in range(10):
                before = screen.calls.cursor
                await stage.app._press_keys(("j",))
                # The keys are given to the app; on a busy machine it hasn't handled them yet.
                await stage.until(lambda before=before: screen.calls.cursor != before)  # type: ignore[misc]
                assert screen.calls.cursor == before + 1
        finally:
            stop.set()
            thread.join()


@SIZES
async def test_a_key_in_the_list_costs_no_layout(workspace: Workspace, size: tuple[int, int]) -> None:
    async with capture(workspace, PlayedFeed(whole()), size) as (stage, screen):
        await stage.press("home")
        await drawn(stage)
        for key in ("j", "j", "j", "k", "J", "K", "pagedown", "pageup", "j"):
            before = screen.calls.cursor
            with counted() as cost:
                await stage.app._press_keys((key,))
                await drawn(stage)
            # The cursor, then the panes once the call has been read in a thread, then the cursors of the trees.
            assert cost.layouts == 0, key
            assert (screen.calls.cursor != before) <= cost.frames <= 3, key


@pytest.mark.draws
@pytest.mark.parametrize("pane", ["2", "3", "5"])
async def test_a_key_in_a_pane_draws_two_of_its_rows_and_the_explanation(
    workspace: Workspace, pane: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with capture(workspace, PlayedFeed(whole())) as (stage, screen):
        await stage.press("J", "j", "j")
        await stage.until(lambda: screen.shown.row is screen.calls.under_cursor)
        await stage.press(pane)
        await drawn(stage)
        focused, explain = stage.app.focused, stage.find(ExplainPane)
        assert focused is not None
        for key in ("j", "k", "j"):
            with counted() as cost:
                await stage.app._press_keys((key,))
                await drawn(stage)
            assert (cost.frames, cost.layouts) == (1, 0)
            others = {widget: count for widget, count in cost.rows.items() if explain not in widget.ancestors_with_self}
            assert others.pop(focused) == 2
            # What goes on to the end of a row passes its scrollbar.
            assert {widget.parent for widget in others} <= {focused}
            assert sum(others.values()) == 0
            assert cost.rows[stage.find(ActionLine)] == 0
        # What comes while a key is on its way is drawn after its frame, on a machine that takes long for it as well.
        monkeypatch.setattr(textual_frames, "_MAX_WAIT_FOR_KEY_SECONDS", 60.0)
        row = screen.calls.under_cursor
        assert isinstance(row, CallRow)
        assert screen.look is not None
        show, frames_before = screen.show_batch, list[int]()
        with counted() as cost:
            monkeypatch.setattr(screen, "show_batch", lambda batch: (frames_before.append(cost.frames), show(batch)))
            stage.app.post_message(events.Key("k", "k"))
            screen.show_soon(Batch(screen.look, Changes((replace(row, key="late"),))))
            await drawn(stage, lambda: screen.timeline.find("late") is not None)
        assert frames_before == [1]
        assert (cost.frames, cost.layouts) == (2, 0)


async def test_the_list_follows_at_its_end_and_stays_elsewhere(workspace: Workspace) -> None:
    feed = shop()
    async with capture(workspace, feed, NARROW) as (stage, screen):
        await stage.press("end")
        feed.play([began("next", 9.0, event("next", "/", "home"))])
        await stage.until(lambda: len(screen.timeline.all_calls) == 61)
        assert screen.calls.under_cursor is screen.timeline.rows[-1]
        await stage.press("k", "k", "k")
        row, top = screen.calls.under_cursor, screen.calls.scroll_offset.y
        feed.play([began("later", 9.5, event("later", "/", "home"))])
        await stage.until(lambda: len(screen.timeline.all_calls) == 62)
        assert screen.calls.under_cursor is row
        assert screen.calls.scroll_offset.y == top


async def test_a_row_that_comes_before_the_cursor_moves_nothing_in_sight(workspace: Workspace) -> None:
    feed = PlayedFeed(whole())
    async with capture(workspace, feed, NARROW) as (stage, screen):
        await stage.press("J", "J", "j")
        row = screen.calls.under_cursor
        assert row is not None
        line = screen.calls.cursor - screen.calls.scroll_offset.y
        feed.play([began("z", 3.0, event("before", "/", "home"))])
        await stage.until(lambda: len(screen.timeline.all_calls) == 15)
        assert screen.calls.under_cursor is not None
        assert screen.calls.under_cursor.key == row.key
        assert screen.calls.cursor - screen.calls.scroll_offset.y in (line, line + 1)


async def test_the_border_says_what_the_key_that_holds_the_list_does_next(workspace: Workspace) -> None:
    async with capture(workspace, PlayedFeed(whole()), NARROW) as (stage, _screen):
        for words in ("space holds still", "space goes on", "space holds still"):
            await stage.until(lambda words=words: words in stage.drawn)
            await stage.press("space")


async def test_space_holds_the_list_while_the_recording_goes_on(workspace: Workspace) -> None:
    feed = PlayedFeed(home())
    async with capture(workspace, feed) as (stage, screen):
        await stage.press("space")
        feed.play([began("held", 4.1, event("held", "/", "home"))])
        await stage.until(lambda: "held still" in stage.drawn and "1 new" in stage.drawn)
        assert len(screen.timeline.calls) == 5
        await stage.press("space")
        assert len(screen.timeline.calls) == 6
        assert "live" in stage.drawn


async def test_how_many_calls_wait_is_in_sight_at_every_width(workspace: Workspace) -> None:
    feed = shop(calls=120)
    async with capture(workspace, feed, size=(200, 30)) as (stage, screen):
        await stage.press("comma", "comma", "space")
        feed.play(began(f"w{number}", 40 + number) for number in range(12))
        await stage.until(lambda: screen.timeline.waiting_calls == 12)
        for width in (160, 100, 80, 60, 200):
            await stage.pilot.resize_terminal(width, 30)
            await stage.until(lambda: "12 new" in stage.drawn)
            title = next(line for line in stage.drawn.splitlines() if "held still" in line)
            assert "12 new" in title, (width, title)
        assert "2 selected" in title


async def test_a_past_recording_cannot_be_held(workspace: Workspace) -> None:
    async with capture(workspace, PlayedFeed(whole(), is_live=False)) as (stage, screen):
        await stage.press("space")
        assert not screen.timeline.is_held
        assert "recorded" in stage.lines[-2]


async def test_the_filter_narrows_as_it_is_typed_and_escape_clears_it(workspace: Workspace) -> None:
    async with capture(workspace, PlayedFeed(whole())) as (stage, screen):
        await stage.press("slash")
        await stage.write("page:cart")
        assert [row.number for row in screen.timeline.rows] == [3, 3, 3, 3]
        assert "3 shown" in stage.drawn
        await stage.press("enter")
        assert screen.calls.has_focus
        await stage.press("escape")
        assert len(screen.timeline.calls) == 14
        await stage.press("slash")
        await stage.write("nothing-like-it")
        assert "No call matches the filter." in stage.drawn
        assert stage.find(Input).value == "nothing-like-it"


async def test_the_panes_follow_the_filter_at_once_and_the_cursor_keeps_its_call(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(throttle, "PAUSE_SECONDS", 3600.0)
    async with capture(workspace, PlayedFeed(whole())) as (stage, screen):
        await stage.press("slash")
        # One call matches: it is the last row, which is not a reason to follow those that the next letters show.
        await stage.write("productListAdds")
        row = screen.calls.under_cursor
        assert isinstance(row, CallRow)
        assert row is screen.timeline.rows[-1]
        assert screen.shown.row is row
        await stage.press("escape")
        assert len(screen.timeline.calls) == 14
        assert screen.calls.under_cursor is row
        assert screen.shown.row is row


async def test_rules_are_a_line_as_long_as_they_change_anything(workspace: Workspace) -> None:
    feed = PlayedFeed(whole(), rules=("all calls: calls go to the datastream …0002.",))
    async with capture(workspace, feed) as (stage, _):
        assert "all calls: calls go to the datastream …0002." in stage.lines[1]
        assert "the real Edge" not in stage.lines[0]
        await stage.press("W")
        await stage.shows(Question)
        assert "…0002" in stage.drawn
        await stage.press("escape")
    async with capture(workspace, PlayedFeed(whole())) as (stage, _):
        assert "the real Edge" in stage.lines[0]
        assert "1 Calls" in stage.lines[1]


async def test_leaving_a_live_recording_asks_whether_to_stop_it(workspace: Workspace) -> None:
    feed = PlayedFeed(whole())
    async with capture(workspace, feed) as (stage, screen):
        await stage.press("escape")
        await stage.shows(Question)
        await stage.press("escape")
        await stage.shows(Capture)
        assert not feed.is_stopped
        await stage.press("escape")
        await stage.shows(Question)
        await stage.press("enter")
        await stage.until(lambda: screen.look is not None and not screen.look.is_live)
        assert feed.is_stopped
        assert "waiting" not in {row.facts.status for row in screen.timeline.calls}
        await stage.press("escape")
        await stage.until(lambda: stage.app.screen is stage.bench)


async def test_that_a_recording_is_stopping_is_said_before_the_next_look(workspace: Workspace) -> None:
    class Slow(PlayedFeed):
        """A feed that takes a while to end."""

        def stop(self) -> None:
            """Only says so."""
            self.doing = LAST_CALLS

    feed = Slow(whole())
    async with capture(workspace, feed) as (stage, screen):
        looks = feed.looks
        await stage.press("escape")
        await stage.shows(Question)
        await stage.press("enter")
        await stage.until(lambda: LAST_CALLS in stage.drawn)
        assert feed.looks == looks
        assert "The recording has ended." not in stage.drawn
        feed.doing = ""
        PlayedFeed.stop(feed)
        await stage.until(lambda: screen.look is not None and not screen.look.is_live)
        await stage.until(lambda: "The recording has ended." in stage.drawn)
        assert LAST_CALLS not in stage.drawn


async def test_a_finding_leads_to_its_call(workspace: Workspace) -> None:
    async with capture(workspace, PlayedFeed(whole())) as (stage, screen):
        assert screen.look is not None
        place = [finding.check for finding in screen.look.findings].index("blocked")
        # The findings have the focus after the next frame, which a pilot's keys don't wait for.
        await stage.press("5")
        await stage.until(lambda: isinstance(screen.focused, FindingList))
        await stage.press(*("down" for _ in range(place)), "enter")
        await stage.until(
            lambda: (
                isinstance(row := screen.calls.under_cursor, CallRow) and row.facts.what == "commerce.productListAdds"
            )
        )
        await stage.until(lambda: screen.shown.row is screen.calls.under_cursor)
        assert "Fix:" in (stage.find(ExplainPane).node.note if stage.find(ExplainPane).node else "")


async def test_the_keys_of_calls_are_about_the_finding_that_has_the_focus(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with capture(workspace, PlayedFeed(whole())) as (stage, screen):
        copied: list[str] = []
        monkeypatch.setattr(stage.app, "copy_to_clipboard", copied.append)
        assert screen.look is not None
        place = [finding.check for finding in screen.look.findings].index("blocked")
        call = screen.calls.under_cursor
        await stage.press("5")
        await stage.until(lambda: isinstance(screen.focused, FindingList))
        await stage.press(*("down" for _ in range(place)), "A")
        assert copied == ["--expect 'no finding:blocked'"]
        assert isinstance(screen.acted_on, CallRow)
        assert screen.acted_on.facts.what == "commerce.productListAdds"
        await stage.press("y")
        assert copied[1:] == [screen.acted_on.exchange.request.body]
        await stage.press("1")
        await stage.until(lambda: screen.focused is screen.calls)
        assert screen.acted_on is screen.calls.under_cursor is call
        await stage.press("A")
        assert "call:" in copied[-1]


@pytest.mark.parametrize("key", [".", "x", "format", "W"])
async def test_no_choice_is_cut_in_a_terminal_of_60_columns(workspace: Workspace, key: str) -> None:
    async with capture(workspace, PlayedFeed(whole()), (60, 20)) as (stage, _screen):
        if key == "W":
            stage.app.push_screen(Choice("Add a rule", rule_actions.KINDS))
        else:
            await stage.press({".": "full_stop", "format": "x"}.get(key, key))
            if key == "format":
                await stage.shows(Choice)
                await stage.press("end", "enter")
                await stage.until(lambda: "Export 1" in stage.drawn)
        await stage.shows(Choice)
        await stage.still()
        asked = stage.app.screen
        assert isinstance(asked, Choice)
        assert len(asked._choices) >= 3
        for label, hint in asked._choices.values():
            await stage.until(lambda words=(label, hint): all(each in stage.drawn for each in words))


@pytest.mark.parametrize("size", [(20, 6), (60, 14), (98, 48)], ids=["20x6", "60x14", "98x48"])
async def test_a_terminal_of_any_size_will_do(workspace: Workspace, size: tuple[int, int]) -> None:
    feed = PlayedFeed(whole(), rules=("all calls: elsewhere.",))
    async with capture(workspace, feed, size) as (stage, screen):
        for key in ("j", "enter", "3", "4", "2", "escape", "5", "slash", "escape", "space", "J", "K", "end", "home"):
            await stage.press(key)
            assert stage.drawn
        feed.play([began("late", 14.0, event("late", "/cart", "Cart"), path="/cart", tab="2")])
        await stage.press("space")
        await stage.until(lambda: len(screen.timeline.all_calls) == 15)


async def test_two_pages_are_compared_call_by_call(workspace: Workspace) -> None:
    async with capture(workspace, PlayedFeed(whole())) as (stage, screen):
        await stage.press("home")
        assert isinstance(screen.calls.under_cursor, PageRow)
        await stage.press("d")
        await stage.shows(Choice)
        await stage.press("enter")
        await stage.shows(PageComparison)
        assert "only page 1" in stage.drawn
        await stage.press("escape")
        await stage.shows(Capture)


async def test_a_comparison_begins_at_the_call_that_one_page_alone_makes_where_no_other_differs(
    workspace: Workspace,
) -> None:
    def load(number: int, *kinds: str) -> list[Sighting]:
        told: list[Sighting] = [PageOpened(at(number), "https://www.shop.example/", "1")]
        for index, kind in enumerate(kinds):
            told.append(began(f"{number}{index}", number + 0.1 * (index + 1), event(kind, "/", "home")))
        return told

    feed = PlayedFeed([*load(1, "same.a", "extra.b", "same.c"), *load(5, "same.a", "same.c")])
    async with capture(workspace, feed) as (stage, _):
        await stage.press("home", "d")
        await stage.shows(PageComparison)
        await stage.until(lambda: "Only page 1 makes this call." in stage.drawn)


async def test_without_a_browser_the_screen_says_what_was_looked_for_and_what_else_there_is(
    workspace: Workspace,
) -> None:
    async with capture(workspace, UnstartedFeed()) as (stage, _):
        assert "These were looked for: google-chrome" in " ".join(stage.drawn.split())
        assert "HAR" in stage.drawn
        assert "C tries again" in " ".join(stage.drawn.split())
        footer = [key.description for key, _, _ in stage.find(KeyFooter).spans()]
        assert footer == ["Back", "Capture", "Rules", "Quit", "Help", "Commands"]
        await stage.press("C")
        await stage.until(lambda: stage.app.screen is stage.bench)


async def test_a_recording_that_cannot_be_read_is_an_error_not_a_crash(workspace: Workspace) -> None:
    class Gone(PlayedFeed):
        def look(self) -> Look:
            raise SetupError("There is no recording x.", "`edge-tui capture list` shows what there is.")

    async with explorer(workspace) as stage:
        stage.app.push_screen(Capture(workspace, Gone(), PlainHost()))
        await stage.shows(Capture)
        await stage.told("There is no recording x.")


@SIZES
async def test_calls_are_selected_with_the_key_that_selects_in_history(
    workspace: Workspace, size: tuple[int, int]
) -> None:
    async with capture(workspace, PlayedFeed(whole()), size) as (stage, screen):
        await stage.press("home", "j", "comma", "comma")
        assert [row.facts.what for row in screen.actions.selected] == ["identity", "web.webpagedetails.pageViews"]
        assert "2 selected" in stage.drawn
        assert sum("✓" in line for line in stage.lines) == 2
        await stage.press("comma", "comma", "comma", "comma")
        assert [row.number for row in screen.actions.selected] == [1] * 5 + [2], "past the heading of the next page"
        await stage.press("home", "comma")
        assert [row.number for row in screen.actions.selected] == [2], "the calls of the page, which all were selected"
        await stage.press("escape")
        assert len(screen.selection) == 0
        assert "selected" not in stage.drawn
        assert stage.app.screen is screen


@pytest.mark.parametrize("is_live", [True, False])
async def test_selected_calls_are_deleted_from_the_list(workspace: Workspace, is_live: bool) -> None:
    feed = PlayedFeed(whole(), is_live=is_live)
    async with capture(workspace, feed) as (stage, screen):
        await stage.press("home", "j", "comma", "comma", "delete")
        await stage.shows(Question)
        await stage.press("right", "enter")
        await stage.until(lambda: len(screen.timeline.all_calls) == 12)
        await stage.until(lambda: "12 calls" in stage.drawn)
        assert len(screen.selection) == 0
        assert {row.facts.status for row in screen.timeline.rows if not isinstance(row, PageRow)} >= {"not sent"}


async def test_the_console_of_a_page_has_the_lines_of_its_sdks_at_the_time_of_the_page(workspace: Workspace) -> None:
    async with capture(workspace, PlayedFeed(whole())) as (stage, _):
        await stage.press("home", "j", "2", *(["right_square_bracket"] * 4))
        await stage.until(lambda: "[alloy] Instance configured." in stage.drawn)
        line = next(each for each in stage.lines if "Instance configured" in each)
        assert " 0.30 " in line
        warned = next(each for each in stage.lines if "All pages” failed" in each)
        assert "▲" in warned
        assert "\x1b" not in warned
        assert "a line of the site" not in stage.drawn
        await stage.press("1", "J", "j")
        await stage.until(lambda: "alloy_debug=true" in stage.drawn)


async def test_no_address_on_the_screen_has_a_value_of_its_query(workspace: Workspace) -> None:
    secret = "SECRETx7391"
    page = f"https://anna:{secret}@www.shop.example/cart?voucher={secret}#{secret}"
    stack = (Frame("send", page.replace("cart", "alloy.js"), 1), Frame("", page.replace("cart", "own.js"), 12))
    view = "web.webpagedetails.pageViews"
    told: list[Sighting] = [PageOpened(at(0), page, "1")]
    for call, seconds in (("a", 1), ("b", 1.1)):
        made = began(call, seconds, event(view, "/", "cart"))
        told += [replace(made, page_url=page, initiator=stack), answered(call, seconds + 0.1, 40)]
    told.append(Console(at(1.2), "error", f"[alloy] It failed at {page}.", page, "1"))
    told.append(SourceNotice(at(1.3), f"{page} could not be opened: net::ERR_FAILED."))
    async with capture(workspace, PlayedFeed(told)) as (stage, _screen):
        seen = [stage.drawn]
        for key in ("down", "2", *["right_square_bracket"] * 4, "5", "enter"):
            await stage.press(key)
            await stage.still()
            seen.append(stage.drawn)
        for words in ("Two page views", "own.js", "[alloy] It failed", "could not be opened"):
            assert any(words in each for each in seen), words
        assert [each for each in seen if secret in each] == []


async def test_the_finding_under_the_cursor_is_explained_with_its_fix(workspace: Workspace) -> None:
    async with capture(workspace, PlayedFeed(whole())) as (stage, screen):
        assert screen.look is not None
        first, second, *_ = screen.look.findings

        def is_explained(words: str) -> bool:
            drawn = "".join(line.rpartition("││")[2] for line in stage.lines[30:])
            return "".join(words.split()) in "".join(drawn.replace("│", " ").split())

        await stage.press("5")
        await stage.until(lambda: is_explained(first.message) and is_explained(f"Fix: {first.fix}"))
        await stage.press("j")
        await stage.until(lambda: is_explained(second.message) and not is_explained(first.message))
        await stage.press("1")
        await stage.until(lambda: "sent at" in stage.drawn and not is_explained(second.message))


@pytest.mark.parametrize("size", [(80, 24), (60, 20), (60, 14)], ids=["80x24", "60x20", "60x14"])
async def test_the_findings_take_the_place_of_the_calls_where_there_is_no_room_beside_them(
    workspace: Workspace, size: tuple[int, int]
) -> None:
    async with capture(workspace, PlayedFeed(whole()), size) as (stage, screen):
        assert screen.look is not None
        assert f"{len(screen.look.findings)} findings" in stage.drawn
        assert "Analytics counts both" not in stage.drawn
        await stage.press("5")
        await stage.until(lambda: "Two page views of “Product 42” 10 ms apart" in stage.drawn)
        letters = "".join(each for each in stage.drawn if each not in "│▐" and not each.isspace())
        assert "".join(screen.look.findings[0].message.split()) in letters
        await stage.press("escape")
        await stage.until(lambda: screen.focused is screen.calls)
        assert "1 Calls" in stage.drawn
        await stage.press("5")
        await stage.press("enter")
        await stage.until(lambda: screen.focused is screen.calls)
        row = screen.calls.under_cursor
        assert isinstance(row, CallRow)
        assert "double-page-view" in row.findings


async def test_a_call_that_comes_under_the_cursor_is_drawn_pane_by_pane(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(throttle, "PAUSE_SECONDS", 0.0)
    feed = shop(100)
    async with capture(workspace, feed) as (stage, screen):
        await stage.press("end")
        await drawn(stage)
        frames: list[set[str]] = []
        update = Compositor.update_widgets

        def noting(compositor: Compositor, widgets: set[Widget]) -> None:
            panes = {each.id for widget in widgets for each in widget.ancestors_with_self}
            frames.append({pane for pane in PANES if pane in panes})
            update(compositor, widgets)

        monkeypatch.setattr(Compositor, "update_widgets", noting)
        feed.play([began("new", 3.0, event("new", "/", "home"))])
        await drawn(stage, lambda: screen.shown.row is not None and screen.shown.row.key == "new")
        assert set().union(*frames) == set(PANES)
        assert [panes for panes in frames if len(panes) > 1] == []


async def test_no_dialog_calls_a_call_an_exchange(workspace: Workspace) -> None:
    async with capture(workspace, PlayedFeed(whole())) as (stage, screen):
        for keys in (
            *(("full_stop",), ("x",), ("x", "down", "down", "enter")),
            *(("o",), ("delete",), ("W",), ("f1",), ("3", "full_stop")),
        ):
            await stage.press("home", "j", *keys)
            await stage.until(lambda: stage.app.screen is not screen)
            await stage.still()
            assert "exchange" not in stage.drawn.lower(), keys
            while stage.app.screen is not screen:
                await stage.press("escape")


@pytest.mark.parametrize(("keys", "follows"), [(("end",), True), (("home", "j", "j", "j"), False)])
async def test_a_recording_that_is_returned_to_has_its_cursor_where_it_was_left(
    workspace: Workspace, keys: tuple[str, ...], follows: bool
) -> None:
    feed = shop(5)
    async with capture(workspace, feed) as (stage, screen):
        await stage.press(*keys)
        left = screen.calls.under_cursor
        place = screen.calls.place
        await stage.press("escape", "right", "enter")
        await stage.until(lambda: stage.app.screen is stage.bench)
        feed.play([began("later", 9.0, event("later", "/", "home"))])
        again = Capture(workspace, feed, PlainHost(), place)
        stage.bench.run_worker(stage.app.push_screen_wait(again), group="send")
        await stage.until(lambda: len(again.timeline.all_calls) == 6 and again.calls.under_cursor is not None)
        assert left is not None
        assert again.calls.under_cursor is not None
        assert again.calls.under_cursor.key == ("later" if follows else left.key)


async def test_nothing_is_said_of_findings_before_there_is_anything_to_check(workspace: Workspace) -> None:
    feed = PlayedFeed([PageOpened(at(0), "https://www.shop.example/", "1")])
    async with capture(workspace, feed) as (stage, screen):
        assert "No findings" not in stage.drawn
        feed.play([began("a", 1.0, event("commerce.purchases", "/", "home"))])
        await stage.until(lambda: bool(screen.timeline.all_calls))
        await drawn(stage)
        assert "No findings." in stage.drawn


async def test_the_first_calls_of_a_recording_are_followed_however_many_arrive_at_once(workspace: Workspace) -> None:
    feed = PlayedFeed()
    async with capture(workspace, feed) as (stage, screen):
        feed.play(whole())
        await stage.until(lambda: bool(screen.timeline.all_calls))
        assert screen.calls.under_cursor is screen.timeline.rows[-1]


@pytest.mark.parametrize("pane", ["2", "3", "4"])
async def test_what_is_read_stays_while_the_list_goes_on_and_follows_again_with_the_focus(
    workspace: Workspace, pane: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(throttle, "PAUSE_SECONDS", 0.0)
    feed = shop(3)
    async with capture(workspace, feed) as (stage, screen):
        await stage.press("end")
        await drawn(stage, lambda: screen.shown.row is screen.calls.under_cursor)
        await stage.press(pane)
        read = screen.shown.row
        feed.play([began("later", 9.0, event("later", "/", "home"))])
        await drawn(stage, lambda: len(screen.timeline.all_calls) == 4 and "kept while you read" in stage.drawn)
        assert screen.shown.row is read
        assert screen.calls.under_cursor is not read
        # It is completed, and kept.
        feed.play([answered("2", 9.5, 60.0)])
        completed = screen.timeline.all_calls[2]
        await drawn(stage, lambda: screen.shown.row is screen.timeline.all_calls[2] is not completed)
        assert "200" in str(stage.find(ResponsePane).border_title)
        assert "kept while you read" in stage.drawn
        await stage.press("1")
        await drawn(stage, lambda: screen.shown.row is screen.calls.under_cursor)
        assert "kept while you read" not in stage.drawn


async def test_the_explanation_of_a_call_has_what_is_found_now(workspace: Workspace) -> None:
    views = [began(name, 0.4 + index, event(VIEW, "/", "home")) for index, name in enumerate("abcd")]
    feed = PlayedFeed([PageOpened(at(0), "https://www.shop.example/", "1"), *views[:3]])
    async with capture(workspace, feed) as (stage, _):
        await stage.press("home", "j")
        await drawn(stage, lambda: "3 page views" in str(stage.find(ExplainPane).node))
        feed.play([views[3]])
        await drawn(stage, lambda: "4 page views" in str(stage.find(ExplainPane).node))
        assert "4 page views" in " ".join(stage.drawn.split())


@pytest.mark.parametrize("pane", ["1", "2", "3", "4"])
async def test_a_call_that_leaves_a_long_recording_is_kept_until_the_cursor_moves(
    workspace: Workspace, pane: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(throttle, "PAUSE_SECONDS", 0.0)
    monkeypatch.setattr("edge_tui.recording.observer.MAX_CALLS", 6)
    monkeypatch.setattr("edge_tui.recording.observer._LEAVING", 0)
    feed = shop(5)
    feed.play(answered(f"{n}", 2.0, 60.0) for n in range(5))
    async with capture(workspace, feed) as (stage, screen):
        await stage.press("home", "j")
        await drawn(stage, lambda: screen.shown.row is screen.calls.under_cursor)
        await stage.press(pane)
        read = screen.shown.row
        assert read is not None
        for name in ("a", "b", "c", "d"):
            feed.play([began(name, 9.0, event(name, "/", "home")), answered(name, 9.5, 60.0)])
            feed.observer.written(feed.observer.take())
            feed.tell()
            await drawn(stage, lambda name=name: screen.timeline.find(name) is not None)
            assert screen.shown.row is not None
            assert screen.shown.row.key == read.key
        assert screen.timeline.find(read.key) is None
        assert "kept while you read" in stage.drawn
        feed.stop()
        await drawn(stage, lambda: screen.look is not None and not screen.look.is_live)
        assert screen.shown.row.key == read.key
        await stage.press("1", "j")
        await drawn(stage, lambda: screen.shown.row is screen.calls.under_cursor)
        assert "kept while you read" not in stage.drawn


@pytest.mark.parametrize("pane", ["1", "2"])
async def test_a_call_that_is_deleted_is_not_kept(workspace: Workspace, pane: str) -> None:
    async with capture(workspace, shop(3)) as (stage, screen):
        await stage.press("home", "j")
        await drawn(stage, lambda: screen.shown.row is screen.calls.under_cursor)
        await stage.press(pane)
        read = screen.shown.row
        await stage.press("delete")
        await stage.shows(Question)
        await stage.press("right", "enter")
        await stage.until(lambda: len(screen.timeline.all_calls) == 2)
        await drawn(stage, lambda: screen.shown.row is screen.calls.under_cursor is not read)
        assert "kept while you read" not in stage.drawn


async def test_a_call_that_is_read_is_completed_with_the_cursor_where_it_was(workspace: Workspace) -> None:
    feed = shop(1)
    async with capture(workspace, feed) as (stage, screen):
        await stage.press("end", "2", "j", "j")
        line = stage.tree.cursor_line
        assert line == 2
        feed.play([answered("0", 9.0, 60.0)])
        await drawn(stage, lambda: not screen.shown.is_waiting and "200 OK" in stage.drawn)
        assert stage.tree.cursor_line == line


async def test_a_finding_stays_explained_while_the_list_goes_on(workspace: Workspace) -> None:
    feed = PlayedFeed(whole())
    async with capture(workspace, feed) as (stage, screen):
        await stage.press("end", "5")
        await drawn(stage)
        explained = str(stage.find(ExplainPane).border_title)
        feed.play([began("later", 90.0, event("later", "/", "home"))])
        await drawn(stage, lambda: screen.shown.row is screen.calls.under_cursor)
        assert str(stage.find(ExplainPane).border_title) == explained


async def test_enter_shows_the_call_under_the_cursor_though_another_one_comes_meanwhile(workspace: Workspace) -> None:
    feed = shop(3)
    async with capture(workspace, feed) as (stage, screen):
        await stage.press("end")
        feed.play([began("later", 9.0, event("later", "/", "home"))])
        await stage.until(lambda: len(screen.timeline.all_calls) == 4)
        row = screen.calls.under_cursor
        await stage.press("enter")
        await drawn(stage, lambda: screen.shown.row is row)


async def test_a_recording_is_shown_again_with_the_filter_and_the_row_that_it_was_left_with(
    workspace: Workspace,
) -> None:
    feed = shop(20)
    async with capture(workspace, feed) as (stage, screen):
        await stage.press("/")
        await stage.write("kind.1")
        await stage.press("enter", "j", "j")
        row, matching = screen.calls.under_cursor, screen.timeline.matching
        assert row is not None
        assert 0 < matching < 20
        place = screen.place
    async with explorer(workspace) as stage:
        again = Capture(workspace, feed, PlainHost(), place)
        stage.bench.run_worker(stage.app.push_screen_wait(again), group="send")
        await stage.shows(Capture)
        await stage.until(lambda: again.look is not None)
        await stage.still()
        assert again.query_one("#capture-filter", Input).value == "kind.1"
        assert again.timeline.matching == matching
        assert again.calls.under_cursor is not None
        assert again.calls.under_cursor.key == row.key
        assert again.place == place


@SIZES
async def test_the_list_has_the_focus_when_findings_are_hidden(workspace: Workspace, size: tuple[int, int]) -> None:
    async with capture(workspace, PlayedFeed(whole()), size) as (stage, screen):
        await stage.press("5")
        await stage.still()
        assert isinstance(screen.focused, FindingList)
        for smaller in ((80, 24), (60, 20)):
            screen.remove_class("-on-visit")
            await stage.pilot.resize_terminal(*smaller)
            await stage.still()
        assert screen.focused is screen.calls


@pytest.mark.draws
async def test_rows_that_move_up_without_the_list_scrolling_are_drawn(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    feed = shop(60)
    async with capture(workspace, feed) as (stage, screen):
        await stage.press("home", "j", "j", "j", "j")
        await drawn(stage)
        lines: set[int] = set()
        render = CallList.render_line
        monkeypatch.setattr(CallList, "render_line", lambda listed, y: (lines.add(y), render(listed, y))[1])
        # The cursor's row is two lines further up then.
        feed.delete(("0", "1"))
        await drawn(stage, lambda: len(screen.timeline.all_calls) == 58)
        assert screen.calls.cursor == 2
        assert lines == set(range(screen.calls.size.height))


@pytest.mark.parametrize("size", [(80, 24), (120, 36), (160, 45)], ids=["80x24", "120x36", "160x45"])
async def test_the_question_mark_says_why_a_call_has_nothing(workspace: Workspace, size: tuple[int, int]) -> None:
    async with capture(workspace, PlayedFeed(whole()), size) as (stage, screen):
        explain = screen.query_one(ExplainPane)
        await stage.press("question_mark")
        await stage.until(lambda: explain.has_class("-why"))
        await stage.until(lambda: "Why" in stage.drawn and "again sends" not in stage.drawn)
        assert explain.region
        if size[0] < 150:
            await stage.press("escape")
            await stage.until(lambda: screen.focused is screen.calls)


async def test_the_question_mark_goes_to_the_explanation_of_a_page(workspace: Workspace) -> None:
    async with capture(workspace, PlayedFeed(whole()), (80, 24)) as (stage, screen):
        page = screen.calls.first_of(["page 2"])
        assert page is not None
        screen.calls.go_to(page.key)
        await stage.press("question_mark")
        await stage.until(lambda: "Page 2" in stage.drawn and screen.has_class("-on-call"))
        assert not screen.query_one(ExplainPane).has_class("-why")


@pytest.mark.parametrize("width", [60, 76, 100, 104, 120, 150, 160])
async def test_the_title_of_what_was_sent_is_never_cut(workspace: Workspace, width: int) -> None:
    async with capture(workspace, PlayedFeed(whole()), (width, 36)) as (stage, screen):
        await stage.press("2")
        await stage.until(lambda: "2 Sent · interact" in stage.drawn or "2 Sent · acquire" in stage.drawn)
        screen.query_one(SentPane).keeps(is_kept=True)
        await stage.until(lambda: "kept while you read" in stage.drawn)
        (title,) = [line for line in stage.lines if "2 Sent" in line and "kept" in line]
        assert "…" not in title.partition("2 Sent")[2].partition("╮")[0]
