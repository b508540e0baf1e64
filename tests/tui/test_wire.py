"""What the explorer writes to a terminal: few bytes, and after each frame the screen that Textual composed."""

from pathlib import Path

import pytest

from edge_tui.tui.dialogs.help import Help
from edge_tui.tui.editor.json_editor import JsonEditor
from edge_tui.tui.history.screen import History
from edge_tui.tui.palette import Palette
from edge_tui.tui.workbench.screen import Workbench
from tests.tui.stage import MEDIUM, NARROW, WIDE, frozen_workspace
from tests.tui.wire import Wire, wired_explorer


@pytest.fixture(autouse=True)
def no_terminal() -> None:
    """Here there is a terminal: frames are composed."""


async def _type(wire: Wire) -> None:
    await wire.stage.focus(wire.stage.bench.query_one(JsonEditor))
    for keys in (("down", "end"), ("a", "漢", "👍", "backspace"), ("pagedown", "pageup"), ("ctrl+z", "ctrl+l")):
        await wire.stage.press(*keys)
        await wire.check()


async def _send_and_read(wire: Wire) -> None:
    await wire.stage.send()
    await wire.check()
    await wire.stage.focus(wire.stage.tree)
    await wire.stage.press("j", "j", "space", "k", "space")
    await wire.check()


async def _open_and_close(wire: Wire) -> None:
    for key, screen in (("ctrl+p", Palette), ("f1", Help), ("f11", History)):
        await wire.stage.press(key)
        await wire.stage.shows(screen)
        await wire.check()
        while not isinstance(wire.app.screen, Workbench):
            await wire.stage.press("escape")
        await wire.check()


async def _change_theme_and_size(wire: Wire) -> None:
    for name in ("textual-light", "ansi-dark", "edge"):
        wire.app.theme = name
        await wire.check()
    for width, height in (MEDIUM, NARROW, WIDE, (97, 31)):
        await wire.resize(width, height)
        await wire.check()


@pytest.mark.parametrize("size", [WIDE, MEDIUM, NARROW], ids=str)
async def test_the_terminal_shows_each_frame_that_textual_composed(tmp_path: Path, size: tuple[int, int]) -> None:
    async with wired_explorer(frozen_workspace(tmp_path), size) as wire:
        await wire.check()
        await _send_and_read(wire)
        await _open_and_close(wire)
        await _type(wire)
        await _change_theme_and_size(wire)
