"""The first frame is whole, is drawn once, and has few widgets and modules; all other work waits until after it."""

import json
import os
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from edge_tui.tui.textual_internals import _DRAWING_SECONDS, GuardedApp
from tests.tui.stage import MEDIUM, NARROW, WIDE

LATER = {
    "edge_tui.emulator",
    "edge_tui.formats",
    "edge_tui.gateway",
    "edge_tui.lint.own_schema",
    "edge_tui.lint.rules",
    "edge_tui.outline",
    "edge_tui.browser",
    "edge_tui.model.phases",
    "edge_tui.model.visit",
    "edge_tui.recording",
    "edge_tui.tui.capture",
    "edge_tui.tui.compare",
    "edge_tui.tui.editor.external_editor",
    "edge_tui.tui.editor.replace_row",
    "edge_tui.tui.timeline",
    "edge_tui.tui.visitors",
    "edge_tui.tui.workbench.batch_sends",
    "edge_tui.tui.workbench.capture_actions",
    "edge_tui.tui.workbench.editor_actions",
    "edge_tui.tui.workbench.history_actions",
    "edge_tui.tui.workbench.import_actions",
    "edge_tui.tui.workbench.response_actions",
    "edge_tui.values.identity_cookie",
    "edge_tui.visit",
    "edge_tui.workspace.site_recording",
    "hashlib",
    "httpx",
    "keyring",
    "pygments.lexers",
    "sqlite3",
    "starlette",
    "tomlkit",
    "tomllib",
}
MAX_WIDGETS = 38
# Of these, Textual and the standard library are some 400.
MAX_MODULES = 574
MAX_LINES = 3

# Draws until what the linter says with the datastream's services is drawn, and prints each frame.
SCRIPT = """
import asyncio, json, sys
from datetime import UTC, datetime
from edge_tui.tui.app import EdgeTui
from edge_tui.tui.editor import linting
from edge_tui.workspace import Workspace
# As on a machine that takes longer for the first frame than a pause in the typing lasts.
linting._PAUSE_SECONDS = 0.001
frames, modules, widgets = [], [], []
display = EdgeTui._display
def record(app, screen, update):
    display(app, screen, update)
    if update is not None:
        frames.append(["".join(segment.text for segment in strip) for strip in screen._compositor.render_strips()])
        modules.append(sorted(sys.modules))
        widgets.append(len(list(screen.walk_children())))
EdgeTui._display = record
async def run():
    workspace = Workspace(clock=lambda: datetime(2026, 1, 1, tzinfo=UTC))
    app = EdgeTui(workspace, workspace.accounts.profile())
    async with app.run_test(size=(int(sys.argv[1]), int(sys.argv[2]))):
        for _ in range(6000):
            if frames and any(" RU" in row for row in frames[-1]):
                break
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.2)
asyncio.run(run())
print(json.dumps({"frames": frames, "modules": modules[0], "widgets": widgets[0]}))
"""


def start(home: Path, size: tuple[int, int]) -> Any:
    """The frames of a start, with the modules and widgets of the first."""
    environ = {**os.environ, "EDGE_TUI_HOME": str(home)}
    command = [sys.executable, "-c", SCRIPT, *map(str, size)]
    done = subprocess.run(command, env=environ, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("size", [NARROW, MEDIUM, WIDE])
def test_the_first_frame_is_whole(tmp_path: Path, size: tuple[int, int]) -> None:
    frames = start(tmp_path, size)["frames"]
    first, last = frames[0], frames[-1]
    changed = [(one, other) for one, other in zip(first, last, strict=True) if one != other]
    # What the linter finds comes later: below the editor in two lines, and its number on the editor's border.
    assert len(changed) <= MAX_LINES, changed
    assert all(any(word in other for word in (" problem", " RU")) for _, other in changed), changed
    text = "\n".join(first)
    assert "Send" in text
    assert "Commands" in text


def test_the_first_frame_has_few_widgets_and_modules(tmp_path: Path) -> None:
    found = start(tmp_path, MEDIUM)
    assert found["widgets"] <= MAX_WIDGETS
    assert len(found["modules"]) <= MAX_MODULES


async def test_what_waits_for_the_first_frame_leaves_a_terminal_the_time_to_draw_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Sketch(GuardedApp):
        """Exits after its first frame."""

        def on_mount(self) -> None:
            self.call_after_first_paint(self.leave)

        def note_paint(self) -> None:
            times.append(time.monotonic())
            super().note_paint()

        def leave(self) -> None:
            times.append(time.monotonic())
            self.exit()

    times = list[float]()
    monkeypatch.setattr(Sketch, "is_headless", False)
    await Sketch().run_async(headless=True, size=MEDIUM)
    assert times[-1] - times[0] >= _DRAWING_SECONDS


def test_modules_without_a_visible_part_are_loaded_after_the_first_frame(tmp_path: Path) -> None:
    loaded = set(start(tmp_path, MEDIUM)["modules"])
    assert {"edge_tui.tui.workbench.screen", "edge_tui.model.response"} <= loaded
    assert loaded & LATER == set()
    # One that has moved would be missed.
    assert [name for name in LATER if find_spec(name) is None] == []
