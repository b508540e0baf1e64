"""The focus goes back to what is shown again, unless the user has gone on elsewhere."""

from textual.app import App, ComposeResult
from textual.pilot import Pilot
from textual.widgets import Input

import edge_tui.tui.textual_focus  # noqa: F401 (changes what Textual does)


class ThreeFields(App[None]):
    """Fields to hide."""

    def compose(self) -> ComposeResult:
        yield from (Input(id=name) for name in "abc")


async def still(pilot: Pilot[None]) -> None:
    """Until what was hidden or shown has been laid out, and has said so."""
    for _ in range(4):
        await pilot.pause()


async def test_the_focus_goes_back_unless_it_was_moved_or_its_place_was_used() -> None:
    async with ThreeFields().run_test() as pilot:
        first, second, third = pilot.app.query(Input)
        for keys, comes_back in ((), True), (("x",), False), (("tab",), False):
            first.display = second.display = True
            await still(pilot)
            first.focus()
            await still(pilot)
            first.display = False
            await still(pilot)
            substitute = pilot.app.focused
            assert substitute in (second, third)
            await pilot.press(*keys)
            first.display = True
            await still(pilot)
            assert (pilot.app.focused is first) == comes_back, keys


async def test_the_focus_goes_back_through_every_place_that_was_hidden_in_turn() -> None:
    async with ThreeFields().run_test() as pilot:
        first, *others = pilot.app.query(Input)
        first.focus()
        await still(pilot)
        hidden = [first]
        for _ in others:
            hidden[-1].display = False
            await still(pilot)
            assert isinstance(pilot.app.focused, Input)
            hidden.append(pilot.app.focused)
        # In another order than they were hidden in, too.
        for order in (hidden[-2::-1], hidden[:-1]):
            for widget in order:
                widget.display = True
                await still(pilot)
            assert pilot.app.focused is first
            for widget in hidden[:-1]:
                widget.display = False
                await still(pilot)
