"""`edge-tui completions`: shell completion scripts."""

import click

from edge_tui.cli.terminal.exit_status import ExitStatus

_EPILOG = """
Examples:

\b
  mkdir -p ~/.local/share/bash-completion/completions
  edge-tui completions bash > ~/.local/share/bash-completion/completions/edge-tui
  mkdir -p ~/.zfunc
  edge-tui completions zsh > ~/.zfunc/_edge-tui    # with fpath+=~/.zfunc before compinit in ~/.zshrc
  mkdir -p ~/.config/fish/completions
  edge-tui completions fish > ~/.config/fish/completions/edge-tui.fish
"""


@click.command("completions", epilog=_EPILOG)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def command(context: click.Context, shell: str) -> ExitStatus:
    """Prints a shell's completion script: commands, options, templates, profiles and visitors."""
    from click.shell_completion import BashComplete, get_completion_class

    from edge_tui.cli.terminal.streams import write

    completion_class = get_completion_class(shell)
    assert completion_class is not None
    completion = completion_class(context.find_root().command, {}, "edge-tui", "_EDGE_TUI_COMPLETE")
    if isinstance(completion, BashComplete):
        # Its `source` looks for bash on this machine first; the script is the same.
        write([completion.source_template % completion.source_vars()])
    else:
        write([completion.source()])
    return ExitStatus.OK
