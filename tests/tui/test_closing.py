"""A screen closes once, however many keys reach it before it is gone."""

import asyncio

import pytest
from textual.events import Callback
from textual.screen import ModalScreen, Screen

from edge_tui.tui.dialogs.closing import close
from edge_tui.tui.palette.screen import Palette
from tests.tui.themed_app import ThemedApp


class _Question(ModalScreen[str]):
    """A screen that is waited for."""


@pytest.mark.parametrize("times", [1, 2, 5])
async def test_the_first_result_counts_and_the_screen_below_stays(times: int) -> None:
    app = ThemedApp()
    async with app.run_test() as pilot:
        below = Screen[None]()
        await app.push_screen(below)
        question = _Question()
        results: list[str | None] = []
        await app.push_screen(question, results.append)
        for number in range(times):
            close(question, f"result {number}")
        await pilot.pause()
        assert results == ["result 0"]
        assert app.screen is below


@pytest.mark.parametrize("times", [1, 2])
async def test_what_covers_a_screen_closes_with_it(times: int) -> None:
    app = ThemedApp()
    async with app.run_test() as pilot:
        question, cover = _Question(), ModalScreen[None]()
        results: list[str | None] = []
        await app.push_screen(question, results.append)
        await app.push_screen(cover)
        for _ in range(times):
            close(question, "yes")
        await pilot.pause()
        assert results == ["yes"]
        assert len(app.screen_stack) == 1


async def test_the_palette_closes_once_though_a_click_and_a_key_choose_from_it() -> None:
    app = ThemedApp()
    async with app.run_test() as pilot:
        palette = Palette()
        await app.push_screen(palette)
        palette.dismiss()
        palette.dismiss()
        await pilot.pause()
        assert len(app.screen_stack) == 1


async def test_the_palette_may_be_closed_before_it_is_mounted() -> None:
    app = ThemedApp()
    async with app.run_test() as pilot:
        app.push_screen(palette := Palette())
        palette.dismiss()
        await pilot.pause()
        assert len(app.screen_stack) == 1


async def test_a_worker_that_is_canceled_as_its_dialog_opens_cancels_nothing_else() -> None:
    app, may_end = ThemedApp(), asyncio.Event()
    async with app.run_test() as pilot:
        removed = asyncio.create_task(may_end.wait())

        async def ask() -> None:
            app._next_callbacks.append(Callback(callback=lambda: asyncio.wait_for(removed, 60)))
            await app.push_screen_wait(_Question())

        worker = app.run_worker(ask())
        await pilot.pause()
        worker.cancel()
        await pilot.pause()
        may_end.set()
        assert await removed
