"""The explorer survives random keys, clicks and sizes, in an order given by a seed.

`--thorough` plays many more; a failure names its seed.
"""

import asyncio
import random

import pytest
from textual import events

from edge_tui.tui.capture.live_feed import LiveFeed
from edge_tui.workspace import Workspace
from tests.tui.stage import Stage, explorer

_KEYS = (
    *("f1", "f2", "f3", "f5", "f6", "f7", "f8", "f9", "f10", "f11", "f12", "ctrl+p", "ctrl+o", "ctrl+b", "ctrl+t"),
    *("escape", "enter", "tab", "shift+tab", "space", "up", "down", "left", "right", "pageup", "pagedown", "home"),
    *(
        "end",
        "backspace",
        "delete",
        "ctrl+z",
        "ctrl+y",
        "ctrl+f",
        "ctrl+n",
        "ctrl+a",
        "ctrl+k",
        "ctrl+d",
        "ctrl+e",
        "slash",
    ),
    *("question_mark", *'01234abdeghjklmnoprstuvwxyz{}[]:",AEHDMNPSVIX*-/éß'),
)
# These leave the explorer for another program, or for good.
_LEFT_OUT = {"O", "shift+f4", "ctrl+q", "ctrl+c"}
_SIZES = ((160, 45), (120, 36), (80, 24), (40, 10), (20, 4), (10, 2), (1, 1), (250, 3), (3, 80))
_STEPS = 12
# So many are played, one after the other, before it is started afresh.
_PER_START = 20
_BOUND_SECONDS = 60.0

pytestmark = pytest.mark.draws


def _seeds(config: pytest.Config) -> range:
    return range(2000) if config.getoption("--thorough") else range(10)


async def _step(stage: Stage, chance: random.Random) -> str:
    what = chance.choices(("key", "keys at once", "click", "size"), (10, 3, 3, 2))[0]
    if what == "key":
        key = chance.choice(_KEYS)
        await stage.app._press_keys([key])
        return key
    if what == "keys at once":
        keys = [chance.choice(_KEYS) for _ in range(4)]
        for key in keys:
            stage.app.post_message(events.Key(key, key if len(key) == 1 else None))
        return " ".join(keys)
    width, height = stage.app.size
    if what == "click":
        place = chance.randrange(max(width, 1)), chance.randrange(max(height, 1))
        await stage.pilot.click(offset=place)
        return f"click {place}"
    size = chance.choice(_SIZES)
    await stage.pilot.resize_terminal(*size)
    return f"size {size}"


async def _play(stage: Stage, seed: int, played: list[str]) -> bool:
    """Plays one sequence; False when it chose Quit, which the palette and the footer offer to every click."""
    chance = random.Random(seed)
    for _ in range(_STEPS):
        played.append(await _step(stage, chance))
        await stage.pilot.pause()
        if trouble := stage.app._exception:
            raise trouble
        if not stage.app.is_running:
            assert not stage.app.return_code
            return False
    return True


async def test_random_use_neither_crashes_nor_hangs_the_explorer(
    workspace: Workspace, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The palette offers to record a site, and random letters are a site's name: no browser is started here.
    monkeypatch.setattr(LiveFeed, "start", lambda _feed: None)
    assert not _LEFT_OUT & set(_KEYS)
    remaining = list(_seeds(request.config))
    while remaining:
        played: list[str] = []
        try:
            async with explorer(workspace) as stage:
                for _ in range(min(_PER_START, len(remaining))):
                    seed = remaining.pop(0)
                    played.append(f"seed {seed}:")
                    async with asyncio.timeout(_BOUND_SECONDS):
                        if not await _play(stage, seed, played):
                            break
        except Exception as error:
            error.add_note(f"after {', '.join(played[-2 * _STEPS :])}")
            raise
        assert workspace.crash_notes.all() == []
