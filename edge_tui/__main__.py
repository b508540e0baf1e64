"""Chooses the front end: the explorer, or the command line if there is a subcommand."""

import gc
import sys
from typing import TYPE_CHECKING

from edge_tui.cli import run
from edge_tui.model.errors import SetupError

if TYPE_CHECKING:
    from edge_tui.workspace import Workspace

_ALLOCATIONS_BETWEEN_COLLECTIONS = 50_000


def main() -> None:
    """Runs `edge-tui` with this process's arguments and exits with its status."""
    # Nearly everything a command allocates is modules, which are never garbage: collecting while they
    # load, and once more at exit, took a sixth of a send's time.
    gc.set_threshold(_ALLOCATIONS_BETWEEN_COLLECTIONS)
    status = run(sys.argv[1:], explore)
    gc.freeze()
    sys.exit(status)


def explore(workspace: "Workspace", profile_name: str | None) -> int:
    """Opens the explorer, on the named profile if given. Raises `SetupError` without a terminal."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise SetupError("The explorer needs a terminal.", "Without one, use a command: `edge-tui --help` lists them.")
    # Objects created at startup live until exit: collecting would only delay the first paint.
    gc.disable()
    from edge_tui.tui.app import run as run_explorer

    return run_explorer(workspace, profile_name)


if __name__ == "__main__":
    main()
