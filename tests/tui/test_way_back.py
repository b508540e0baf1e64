"""Escape goes back to where one came from: on every screen, by every way that leads to it.

`test_pictures.py` goes back from every scene that it has taken a picture of; here are the ways that go on from them.
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from textual.screen import ModalScreen, Screen

from edge_tui.model.origin import Origin, Page, Source
from edge_tui.tui.capture.screen import Capture
from edge_tui.tui.compare.screen import Compare
from edge_tui.tui.compare.value_pair import BothValues
from edge_tui.tui.dialogs.choice import Choice
from edge_tui.tui.dialogs.help import Help
from edge_tui.tui.dialogs.question import Question
from edge_tui.tui.history.screen import History
from edge_tui.tui.palette.screen import Palette
from edge_tui.workspace import Workspace
from tests.tui.past_responses import IDENTITY, exchange_of
from tests.tui.scenes import ACME, SCENES, Scene, Step, open_on
from tests.tui.stage import MEDIUM, Stage, explorer, frozen_workspace

_BY_NAME = {scene.name: scene for scene in SCENES}
# A filter, a selection and a pane are left first.
_MOST_ESCAPES = 4


def a_recorded_call(workspace: Workspace) -> None:
    """A history with a call that a browser made."""
    origin = Origin(Source.CHROMIUM, "spring sale", "1", Page("https://shop.example/", 1))
    workspace.history.record([replace(exchange_of(IDENTITY), origin=origin)])


def production(workspace: Workspace) -> None:
    """A history with an exchange that was sent to production."""
    workspace.profiles.add(ACME)
    workspace.history.record([replace(exchange_of(IDENTITY), profile_name=ACME.name)])


def going_on(name: str, *steps: str | Step, to: type) -> Scene:
    """A scene, and what leads from it to another screen."""
    scene = _BY_NAME[name]
    return replace(scene, name=f"{name} to {to.__name__}", steps=(*scene.steps, *steps, open_on(to)))


def from_history(prepare: Callable[[Workspace], None], key: str, to: type) -> Scene:
    """A key of the history screen."""
    steps = ("f11", open_on(History), key, open_on(to))
    return Scene(f"history to {to.__name__}", (MEDIUM,), steps, "history.screen", prepare)


# The ways to a comparison below lead back through these.
_PASSED = {"history", "hostile text", "watch", "replays", "side by side", "pages compared"}

# Other scenes whose screens are left after their pictures were taken.
LEFT = {scene.name for scene in SCENES if scene.screen != "workbench.screen"} - _PASSED

WAYS = (
    going_on("history", "space", "down", "space", "d", to=Compare),
    going_on("history", "V", to=Choice),
    going_on("history", "ctrl+p", to=Palette),
    from_history(a_recorded_call, "C", Capture),
    from_history(production, "r", Question),
    going_on("visitors", "f1", to=Help),
    going_on("comparing", "enter", to=BothValues),
    going_on("watch", "d", to=Compare),
    going_on("replays", "d", to=Compare),
    going_on("side by side", "d", to=Compare),
    going_on("side by side", "enter", to=BothValues),
    going_on("pages compared", "d", to=Compare),
)


def place(stage: Stage) -> Screen[Any]:
    """The screen below the dialogs."""
    return next(each for each in reversed(stage.app.screen_stack) if not isinstance(each, ModalScreen))


async def walk(scene: Scene, stage: Stage) -> list[type]:
    """Plays a scene; returns the screens on the way, each opened from the one before."""
    await stage.still()
    way = [type(place(stage))]
    for step in scene.steps:
        await (stage.press(step) if isinstance(step, str) else step(stage))
        here = type(place(stage))
        way = way[: way.index(here) + 1] if here in way else [*way, here]
    await stage.still()
    return way


async def go_back(stage: Stage, way: list[type]) -> None:
    """Leaves every screen of a way with escape, or the dialog on the last of them."""
    if (dialog := stage.app.screen) is not place(stage):
        await stage.press("escape")
        # A form that was filled in asks before it is left.
        assert stage.app.screen is not dialog
        assert type(place(stage)) is way[-1]
        return
    for before in reversed(way[:-1]):
        here = type(stage.app.screen)
        for _ in range(_MOST_ESCAPES):
            if type(stage.app.screen) is here:
                await stage.press("escape")
        if isinstance(stage.app.screen, Question):
            # A recording that goes on in the background.
            await stage.click("#go-on")
        assert type(stage.app.screen) is before


@pytest.mark.parametrize("scene", WAYS, ids=lambda scene: scene.name)
async def test_escape_goes_back_to_where_one_came_from(scene: Scene, home: Path) -> None:
    workspace = frozen_workspace(home, **scene.environ)
    scene.prepare(workspace)
    async with explorer(workspace, size=scene.sizes[0], profile=scene.profile) as stage:
        await go_back(stage, await walk(scene, stage))
