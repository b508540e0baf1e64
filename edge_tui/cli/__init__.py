"""The headless front end: stdout is data, stderr is talk; one module a command."""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING

import click

from edge_tui import __version__
from edge_tui.cli.terminal.exit_status import ExitStatus
from edge_tui.cli.terminal.streams import finish, prepare, say, unwritten_for
from edge_tui.model.errors import SetupError
from edge_tui.model.unforeseen import Net

if TYPE_CHECKING:
    from edge_tui.workspace import Workspace

# Each is a module of this package with a `command`, imported when it is called.
COMMANDS = {
    "send": "Sends one event and prints what came back.",
    "replay": "Sends a past event again.",
    "compare": "Compares the responses of two past exchanges. Alias: diff.",
    "side-by-side": "Sends one event to several datastreams and compares the responses.",
    "handles": "Reads a response body and prints it as a tree.",
    "decode": "Opens up a cookie, a decision scope, a token.",
    "explain": "Explains a problem code.",
    "lint": "Tells what would go wrong with an event.",
    "templates": "Event templates: list, show, save, delete, path.",
    "profiles": "Datastreams: list, add, show, edit, delete, login, check.",
    "visitors": "Visitors and their state: list, show, new, clone, delete.",
    "import": "Reads a curl command, a HAR or a Web SDK call.",
    "export": "Writes a past exchange as curl, HAR, HTTPie, Python, alloy or a bundle.",
    "history": "Past exchanges: list, show, search, delete, prune.",
    "doctor": "Asks a datastream a few questions and says what it can be seen to do.",
    "emulator": "Serves the gateway emulator on loopback.",
    "keys": "Shows what the terminal sends for each key pressed.",
    "completions": "Prints a completion script for bash, zsh or fish.",
}

# Earlier names, which scripts may still use; neither listed nor completed.
ALIASES = {"diff": "compare"}

Explore = Callable[["Workspace", str | None], int]


@dataclass
class Invocation:
    """One call of `edge-tui`: what its commands share."""

    explore: Explore
    opened: "Workspace | None" = None
    profile_name: str | None = field(default=None)

    @property
    def workspace(self) -> "Workspace":
        """The workspace, opened when a command first needs it: `--help` never does."""
        if self.opened is None:
            from edge_tui.workspace import Workspace

            self.opened = Workspace()
        return self.opened


class _Commands(click.Group):
    """The registry as a click group that imports no command but the one that is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        name = ALIASES.get(cmd_name, cmd_name)
        if name not in COMMANDS:
            return None
        command: click.Command = import_module(f"{__name__}.{name.replace('-', '_')}").command
        return command

    def invoke(self, ctx: click.Context) -> object:
        """Runs a command, then says what is wrong with the files that it met."""
        try:
            return super().invoke(ctx)
        finally:
            opened = ctx.ensure_object(Invocation).opened
            if ctx.invoked_subcommand is not None and opened is not None:
                for trouble in opened.troubles():
                    say(trouble)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(
    name="edge-tui",
    cls=_Commands,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="`edge-tui COMMAND --help` says what a command does, with an example.",
)
@click.option("--profile", metavar="NAME", help="The profile to start with; the last used one otherwise.")
@click.version_option(__version__, prog_name="edge-tui", message="%(prog)s %(version)s")
@click.pass_context
def root(context: click.Context, profile: str | None) -> int | None:
    """An explorer for the Adobe Experience Platform Edge Network.

    Without a command it opens the explorer. With one it runs headless: data on standard
    output, talk on standard error.
    """
    invocation = context.ensure_object(Invocation)
    invocation.profile_name = profile
    if context.invoked_subcommand is None:
        return invocation.explore(invocation.workspace, profile)
    return None


def run(arguments: Sequence[str], explore: Explore, workspace: "Workspace | None" = None) -> int:
    """Runs one call and returns its exit status; a mistake the user can mend is one line on stderr."""
    prepare()
    invocation = Invocation(explore, workspace)
    try:
        status = _status(arguments, invocation)
    except OSError as error:
        # Click writes help itself; an error that names no file is of a stream, or of the current folder.
        unwritten = finish() or unwritten_for(error)
        if not unwritten and not _is_for_want_of_a_folder(error):
            return _note_bug(error, arguments, invocation)
        say(unwritten or "The current folder does not exist any more. Change into another one.")
        return ExitStatus.SETUP
    if unwritten := finish():
        say(unwritten)
        return ExitStatus.SETUP
    return status


def _is_for_want_of_a_folder(error: OSError) -> bool:
    """Whether a name was looked up from a current folder that was deleted."""
    return isinstance(error, FileNotFoundError) and error.filename is None


def _note_bug(bug: Exception, arguments: Sequence[str], invocation: Invocation) -> int:
    """Says that edge-tui has a bug, and where the crash note is."""
    say(Net(invocation.workspace.note_crash).caught(bug, f"edge-tui {_command_in(arguments)}".strip()))
    return ExitStatus.BUG


def _status(arguments: Sequence[str], invocation: Invocation) -> int:
    out = sys.stdout
    try:
        status = root.main(args=list(arguments), prog_name="edge-tui", standalone_mode=False, obj=invocation)
    except click.Abort as abort:
        if isinstance(abort.__cause__, EOFError):
            say("Standard input ended before it was answered.")
            return ExitStatus.SETUP
        say("Interrupted.")
        return ExitStatus.INTERRUPTED
    except KeyboardInterrupt:
        say("Interrupted.")
        return ExitStatus.INTERRUPTED
    except click.ClickException as mistake:
        say(_sentence(mistake, arguments))
        return ExitStatus.SETUP
    except SetupError as mistake:
        say(str(mistake))
        return ExitStatus.SETUP
    except SystemExit as leaving:
        # Click leaves so after shell completion; and with 1, having put another stream in the place of
        # standard output, when the reader of its help has gone, which is no error here.
        status = leaving.code if sys.stdout is out else 0
        sys.stdout = out
    except OSError:
        # Of a stream that cannot be written, most likely: the caller tells.
        raise
    except Exception as bug:  # noqa: BLE001
        return _note_bug(bug, arguments, invocation)
    return int(status or 0)


def _sentence(mistake: click.ClickException, arguments: Sequence[str]) -> str:
    """A mistake on the command line as one line that says where its help is."""
    message = mistake.format_message().strip().rstrip(".")
    context = mistake.ctx if isinstance(mistake, click.UsageError) else None
    path = context.command_path if context else f"edge-tui {_command_in(arguments)}".strip()
    return f"{message}. See `{path} --help`."


def _command_in(arguments: Sequence[str]) -> str:
    return next((argument for argument in arguments if argument in COMMANDS or argument in ALIASES), "")
