"""The headless front end: data on stdout, messages on stderr; one module per command."""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from itertools import takewhile
from typing import TYPE_CHECKING

import click

from edge_tui import __version__
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


class _Commands(click.Group):
    """A click group that imports only the command that is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        name = ALIASES.get(cmd_name, cmd_name)
        if name not in COMMANDS:
            return None
        command: click.Command = import_module(f"{__name__}.{name.replace('-', '_')}").command
        return command

    def invoke(self, ctx: click.Context) -> object:
        """Runs a command, then prints warnings about files that couldn't be read."""
        try:
            return super().invoke(ctx)
        finally:
            opened = ctx.ensure_object(Invocation).opened
            if ctx.invoked_subcommand is not None and opened is not None:
                for warning in opened.storage_warnings():
                    say(warning)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(
    name="edge-tui",
    cls=_Commands,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="`edge-tui COMMAND --help` describes a command, with an example. With --json, an error is "
    '{"error": {"what", "how"}} on standard output, beside the sentence on standard error. '
    "EDGE_TUI_WHOLE_FRAMES=1 makes the explorer write whole frames, for a terminal that shows leftovers.",
)
@click.option(
    "--profile", metavar="NAME", help="The profile to start with. Default: the last one used in the explorer."
)
@click.version_option(__version__, prog_name="edge-tui", message="%(prog)s %(version)s")
@click.pass_context
def root(context: click.Context, profile: str | None) -> int | None:
    """An explorer for the Adobe Experience Platform Edge Network.

    Without a command it opens the explorer. With one it runs headless: data on standard
    output, messages on standard error.
    """
    invocation = context.ensure_object(Invocation)
    invocation.profile_name = profile
    if context.invoked_subcommand is None:
        return invocation.explore(invocation.workspace, profile, None)
    return None


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
    sentences = Net(invocation.workspace.note_crash).caught(bug, f"edge-tui {_command_in(arguments)}".strip())
    _fail(SetupError(sentences), arguments)
    return ExitStatus.BUG


def _fail(error: SetupError, arguments: Sequence[str]) -> ExitStatus:
    say_error(error, as_json=_wants_json(arguments))
    return ExitStatus.SETUP


def _wants_json(arguments: Sequence[str]) -> bool:
    """Whether `--json` is among the options, also of a call that click rejects before it knows its options."""
    return "--json" in takewhile(lambda argument: argument != "--", arguments)


def _invoke(arguments: Sequence[str], invocation: Invocation) -> int:
    out = sys.stdout
    try:
        status = root.main(args=list(arguments), prog_name="edge-tui", standalone_mode=False, obj=invocation)
    except click.Abort as abort:
        if isinstance(abort.__cause__, EOFError):
            return _fail(SetupError("Standard input ended before the question was answered."), arguments)
        return _say_interrupted()
    except KeyboardInterrupt:
        return _say_interrupted()
    except click.ClickException as error:
        return _fail(_usage_error(error, arguments), arguments)
    except SetupError as error:
        return _say_interrupted() if is_interrupt(error) else _fail(error, arguments)
    except SystemExit as system_exit:
        # Click exits this way after shell completion. When the reader of its help has gone, it replaces
        # standard output and exits with 1, which isn't an error here.
        status = system_exit.code if sys.stdout is out else 0
        sys.stdout = out
    except OSError:
        # Most likely a stream that can't be written: the caller reports it.
        raise
    except Exception as bug:  # noqa: BLE001
        return _say_interrupted() if is_interrupt(bug) else _note_bug(bug, arguments, invocation)
    return int(status or 0)


def _say_interrupted() -> ExitStatus:
    say("Interrupted.")
    return ExitStatus.INTERRUPTED


def _usage_error(error: click.ClickException, arguments: Sequence[str]) -> SetupError:
    """A usage error, with a pointer to the command's help."""
    from edge_tui.cli.terminal.usage import usage_error

    context = error.ctx if isinstance(error, click.UsageError) else None
    return usage_error(error, context.command_path if context else f"edge-tui {_command_in(arguments)}".strip())


def _command_in(arguments: Sequence[str]) -> str:
    return next((argument for argument in arguments if argument in COMMANDS or argument in ALIASES), "")
