"""`edge-tui export`: a past exchange in another format."""

from pathlib import Path

import click

from edge_tui.cli import Invocation
from edge_tui.cli.terminal.exit_status import ExitStatus

_FORMATS = ("curl", "har", "httpie", "python", "alloy", "bundle", "body", "json", "csv")
_EPILOG = """
Examples:

\b
  edge-tui export 708e4f90 --format curl
  edge-tui export 708e4f90 --format bundle --output support-case.md
  edge-tui export 708e4f90 --format bundle --safe --output ticket.md

With --safe, a value is masked the same way throughout one export, and differently in the next.
IP addresses and user agents are kept.
"""


@click.command("export", epilog=_EPILOG)
@click.argument("request_id")
@click.option("--format", "format_name", type=click.Choice(_FORMATS), default="curl", help="Default: curl.")
@click.option(
    "--output", metavar="FILE", type=click.Path(path_type=Path), help="Write to a file instead of standard output."
)
@click.option(
    "--safe", is_flag=True, help="Mask personal data: IDs hashed, addresses masked, identity cookies decoded."
)
@click.option("--with-secrets", is_flag=True, help="Include the profile's access token.")
@click.pass_obj
def command(
    invocation: Invocation, *, request_id: str, format_name: str, output: Path | None, safe: bool, with_secrets: bool
) -> ExitStatus:
    """Exports a past exchange as a command, a script, an archive or a page; secrets are masked."""
    from edge_tui.cli.exchange.export_file import access_token, save
    from edge_tui.cli.exchange.history_lookup import find_exchange
    from edge_tui.cli.terminal.streams import say, write_exact
    from edge_tui.formats.export import plain_render, safe_render
    from edge_tui.formats.personal_data import words
    from edge_tui.model.errors import SetupError

    workspace = invocation.workspace
    exchange = find_exchange(workspace, request_id)
    if safe and with_secrets:
        raise SetupError("--safe and --with-secrets exclude each other.", "Choose one.")
    token = access_token(workspace, exchange) if with_secrets else None
    if safe:
        text, counts = safe_render(format_name, exchange, workspace.new_uuid().bytes)
        say(f"Masked: {words(counts) or 'nothing, no personal data found'}.")
    else:
        text, counts = plain_render(format_name, exchange, token)
        if counts:
            say(f"Contains {words(counts)}: --safe masks them.")
    text += "" if text.endswith("\n") else "\n"
    if output is None:
        write_exact(text)
    else:
        save(output, text, is_private=token is not None)
        say(f"Wrote {output}.")
    return ExitStatus.OK
