"""Work that waits until the first paint."""

import os
import subprocess
import sys
from pathlib import Path

LATER = {
    "edge_tui.emulator",
    "edge_tui.formats",
    "edge_tui.gateway",
    "edge_tui.lint.rules",
    "edge_tui.outline",
    "httpx",
    "keyring",
    "sqlite3",
    "starlette",
}
SCRIPT = """
import os, sys
from edge_tui.tui.app import EdgeTui
from edge_tui.workspace import Workspace
display = EdgeTui._display
def told(app, screen, renderable):
    display(app, screen, renderable)
    if screen.query("#editor") and screen.query("#editor").first().region:
        os.write(1, " ".join(sys.modules).encode())
        os._exit(0)
EdgeTui._display = told
workspace = Workspace()
EdgeTui(workspace, workspace.accounts.profile()).run(headless=True, size=(120, 36))
"""


def test_modules_without_a_visible_part_are_loaded_after_the_first_paint(tmp_path: Path) -> None:
    environ = {**os.environ, "EDGE_TUI_HOME": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", SCRIPT], env=environ, capture_output=True, text=True, timeout=120)
    loaded = set(done.stdout.split())
    assert {"edge_tui.tui.workbench.screen", "edge_tui.model.response"} <= loaded, done.stderr
    assert loaded & LATER == set()
