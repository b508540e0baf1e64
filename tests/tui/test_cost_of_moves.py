"""A key that moves a cursor or scrolls draws one frame and lays out nothing, in whatever has the focus."""

import asyncio
import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.scroll_view import ScrollView
from textual.widgets import OptionList

import edge_tui.tui
from edge_tui.model.visitor import Visitor
from tests.tui.counting import compared_frames, counted
from tests.tui.scenes import ACME, SCENES, a_past, with_profiles
from tests.tui.stage import Stage, frozen_workspace, still_explorer

KEYS = ("down", "down", "up", "pagedown", "pageup", "end", "home", "right", "left")
# The name of a widget, a scene that has it, and the most frames of a key: a second one where what is under the cursor
# is read in a thread, so that the cursor doesn't wait for it.
MOVED = (
    ("TemplateTree", "first screen", 1),
    ("ProfileList", "first screen", 1),
    ("HistoryList", "first screen", 1),
    ("TextRows", "answer to a page view", 1),
    ("HandleTree", "comparing", 1),
    ("SelectableHistoryList", "history", 2),
    ("Input", "palette", 1),
    ("VerticalScroll", "help", 1),
    ("VisitorList", "visitors", 1),
    ("OptionList", "what can be done", 1),
    ("OptionList", "import of many", 1),
    ("OptionList", "pages compared", 1),
    ("Tree", "emulator", 1),
    ("SendList", "watch", 1),
    ("CallList", "capture", 2),
    ("FindingList", "capture", 1),
    ("MatrixView", "side by side", 1),
)
# Textual lays out a container that scrolls, and a dialog fits what is under its cursor.
LAID_OUT = {"help", "import of many", "pages compared"}
# What others are made of, what is never focused, and editors, whose keys are counted in `test_cost_of_keys.py`.
ELSEWHERE = {
    "Completions",
    "SteppedTree",
    "LineList",
    "JsonArea",
    "JsonEditor",
    "TextBox",
    "ExampleInput",
    "SecretInput",
    "_Lines",
    "CheckList",
}
OF_TEXTUAL = {"Input", "OptionList", "VerticalScroll", "Tree"}
_LOOK_SECONDS = 0.01


async def settled(stage: Stage) -> None:
    """Waits until all that follows a key is drawn."""
    quiet = 0
    async with asyncio.timeout(60):
        while quiet < 3:
            await asyncio.sleep(_LOOK_SECONDS)
            working = any(worker.is_running for worker in stage.app.workers if worker.group not in ("default", "send"))
            drawn = not stage.app.screen._dirty_widgets and not stage.app.animator._animations
            quiet = quiet + 1 if drawn and not working else 0


@pytest.mark.parametrize(("name", "scene", "most"), MOVED, ids=[f"{name} in {scene}" for name, scene, _ in MOVED])
async def test_a_key_that_moves_something_costs_one_frame_and_no_layout(
    home: Path, name: str, scene: str, most: int
) -> None:
    (played,) = (each for each in SCENES if each.name == scene)
    workspace = frozen_workspace(home, **played.environ)
    played.prepare(workspace)
    # More than one row for each list.
    workspace.visitors.add(Visitor("second"))
    if not played.steps:
        with_profiles(ACME)(workspace)
        a_past(workspace)
    app = still_explorer(workspace, played.profile)
    async with app.run_test(size=played.sizes[0], notifications=True) as pilot:
        stage = Stage(pilot, workspace)
        await played.play(stage)
        app.animation_level = "full"
        found = [each for each in app.screen.focus_chain if type(each).__name__ == name and each.region]
        assert found
        drawn = 0
        for widget in found:
            await stage.focus(widget)
            await settled(stage)
            for key in KEYS:
                with counted() as cost, compared_frames():
                    await app._press_keys((key,))
                    await settled(stage)
                drawn += cost.frames
                assert cost.frames <= most, f"{key} draws {cost.frames} frames"
                assert cost.layouts == 0 or scene in LAID_OUT, f"{key} lays out the screen"
        assert drawn >= 2


def test_every_list_tree_and_text_of_the_explorer_is_counted() -> None:
    assert set(_moving()) - ELSEWHERE == {name for name, _, _ in MOVED} - OF_TEXTUAL


def _moving() -> Iterator[str]:
    for module in pkgutil.walk_packages(edge_tui.tui.__path__, "edge_tui.tui."):
        for name, kind in vars(importlib.import_module(module.name)).items():
            is_own = isinstance(kind, type) and kind.__module__ == module.name
            if is_own and issubclass(kind, ScrollView | OptionList):
                yield name
