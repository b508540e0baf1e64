"""Chooses the front end: the explorer, or the command line if there is a subcommand."""

import _thread
import gc
import os
import sys

# What takes longer to load than these is imported in `main`, where SIGINT is expected. Type checkers know this
# name; `typing` has it too, and takes longer than all of `--version`.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from edge_tui.workspace import Workspace
    from edge_tui.workspace.site_recording import SiteOptions

# A send makes some 50,000 objects that stay.
_ALLOCATIONS_BETWEEN_COLLECTIONS = 100_000
# `ExitStatus.INTERRUPTED`, whose module may be the one that was interrupted.
_INTERRUPTED = 130


def main() -> None:
    """Runs `edge-tui` with this process's arguments and exits with its status, and on SIGINT always with 130."""
    try:
        sys.unraisablehook = _interrupt_again
        # Nearly everything a command allocates is modules, which are never garbage: collecting while they
        # load, and once more at exit, took a sixth of a send's time.
        gc.set_threshold(_ALLOCATIONS_BETWEEN_COLLECTIONS)
        if sys.argv[1:] == ["--version"] and _is_version_printed():
            return
        status = _run()
        gc.freeze()
        _end_quietly_on_interrupt()
    except KeyboardInterrupt:
        status = _INTERRUPTED
    except Exception as error:
        from edge_tui.model.unforeseen import is_interrupt

        if not is_interrupt(error):
            raise
        status = _INTERRUPTED
    sys.exit(status)


def _run() -> int:
    from edge_tui.deferred_methods import defer

    defer()
    from edge_tui.cli import run

    return run(sys.argv[1:], explore)


def _interrupt_again(ignored: "sys.UnraisableHookArgs") -> None:
    """Repeats an interrupt that Python has to ignore, as in the callbacks of the locks of its imports."""
    if ignored.exc_type is KeyboardInterrupt:
        # In a thread, so that it doesn't come in here.
        _thread.start_new_thread(_thread.interrupt_main, ())
    else:
        sys.__unraisablehook__(ignored)


def _end_quietly_on_interrupt() -> None:
    """Makes SIGINT end the process at once: all is written, and an exception at exit would only be printed."""
    import signal

    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, lambda _number, _frame: os._exit(_INTERRUPTED))


def _is_version_printed() -> bool:
    """Prints the version without loading the commands, which say what is wrong if it can't be written."""
    from edge_tui import __version__

    try:
        # Past the buffer: what can't be written would stay in it, and fail again at exit.
        os.write(sys.stdout.fileno(), f"edge-tui {__version__}\n".encode())
    except (OSError, ValueError, AttributeError):
        return False
    return True


def explore(workspace: "Workspace", profile_name: str | None, site: "SiteOptions | None" = None) -> int:
    """Opens the explorer, on the named profile if given, and records `site`. Raises `SetupError` without a terminal."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        from edge_tui.model.errors import SetupError

        raise SetupError("The explorer needs a terminal.", "Without one, use a command: `edge-tui --help` lists them.")
    # Objects created at startup live until exit: collecting would only delay the first paint.
    gc.disable()
    from edge_tui.tui.app import run as run_explorer

    return run_explorer(workspace, profile_name, site)


if __name__ == "__main__":
    main()
