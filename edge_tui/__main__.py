"""Picks a front end: without a subcommand the explorer, with one the command line."""

import gc
import sys
from typing import TYPE_CHECKING

from edge_tui.cli import run
from edge_tui.model.errors import SetupError

if TYPE_CHECKING:
    from edge_tui.workspace import Workspace

_ALLOCATIONS_BETWEEN_COLLECTIONS = 50_000


def main() -> None:
    """Runs `edge-tui` with this process's arguments and ends the process with its status."""
    # Nearly all that a command makes is modules, and none of them is garbage: to look through them
    # while they are loaded, and once more at the end, took a sixth of a send's time.
    gc.set_threshold(_ALLOCATIONS_BETWEEN_COLLECTIONS)
    status = run(sys.argv[1:], explore)
    gc.freeze()
    sys.exit(status)


def explore(workspace: "Workspace", profile_name: str | None) -> int:
    """Opens the explorer; with a profile named, on that profile. Raises `SetupError` where there is no screen."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise SetupError("The explorer needs a terminal.", "Without one use a command: `edge-tui --help` lists them.")
    # What is made at the start stays until the end: to look through it for garbage only delays the first paint.
    gc.disable()
    from edge_tui.tui.app import run as run_explorer

    return run_explorer(workspace, profile_name)


if __name__ == "__main__":
    main()
