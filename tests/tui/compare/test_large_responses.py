"""Large responses are compared beside the keys: they work meanwhile, and what was found is shown once it is there."""

import json
from dataclasses import replace
from threading import Event, current_thread, main_thread

import pytest

from edge_tui.model.exchange import Exchange
from edge_tui.tui.compare import screen as compare_screen
from edge_tui.tui.compare.screen import Compare
from edge_tui.tui.response.handle_tree import HandleTree
from edge_tui.tui.workbench.screen import Workbench
from edge_tui.workspace import Workspace
from tests.tui.past_responses import IDENTITY, exchange_of
from tests.tui.stage import Stage, explorer


def large(shown: str) -> Exchange:
    """An exchange with a response that has two thousand values, one of them another one."""
    past = replace(
        IDENTITY, handles=[{"type": "t", "payload": [{"key": f"k{n}", "value": "v" * 20} for n in range(2000)]}]
    )
    past.handles[0]["payload"][1000]["value"] = shown
    assert len(json.dumps(past.handles)) > compare_screen._MOST_AT_ONCE
    return exchange_of(past)


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Event:
    """Set, it lets comparisons go on."""
    goes_on, compare = Event(), compare_screen._compare_sides

    def wait_and_compare(*sides: object) -> object:
        assert current_thread() is not main_thread()
        assert goes_on.wait(60)
        return compare(*sides)  # type: ignore[arg-type]

    monkeypatch.setattr(compare_screen, "_compare_sides", wait_and_compare)
    return goes_on


async def open_compare(stage: Stage) -> Compare:
    """The screen, which goes on comparing."""
    screen = Compare(stage.workspace, large("one"), large("other"))
    stage.app.push_screen(screen)
    await stage.until(lambda: "Comparing…" in stage.drawn)
    return screen


async def test_keys_work_while_large_responses_are_compared(workspace: Workspace, held: Event) -> None:
    async with explorer(workspace) as stage:
        screen = await open_compare(stage)
        await stage.app._press_keys(("n", "S", "b"))
        await stage.until(lambda: "Requests compared" in stage.drawn)
        assert "Comparing…" in stage.drawn
        await stage.app._press_keys(("b",))
        held.set()
        await stage.until(lambda: "other → one" in stage.drawn)
        assert "Comparing…" not in stage.drawn
        assert screen.query_one(HandleTree).has_focus


async def test_a_comparison_is_left_while_it_goes_on(workspace: Workspace, held: Event) -> None:
    async with explorer(workspace) as stage:
        await open_compare(stage)
        await stage.app._press_keys(("escape",))
        await stage.until(lambda: isinstance(stage.app.screen, Workbench))
        held.set()
