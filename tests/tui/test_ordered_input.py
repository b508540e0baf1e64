"""Keys that come faster than they are handled do what they do one by one: each goes to what has the focus by then."""

import asyncio
import gc
from pathlib import Path
from weakref import ref

import pytest
from textual import events
from textual.app import App
from textual.widgets import Input, TextArea

from edge_tui.tui.incremental_free import start_freeing
from edge_tui.workspace import Workspace
from tests.tui.scenes import SCENES
from tests.tui.stage import Stage, explorer, frozen_workspace, still_explorer

# Forms and dialogs, and keys that move between their fields, close them and open others.
TYPED = (
    ("capture form", ("x", "y", "tab", "1", "2", "tab", "down", "tab", "z")),
    ("adding a profile", ("tab", "x", "tab", "y", "shift+tab", "z")),
    ("saving a template", ("a", "b", "tab", "c", "tab", "d")),
    ("note", ("a", "b", "enter", "slash", "c")),
    ("asking", ("tab", "c", "tab", "d")),
    ("history", ("slash", "p", "a", "enter", "j", "slash", "g")),
    ("palette", ("h", "e", "l", "p", "enter", "escape", "down")),
    ("first screen", ("ctrl+p", "t", "h", "e", "m", "e")),
    ("identity cookie", ("C", "w", "w", "w", "tab", "x")),
)


def looks(stage: Stage) -> tuple[object, ...]:
    """The screen in front, its focus, and the texts of its fields."""
    screen = stage.app.screen
    texts = [each.value for each in screen.query(Input)] + [each.text for each in screen.query(TextArea)]
    return type(screen).__name__, type(stage.app.focused).__name__, stage.app.focused and stage.app.focused.id, texts


@pytest.mark.parametrize(("name", "keys"), TYPED, ids=[name for name, _ in TYPED])
async def test_keys_at_once_do_what_they_do_one_by_one(tmp_path: Path, name: str, keys: tuple[str, ...]) -> None:
    scene = next(each for each in SCENES if each.name == name)
    found = []
    for is_at_once in (True, False):
        workspace = frozen_workspace(tmp_path / str(is_at_once), **scene.environ)
        scene.prepare(workspace)
        app = still_explorer(workspace, scene.profile)
        async with app.run_test(size=scene.sizes[0], notifications=True) as pilot:
            stage = Stage(pilot, workspace)
            await scene.play(stage)
            before = looks(stage)
            if is_at_once:
                for key in keys:
                    stage.app.post_message(events.Key(key, key if len(key) == 1 else None))
                await stage.still()
                await stage.still()
            else:
                await stage.press(*keys)
            found.append(looks(stage))
            assert found[-1] != before
    assert found[0] == found[1]


def test_an_explorer_that_has_ended_is_freed(workspace: Workspace) -> None:
    async def use() -> "ref[App[None]]":
        async with explorer(workspace) as stage:
            await stage.press("tab")
            return ref(stage.app)

    # The first of a process starts a thread that stays.
    start_freeing.cache_clear()
    ended = [asyncio.run(use()), asyncio.run(use())]
    gc.collect()
    # Textual may keep the last one.
    assert ended[0]() is None
