"""Snapshots of the scenes. After an intended change: `pytest --snapshot-update`, and review every changed one.

Once the picture is taken, escape leads back to where the scene began (`test_way_back.py`).
"""

import html
import importlib
import pkgutil
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.screen import Screen

import edge_tui.tui
from edge_tui.handles import DECODERS
from tests.tui.scenes import SCENES, Scene
from tests.tui.stage import Stage, frozen_workspace, still_explorer
from tests.tui.take_animation import FILE as ANIMATION
from tests.tui.take_pictures import FOLDER, SCREENSHOTS
from tests.tui.test_way_back import LEFT, go_back, walk

_TUI = "edge_tui.tui."
TAKES = [(scene, size) for scene in SCENES for size in scene.sizes]


@pytest.mark.parametrize(
    ("scene", "size"),
    [pytest.param(*take, id=f"{take[0].name} {take[1][0]}x{take[1][1]}".replace(" ", "-")) for take in TAKES],
)
def test_a_scene_looks_as_it_did(
    scene: Scene,
    size: tuple[int, int],
    home: Path,
    snap_compare: Callable[..., bool],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    workspace = frozen_workspace(home, **scene.environ)
    scene.prepare(workspace)

    async def play(pilot: Pilot[None]) -> None:
        stage = Stage(pilot, workspace)
        way = await walk(scene, stage)
        await stage.still_for_a_picture()
        assert type(stage.app.screen).__module__ == f"edge_tui.tui.{scene.screen}"
        if scene.name in LEFT and size == scene.sizes[0]:
            picture = stage.app.export_screenshot(title=stage.app.title, simplify=True)
            await go_back(stage, way)
            monkeypatch.setattr(stage.app, "export_screenshot", lambda **_how: picture)

    assert snap_compare(still_explorer(workspace, scene.profile), terminal_size=size, run_before=play)


def test_every_screen_has_a_scene() -> None:
    assert set(_screens()) == {scene.screen for scene in SCENES}


def _screens() -> Iterator[str]:
    """The modules of `edge_tui.tui` that hold a screen a person can see, such as `history.screen`."""
    modules = [importlib.import_module(each.name) for each in pkgutil.walk_packages(edge_tui.tui.__path__, _TUI)]
    for module in modules:
        for kind in vars(module).values():
            is_screen = isinstance(kind, type) and issubclass(kind, Screen) and kind.__module__ == module.__name__
            # A screen that others are made of is seen through them.
            if is_screen and "CSS_PATH" in vars(kind) and not kind.__subclasses__():
                yield module.__name__.removeprefix(_TUI)


def test_no_two_scenes_share_a_name() -> None:
    assert len({scene.name for scene in SCENES}) == len(SCENES)


def test_every_screenshot_is_of_a_scene_and_the_readme_opens_with_one() -> None:
    assert {path.name for path in FOLDER.iterdir()} == {f"{name}.svg" for name in SCREENSHOTS} | {ANIMATION.name}
    assert {scene for scene, _ in SCREENSHOTS.values()} <= {scene.name for scene in SCENES}
    assert "screenshots/workbench.svg" in FOLDER.with_name("README.md").read_text()


def test_every_handle_type_is_in_a_screenshot() -> None:
    drawn = " ".join(html.unescape(path.read_text()) for path in sorted(FOLDER.iterdir()))
    texts = set(re.findall(r">([^<>]+)</text>", drawn))
    assert {handle_type for handle_type in DECODERS if not any(handle_type in text for text in texts)} == set()
