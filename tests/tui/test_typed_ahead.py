"""A key that comes before the one before it is on the screen acts on what it would act on when typed slowly.

`--thorough` plays many more pairs; a failure names its seed.
"""

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from rich.cells import cell_len
from textual import events
from textual.widgets import Input, TextArea

from edge_tui.tui.capture.live_feed import LiveFeed
from tests.tui.scenes import SCENES, Scene
from tests.tui.stage import Stage, frozen_workspace, still_explorer

# A scene, a key that opens, moves or changes something, and one that tells whether it went there.
TELLING = (
    ("first screen", "ctrl+f", "j"),
    ("first screen", "alt+t", "j"),
    ("first screen", "f3", "j"),
    ("first screen", "f6", "j"),
    ("body", "slash", "j"),
    ("body", "left_square_bracket", "end"),
    ("answer to a page view", "slash", "j"),
    ("capture of a call", "d", "enter"),
)
_CLICK = "click: "
CLICKED = (
    ("first screen", "click: Query", "j"),
    ("first screen", "ctrl+t", "click: Exit link"),
    ("first screen", "f1", "escape", "click: Overrides"),
    ("answer to a page view", "click: Body", "end"),
)
_PASTE = "paste: "
PASTED = (
    ("first screen", "paste: curl https://edge.adobedc.net/ee/v2/interact -d '{}'", "j"),
    ("answer to a page view", "paste: curl https://edge.adobedc.net/ee/v2/interact -d '{}'", "down"),
)
_SECOND = ("down", "end", "enter", "escape", "tab", "j", "ctrl+z")
# These leave the explorer for another program, or for good; a send is answered when it is, and keys go on meanwhile.
_LEFT_OUT_KEYS, _LEFT_OUT = {"O", "shift+f4", "ctrl+q", "ctrl+c"}, {"send", "doctor"}


_Ends = tuple[tuple[str, ...], tuple[object, ...]]
_Choose = Callable[[Stage], tuple[str, ...]]


def _ends(stage: Stage) -> tuple[object, ...]:
    """What the keys have led to: the screen in front with its text, the focus, and the texts of its fields."""
    screen, focused = stage.app.screen, stage.app.focused
    texts = [each.value for each in screen.query(Input)] + [each.text for each in screen.query(TextArea)]
    # What is below a dialog isn't its own, and drawn or not.
    shown = [] if screen.is_modal else stage.lines
    return type(screen).__name__, type(focused).__name__, focused and focused.id, texts, stage.editor.text, shown


async def _press(stage: Stage, *keys: str) -> None:
    """Presses keys at once, and clicks on words that are on the screen."""
    lines = stage.lines
    for key in keys:
        if words := key.removeprefix(_CLICK) if key.startswith(_CLICK) else "":
            y, line = next((y, line) for y, line in enumerate(lines) if words in line)
            for kind in (events.MouseDown, events.MouseUp):
                x = cell_len(line[: line.index(words)]) + 1
                stage.app.post_message(
                    kind(None, x, y, 0, 0, 1, shift=False, meta=False, ctrl=False, screen_x=x, screen_y=y)
                )
        elif key.startswith(_PASTE):
            stage.app.post_message(events.Paste(key.removeprefix(_PASTE)))
        else:
            stage.app.post_message(events.Key(key, key if len(key) == 1 else None))
    await stage.still()
    await stage.still()


async def _ends_of(home: Path, scene: Scene, choose: _Choose, *, at_once: bool) -> _Ends:
    workspace = frozen_workspace(home, **scene.environ)
    scene.prepare(workspace)
    app = still_explorer(workspace, scene.profile)
    async with app.run_test(size=scene.sizes[0], notifications=True) as pilot:
        stage = Stage(pilot, workspace)
        await scene.play(stage)
        keys = choose(stage)
        for burst in [keys] if at_once else [(key,) for key in keys]:
            await _press(stage, *burst)
        ends = _ends(stage)
        # A dialog that is open at the end is asked for by a worker, which the end of the app would cancel.
        await _press(stage, "escape")
        return keys, ends


async def _agree(tmp_path: Path, scene: Scene, choose: _Choose) -> None:
    at_once = await _ends_of(tmp_path / "at once", scene, choose, at_once=True)
    assert at_once == await _ends_of(tmp_path / "one by one", scene, choose, at_once=False)


@pytest.mark.parametrize("played", [*TELLING, *CLICKED, *PASTED], ids=", ".join)
async def test_a_key_or_a_click_follows_the_one_before_it(tmp_path: Path, played: tuple[str, ...]) -> None:
    scene = next(each for each in SCENES if each.name == played[0])
    await _agree(tmp_path, scene, lambda _stage: played[1:])


async def test_any_key_follows_any_other(
    tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The palette offers to record a site, and letters are a site's name: no browser is started here.
    monkeypatch.setattr(LiveFeed, "start", lambda _feed: None)
    for seed in range(400 if request.config.getoption("--thorough") else 3):
        chance = random.Random(seed)
        scene, second = chance.choice(SCENES), chance.choice(_SECOND)

        def choose(stage: Stage, seed: int = seed, second: str = second) -> tuple[str, ...]:
            active = stage.app.screen.active_bindings.items()
            keys = sorted(key for key, each in active if each.enabled and each.binding.id not in _LEFT_OUT)
            return random.Random(seed).choice([key for key in keys if key not in _LEFT_OUT_KEYS]), second

        try:
            await _agree(tmp_path / str(seed), scene, choose)
        except AssertionError as error:
            error.add_note(f"seed {seed}, scene {scene.name}")
            raise
