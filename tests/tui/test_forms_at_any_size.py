"""Of every form, the buttons are in sight in the narrowest window, and an open list can be told from what it covers."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from textual.screen import ModalScreen
from textual.widgets import Button, Select
from textual.widgets._select import SelectOverlay

from edge_tui.tui.capture.form import CaptureForm
from edge_tui.tui.imports.form import ImportForm
from edge_tui.tui.profiles.form import FilledProfile, ProfileForm, Trial
from edge_tui.tui.templates.save_form import SaveTemplate
from edge_tui.workspace import Workspace
from tests.tui.stage import explorer

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def _trial(_filled: FilledProfile) -> Trial:
    raise AssertionError("nothing is tested")


@pytest.mark.parametrize(
    ("make", "count"),
    [
        (lambda: ProfileForm(None, lambda _: None, trial=_trial), 3),
        (lambda: CaptureForm(()), 2),
        (lambda: SaveTemplate((), None), 2),
        (lambda: ImportForm(lambda: NOW), 2),
    ],
    ids=["profile", "capture", "template", "import"],
)
async def test_a_form_shows_all_its_buttons(
    workspace: Workspace, make: Callable[[], ModalScreen[Any]], count: int
) -> None:
    async with explorer(workspace, size=(40, 10)) as stage:
        form = make()
        stage.app.push_screen(form)
        await stage.shows(type(form))
        for size in ((40, 10), (80, 24), (160, 45), (40, 12)):
            await stage.pilot.resize_terminal(*size)
            await stage.still()
            buttons = list(form.query(Button))
            assert len(buttons) == count
            for button in buttons:
                assert form.region.contains_region(button.region), (size, button)
                assert str(button.label) in stage.drawn, (size, button)


@pytest.mark.parametrize("theme", ["edge", "rose-pine-dawn", "ansi-dark"])
@pytest.mark.parametrize(
    "make",
    [lambda: ProfileForm(None, lambda _: None, trial=_trial), lambda: CaptureForm(())],
    ids=["profile", "capture"],
)
async def test_an_open_list_has_an_edge_all_around(
    workspace: Workspace, make: Callable[[], ModalScreen[Any]], theme: str
) -> None:
    async with explorer(workspace, size=(60, 20)) as stage:
        stage.app.theme = theme
        form = make()
        stage.app.push_screen(form)
        await stage.shows(type(form))
        for select in (each for each in form.query(Select) if each.region):
            await stage.focus(select)
            await stage.press("enter")
            edge = select.query_one(SelectOverlay).region
            assert form.region.contains_region(edge), select
            top, *options, bottom = (line[edge.x : edge.right] for line in stage.lines[edge.y : edge.bottom])
            assert (top[0], top[-1], bottom[0], bottom[-1]) == ("╭", "╮", "╰", "╯"), select
            assert options, select
            assert all(line[0] == line[-1] == "│" for line in options), select
            await stage.press("escape")


@pytest.mark.parametrize("theme", ["edge", "rose-pine-dawn", "ansi-dark"])
async def test_a_closed_list_shows_that_it_has_the_focus(workspace: Workspace, theme: str) -> None:
    async with explorer(workspace, size=(60, 20)) as stage:
        stage.app.theme = theme
        form = CaptureForm(())
        stage.app.push_screen(form)
        await stage.shows(CaptureForm)
        select = form.query_one("#window", Select)
        looks = set()
        for widget in (form.query_one("#url"), select):
            await stage.focus(widget)
            style = select.query_one("#label").rich_style
            looks.add((style.bgcolor, bool(style.reverse)))
        assert len(looks) == 2
