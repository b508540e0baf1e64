"""The buttons of every form are in sight in the narrowest window."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from textual.screen import ModalScreen
from textual.widgets import Button

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
