"""Chooses the front end: the explorer, or the command line if there is a subcommand."""

import gc
import os
import sys
from typing import TYPE_CHECKING

from edge_tui import __version__
from edge_tui.model.errors import SetupError

if TYPE_CHECKING:
    from edge_tui.workspace import Workspace
    from edge_tui.workspace.site_recording import SiteOptions

_ALLOCATIONS_BETWEEN_COLLECTIONS = 50_000
# `ExitStatus.INTERRUPTED`, whose module may be the one that was interrupted.
_INTERRUPTED = 130


def main() -> None:
    """Runs `edge-tui` with this process's arguments and exits with its status."""
    # Nearly everything a command allocates is modules, which are never garbage: collecting while they
    # load, and once more at exit, took a sixth of a send's time.
    gc.set_threshold(_ALLOCATIONS_BETWEEN_COLLECTIONS)
    if sys.argv[1:] == ["--version"] and _is_version_printed():
        return
    try:
        from edge_tui.deferred_methods import defer

        defer()
        from edge_tui.cli import run
    except KeyboardInterrupt:
        sys.exit(_INTERRUPTED)
    status = run(sys.argv[1:], explore)
    gc.freeze()
    sys.exit(status)


def _is_version_printed() -> bool:
    """Prints the version without loading the commands, which say what is wrong if it can't be written."""
    try:
        # Past the buffer: what can't be written would stay in it, and fail again at exit.
        os.write(sys.stdout.fileno(), f"edge-tui {__version__}\n".encode())
    except (OSError, ValueError, AttributeError):
        return False
    return True


def explore(workspace: "Workspace", profile_name: str | None, site: "SiteOptions | None" = None) -> int:
    """Opens the explorer, on the named profile if given, and records `site`. Raises `SetupError` without a terminal."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise SetupError("The explorer needs a terminal.", "Without one, use a command: `edge-tui --help` lists them.")
    # Objects created at startup live until exit: collecting would only delay the first paint.
    gc.disable()
    from edge_tui.tui.app import run as run_explorer

    return run_explorer(workspace, profile_name, site)


if __name__ == "__main__":
    main()
