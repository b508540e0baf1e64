"""What click knows of `edge-tui`: its options and commands, and how a call of them ends."""

import sys
from collections.abc import Sequence
from importlib import import_module

import click

from edge_tui import __version__, cli
from edge_tui.cli import ALIASES, COMMANDS, Invocation, command_in, say_interrupted
from edge_tui.cli.terminal.streams import say
from edge_tui.model.errors import SetupError


class _Commands(click.Group):
    """A click group that imports only the command that is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        name = ALIASES.get(cmd_name, cmd_name)
        if name not in COMMANDS:
            return None
        command: click.Command = import_module(f"{cli.__name__}.{name.replace('-', '_')}").command
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
    # Without `examples`: every command loads this module.
    epilog="Examples:\n\n\b\n"
    "  edge-tui                   # the explorer: press F5\n"
    "  edge-tui send page-view    # the same without a screen\n"
    "  edge-tui capture https://www.example.com/ --to-emulator\n\n"
    "`edge-tui COMMAND --help` describes a command, with an example. With --json, an error is "
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


def call(arguments: Sequence[str], invocation: Invocation) -> int:
    """Runs one call; the exit status. Raises `SetupError` for a usage error, too."""
    out = sys.stdout
    try:
        status = root.main(args=list(arguments), prog_name="edge-tui", standalone_mode=False, obj=invocation)
    except click.Abort as abort:
        if isinstance(abort.__cause__, EOFError):
            raise SetupError("Standard input ended before the question was answered.") from abort
        return say_interrupted()
    except click.ClickException as error:
        raise _usage_error(error, arguments) from error
    except SystemExit as system_exit:
        # Click exits this way after shell completion. When the reader of its help has gone, it replaces
        # standard output and exits with 1, which isn't an error here.
        status = system_exit.code if sys.stdout is out else 0
        sys.stdout = out
    return int(status or 0)


def _usage_error(error: click.ClickException, arguments: Sequence[str]) -> SetupError:
    """A usage error, with a pointer to the command's help."""
    from edge_tui.cli.terminal.usage import usage_error

    context = error.ctx if isinstance(error, click.UsageError) else None
    return usage_error(error, context.command_path if context else f"edge-tui {command_in(arguments)}".strip())
