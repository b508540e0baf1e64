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
  edge-tui export --capture "spring sale" --format csv --output calls.csv
  edge-tui export --capture "spring sale" --call commerce.purchases --call 708e4f90 --format json

With --safe, a value is masked the same way throughout one export, and differently in the next.
IP addresses and user agents are kept.
"""


@click.command("export", epilog=_EPILOG)
@click.argument("request_id", required=False)
@click.option("--capture", metavar="NAME", help="The calls of a recording, in their order.")
@click.option(
    "--call",
    "calls",
    metavar="TYPE|ID",
    multiple=True,
    help="With --capture: only these, by event type (* matches anything), action, or the start of a request ID.",
)
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
    invocation: Invocation,
    *,
    request_id: str | None,
    capture: str | None,
    calls: tuple[str, ...],
    format_name: str,
    output: Path | None,
    safe: bool,
    with_secrets: bool,
) -> ExitStatus:
    """Exports a past exchange as a command, a script, an archive or a page; secrets are masked.

    With --capture, a recording: as one HAR, as a JSON array, as a table of events (CSV), its bodies as JSON Lines, or
    call by call.
    """
    from edge_tui.cli.exchange.export_file import access_token
    from edge_tui.cli.exchange.history_lookup import find_exchange
    from edge_tui.cli.terminal.streams import say
    from edge_tui.formats.export import plain_render, safe_render
    from edge_tui.formats.personal_data import words
    from edge_tui.model.errors import SetupError

    workspace = invocation.workspace
    if capture is not None:
        if request_id or with_secrets:
            raise SetupError("--capture exports a recording.", "Choose calls with --call, and omit --with-secrets.")
        from edge_tui.cli.recording.export import capture_text

        text = capture_text(workspace, capture, calls, format_name, safe=safe)
        return _written(text, output, is_private=True)
    if request_id is None or calls:
        raise SetupError("There is nothing to export.", "Give a request ID, or --capture NAME.")
    if format_name in ("json", "csv"):
        raise SetupError(
            f"{format_name} is for recordings.", "Give --capture NAME; `history show --json` has one call."
        )
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
    return _written(text, output, is_private=token is not None)


def _written(text: str, output: Path | None, *, is_private: bool) -> ExitStatus:
    from edge_tui.cli.exchange.export_file import save
    from edge_tui.cli.terminal.streams import say, write_exact

    text += "" if text.endswith("\n") else "\n"
    if output is None:
        write_exact(text)
    else:
        save(output, text, is_private=is_private)
        say(f"Wrote {output}.")
    return ExitStatus.OK
