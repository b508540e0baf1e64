"""The headless front end: data on stdout, messages on stderr; one module per command."""

import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from typing import TYPE_CHECKING

from edge_tui.cli.terminal.exit_status import ExitStatus
from edge_tui.cli.terminal.streams import finish, prepare, say, say_error, unwritten_for
from edge_tui.model.errors import SetupError
from edge_tui.model.unforeseen import Net, is_interrupt

if TYPE_CHECKING:
    from edge_tui.workspace import Workspace
    from edge_tui.workspace.site_recording import SiteOptions

# Each is a module of this package with a `command`, imported only when it is called.
COMMANDS = {
    "send": "Sends one event and prints the response.",
    "replay": "Sends a past event again.",
    "compare": "Compares the responses of two past exchanges. Alias: diff.",
    "side-by-side": "Sends one event to several datastreams and compares the responses.",
    "handles": "Reads a response body and prints it as a tree.",
    "decode": "Decodes a cookie, a decision scope or a token.",
    "explain": "Explains a problem code.",
    "lint": "Validates an event without sending it.",
    "templates": "Event templates: list, show, save, delete, path.",
    "profiles": "Datastreams: list, add, show, edit, delete, login, check.",
    "visitors": "Visitors and their client state: list, show, new, clone, delete.",
    "import": "Reads a copied request: curl, HAR, raw HTTP, a Web SDK call and more.",
    "export": "Writes a past exchange as curl, HAR, HTTPie, Python, alloy or a bundle.",
    "capture": "Records what a site sends to the Edge Network, in a browser.",
    "history": "Past exchanges: list, show, search, delete, prune.",
    "doctor": "Probes a datastream and reports which services respond.",
    "forward": "Passes requests on to a gateway, and records its calls.",
    "proxy": "Runs a proxy that records the Edge Network's calls of phones and programs.",
    "emulator": "Runs the gateway emulator on this machine.",
    "keys": "Shows what the terminal sends for each key pressed.",
    "completions": "Prints a completion script for bash, zsh or fish.",
}

# Earlier names, which scripts may still use; neither listed nor completed.
ALIASES = {"diff": "compare"}

# By this variable a shell that completes a command line calls a program without arguments.
_COMPLETION = "_EDGE_TUI_COMPLETE"

# Opens the explorer on a profile, and records a site in it.
Explore = Callable[["Workspace", str | None, "SiteOptions | None"], int]


@dataclass
class Invocation:
    """The state that the commands of one `edge-tui` call share."""

    explore: Explore
    opened: "Workspace | None" = None
    profile_name: str | None = field(default=None)

    @property
    def workspace(self) -> "Workspace":
        """The workspace, opened on first use: `--help` never needs it."""
        if self.opened is None:
            from edge_tui.workspace import Workspace

            self.opened = Workspace()
        return self.opened


def run(arguments: Sequence[str], explore: Explore, workspace: "Workspace | None" = None) -> int:
    """Runs one call and returns its exit status; an error the user can fix is one line on stderr.

    With `--json` it is also one line of JSON on stdout.
    """
    prepare()
    invocation = Invocation(explore, workspace)
    try:
        status = _invoke(arguments, invocation)
    except OSError as error:
        # Click writes help itself. An error without a file name is about a stream or the current folder.
        unwritten = finish() or unwritten_for(error)
        if not unwritten and not _is_missing_current_folder(error):
            return _note_bug(error, arguments, invocation)
        if unwritten:
            say(unwritten)
            return ExitStatus.SETUP
        return _fail(SetupError("The current folder no longer exists.", "Change to another one."), arguments)
    if unwritten := finish():
        say(unwritten)
        return ExitStatus.SETUP
    return status


def _is_missing_current_folder(error: OSError) -> bool:
    """Whether the current folder was deleted."""
    return isinstance(error, FileNotFoundError) and error.filename is None


def _note_bug(bug: Exception, arguments: Sequence[str], invocation: Invocation) -> int:
    """Reports a bug in edge-tui and where its crash note is."""
    sentences = Net(invocation.workspace.note_crash).caught(bug, f"edge-tui {command_in(arguments)}".strip())
    _fail(SetupError(sentences), arguments)
    return ExitStatus.BUG


def _fail(error: SetupError, arguments: Sequence[str]) -> ExitStatus:
    say_error(error, as_json=_wants_json(arguments))
    return ExitStatus.SETUP


def _wants_json(arguments: Sequence[str]) -> bool:
    """Whether `--json` is among the options, also of a call that click rejects before it knows its options."""
    return "--json" in takewhile(lambda argument: argument != "--", arguments)


def _invoke(arguments: Sequence[str], invocation: Invocation) -> int:
    try:
        if arguments or _COMPLETION in os.environ:
            from edge_tui.cli.terminal.group import call

            return call(arguments, invocation)
        # The explorer starts sooner and smaller without click.
        return invocation.explore(invocation.workspace, None, None)
    except KeyboardInterrupt:
        return say_interrupted()
    except SetupError as error:
        return say_interrupted() if is_interrupt(error) else _fail(error, arguments)
    except OSError:
        # Most likely a stream that can't be written: the caller reports it.
        raise
    except Exception as bug:  # noqa: BLE001
        return say_interrupted() if is_interrupt(bug) else _note_bug(bug, arguments, invocation)


def say_interrupted() -> ExitStatus:
    """Says that the user ended it; the exit status for that.

    What was interrupted halfway, such as an event loop that was being made, is freed afterwards: what Python and its
    library would print about it is of no use.
    """
    import warnings

    warnings.simplefilter("ignore")
    sys.unraisablehook = lambda _ignored: None
    say("Interrupted.")
    return ExitStatus.INTERRUPTED


def command_in(arguments: Sequence[str]) -> str:
    """The first argument that names a command, or an empty string."""
    return next((argument for argument in arguments if argument in COMMANDS or argument in ALIASES), "")
