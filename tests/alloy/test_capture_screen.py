"""The Capture screen with the real browser and the real SDK: every call that arrives becomes a line."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from edge_tui.tui.capture.rules_sheet import RulesSheet
from edge_tui.tui.capture.screen import Capture
from edge_tui.tui.dialogs.choice import Choice
from edge_tui.tui.dialogs.fields import Fields
from edge_tui.tui.dialogs.question import Question
from edge_tui.workspace import Workspace
from edge_tui.workspace.site_recording import SiteOptions, Target
from tests.alloy.shop import SHOP
from tests.alloy.watching import SECONDS, Shop
from tests.tui.stage import WIDE, Stage, explorer

PAGES = 3
_LOOK_SECONDS = 0.05


async def until(stage: Stage, ready: Callable[[], object]) -> None:
    """Waits for what a browser does, which may take longer than anything that the explorer does."""
    for _ in range(round(SECONDS / _LOOK_SECONDS)):
        if ready():
            break
        await stage.pilot.pause(_LOOK_SECONDS)
    assert ready()


async def recording(stage: Stage, options: SiteOptions) -> Capture:
    """Opens the screen on a recording, once its browser has made a call."""
    stage.bench.record_site(options)
    await stage.shows(Capture)
    screen = stage.app.screen
    assert isinstance(screen, Capture)
    await until(stage, lambda: screen.look is not None and (screen.look.problem or screen.timeline.all_calls))
    assert screen.look is not None
    assert screen.look.problem is None
    return screen


@pytest.fixture
def options(watched_shop: Shop) -> SiteOptions:
    """A visit of a few pages."""
    return SiteOptions(
        urls=(f"{SHOP}/visit?n=0&pages={PAGES}",),
        name="visit",
        browser=watched_shop.browser,
        headless=True,
        arguments=watched_shop.arguments,
    )


async def test_every_call_that_arrives_is_a_line_and_the_recording_is_opened_again(
    workspace: Workspace, watched_shop: Shop, options: SiteOptions
) -> None:
    async with explorer(workspace, size=WIDE) as stage:
        screen = await recording(stage, options)
        await until(stage, lambda: len(screen.timeline.pages) > PAGES)
        await stage.press("escape")
        await stage.shows(Question)
        await stage.press("enter")
        await until(stage, lambda: screen.look is not None and not screen.look.is_live)
        arrived = {line.request_id[:36] for line in watched_shop.lines if line.method == "POST"}
        listed = {row.exchange.request_id for row in screen.timeline.all_calls}
        assert arrived <= listed
        assert "waiting" not in {row.facts.status for row in screen.timeline.all_calls}
        await stage.press("escape")
        await stage.until(lambda: stage.app.screen is stage.bench)
        stage.bench.run_worker(stage.bench.controllers.captures.open_recording("visit"), group="send")
        await stage.shows(Capture)
        again = stage.app.screen
        assert isinstance(again, Capture)
        await stage.until(lambda: again.look is not None)
        assert {row.exchange.request_id for row in again.timeline.all_calls} == listed


async def test_a_site_is_led_to_the_emulator_and_a_red_line_says_so(workspace: Workspace, options: SiteOptions) -> None:
    async with explorer(workspace, size=WIDE) as stage:
        screen = await recording(stage, replace(options, target=Target.EMULATOR))
        await until(stage, lambda: any(row.facts.status == "200" for row in screen.timeline.all_calls))
        assert "CHANGED ON ITS WAY" in stage.lines[1]
        answered = next(row for row in screen.timeline.all_calls if row.facts.status == "200")
        assert answered.exchange.origin is not None
        assert answered.exchange.origin.changed
        screen.feed.stop()
        await until(stage, lambda: screen.look is not None and not screen.look.is_live)


async def test_a_rule_that_is_added_while_it_records_changes_the_next_call(
    workspace: Workspace, options: SiteOptions
) -> None:
    async with explorer(workspace, size=WIDE) as stage:
        screen = await recording(stage, replace(options, urls=(f"{SHOP}/often",)))
        assert "CHANGED" not in stage.lines[1]
        await stage.press("W")
        await stage.shows(RulesSheet)
        await stage.press("a")
        await stage.shows(Choice)
        await stage.press("j", "j", "j", "j", "enter")
        await stage.shows(Fields)
        await stage.write("503")
        await stage.press("enter")
        await stage.until(lambda: "■ status 503" in stage.drawn)
        await stage.press("escape")
        await stage.until(lambda: "CHANGED ON ITS WAY" in stage.lines[1])
        await until(stage, lambda: any(row.facts.status == "503" for row in screen.timeline.all_calls))
        await stage.press("W")
        await stage.shows(RulesSheet)
        await stage.press("delete")
        await stage.until(lambda: "No rule changes what passes" in stage.drawn)
        await stage.press("escape")
        changed = [row for row in screen.timeline.all_calls if row.exchange.origin and row.exchange.origin.changed]
        assert {row.exchange.origin.changed for row in changed if row.exchange.origin} == {("status 503",)}
        latest = screen.timeline.all_calls[-1].at
        await until(
            stage,
            lambda: any(row.facts.status == "200" and row.at > latest for row in screen.timeline.all_calls),
        )
        screen.feed.stop()
        await until(stage, lambda: screen.look is not None and not screen.look.is_live)
        await until(stage, lambda: "changed on the way" in stage.lines[1])
