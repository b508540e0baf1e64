"""A frame comes at once for a key, and at most once in the period for whatever changes by itself."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from itertools import count, pairwise

import pytest
from textual import events
from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import Static

from edge_tui.tui import textual_frames
from edge_tui.tui.dialogs.question import Question
from edge_tui.tui.history.history_list import HistoryList
from edge_tui.tui.textual_frames import FrameTimer, Pace, draw_once_settled, is_covered
from edge_tui.tui.widgets.pane import Pane
from edge_tui.workspace import Workspace
from tests.tui.counting import counted
from tests.tui.stage import Stage, explorer

_PERIOD, _ENDLESS = 0.4, 3600.0


@asynccontextmanager
async def drawing(
    period: float = _PERIOD,
) -> AsyncIterator[tuple[FrameTimer, list[float], Callable[[int], Awaitable[None]]]]:
    """A timer with a long period in seconds, the moments of its frames, and a function that waits for so many."""
    drawn: list[float] = []
    app: App[None] = App()
    async with app.run_test():

        async def draw() -> None:
            timer.pause()
            # What the timer goes by: on a busy machine this line runs later.
            drawn.append(timer._drawn_at)

        async def frames(count: int) -> None:
            for _ in range(60_000):
                if len(drawn) >= count:
                    return
                await asyncio.sleep(0.001)
            raise TimeoutError(f"{len(drawn)} frames")

        timer = FrameTimer(app.screen, draw)
        timer._interval = period
        timer._start()
        yield timer, drawn, frames
        timer.stop()


async def test_what_changes_by_itself_is_drawn_once_in_the_period() -> None:
    async with drawing() as (timer, drawn, frames):
        for count in (1, 2, 3):
            timer.resume()
            await frames(count)
        assert all(later - earlier >= _PERIOD for earlier, later in pairwise(drawn))


async def test_a_key_is_drawn_without_waiting_for_the_period() -> None:
    async with drawing(_ENDLESS) as (timer, drawn, frames):
        timer.resume()
        await frames(1)
        timer.resume()
        await asyncio.sleep(0.05)
        assert len(drawn) == 1
        timer.hurry()
        await frames(2)


async def test_keys_that_come_faster_than_frames_share_them() -> None:
    async with drawing() as (timer, drawn, frames):
        for count in (1, 2, 3):
            timer.hurry()
            timer.resume()
            await frames(count)
        assert all(later - earlier >= _PERIOD for earlier, later in pairwise(drawn))


async def test_a_key_that_changed_nothing_lets_one_change_be_drawn_early_and_no_more() -> None:
    async with drawing(_ENDLESS) as (timer, drawn, frames):
        timer.resume()
        await frames(1)
        timer.hurry()
        timer.resume()
        await frames(2)
        timer.resume()
        await asyncio.sleep(0.05)
        assert len(drawn) == 2


async def test_what_a_layout_has_drawn_meanwhile_is_not_drawn_again() -> None:
    async with drawing() as (timer, drawn, frames):
        timer.resume()
        await frames(1)
        timer.resume()
        for _ in range(5):
            await asyncio.sleep(0)
        timer.pause()
        await asyncio.sleep(_PERIOD * 1.5)
        assert len(drawn) == 1


async def test_of_many_keys_at_once_some_are_drawn_on_the_way(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with explorer(workspace) as stage:
        area = stage.editor.area
        await stage.focus(area)
        length = len(area.text) + 640
        # Each look at the clock is a second later, so that every wait is over on any machine.
        ticks = count()
        monkeypatch.setattr(textual_frames, "monotonic", lambda: float(next(ticks)))
        with counted() as cost:
            for _ in range(640):
                stage.app.post_message(events.Key("x", "x"))
            for _ in range(60_000):
                if len(area.text) == length:
                    break
                await asyncio.sleep(0.01)
        assert cost.frames >= 3
        monkeypatch.undo()
        await stage.still()


@pytest.mark.parametrize(("drawn_seconds", "wait_seconds"), [(0.0, 0.1), (0.02, 0.1), (0.5, 1.5)])
def test_while_keys_keep_coming_drawing_takes_a_part_of_the_time(drawn_seconds: float, wait_seconds: float) -> None:
    pace = Pace()
    pace.note(drawn_seconds)
    assert pace.wait_seconds == wait_seconds


class Below(Screen[None]):
    """A screen that something else is shown above."""

    def compose(self) -> ComposeResult:
        """One line."""
        yield Static("below")


async def test_a_change_below_an_opaque_screen_draws_nothing(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await _cover(stage, "#000000")
        bench, top = stage.bench, stage.app.screen
        assert is_covered(bench)
        assert not is_covered(top)
        with counted() as cost:
            bench.query_one("#history-pane").refresh()
            await asyncio.sleep(0.1)
        assert (cost.frames, cost.layouts) == (0, 0)
        await stage.app.push_screen(Question("Stop?", "", {"back": "Cancel"}))
        assert is_covered(bench)
        await stage.app.pop_screen()
        top.styles.background = "#000000 50%"
        assert not is_covered(bench)
        with counted() as cost:
            bench.query_one("#history-pane").refresh()
            await stage.until(lambda: cost.frames >= 1)


async def test_a_change_out_of_sight_lays_nothing_out_when_a_place_is_looked_up(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        bench, hidden, seen = stage.bench, stage.find(HistoryList), stage.find(Pane, "#history-pane")
        assert not hidden.display
        for changed in ({hidden}, {hidden, seen}):
            with counted() as cost:
                for widget in changed:
                    widget.refresh()
                bench._dirty_widgets.update(changed)
                await draw_once_settled(bench, Pace())
                assert seen.region
            assert (cost.frames, cost.layouts) == (len(changed) - 1, 0)


async def _cover(stage: Stage, background: str) -> None:
    above = Below()
    above.styles.background = background
    await stage.app.push_screen(above)
    await asyncio.sleep(0.2)


async def test_only_what_the_user_does_hurries_a_frame(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        timer = stage.app.screen._update_timer
        hurried: list[str] = []
        timer.hurry = lambda: hurried.append("now")  # type: ignore[attr-defined]
        # The second one comes back to the app, whose bindings it is for.
        for key in ("down", "ctrl+down"):
            await stage.app.on_event(events.Key(key, None))
            await stage.still()
        assert len(hurried) == 2
        moved = events.MouseMove(None, 1, 1, 0, 0, 0, shift=False, meta=False, ctrl=False)
        await stage.app.on_event(moved)
        await stage.app.on_event(events.AppFocus())
        assert len(hurried) == 2
