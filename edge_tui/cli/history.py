"""`edge-tui history`: every past exchange."""

import click

from edge_tui.cli import Invocation
from edge_tui.cli.exchange.options import json_option, profile_option
from edge_tui.cli.terminal.exit_status import ExitStatus


@click.group("history")
def command() -> None:
    """Past exchanges, the explorer's and the command line's."""


@command.command("list")
@click.option("--limit", type=click.IntRange(min=1), default=20, metavar="N", help="How many. Default: 20.")
@profile_option
@json_option("Print an array, newest first, with requestId, gatewayRequestId, sentAt, profile, status and more.")
@click.pass_obj
def list_(invocation: Invocation, limit: int, profile_name: str | None, as_json: bool) -> ExitStatus:
    """Lists past exchanges, newest first.

    With --profile only those that were sent with that profile.
    """
    from edge_tui.cli.exchange.shape import summary_document
    from edge_tui.cli.exchange.summaries import HEADINGS, summary_row
    from edge_tui.cli.terminal.json_text import json_text
    from edge_tui.cli.terminal.streams import has_colour, say, write, write_lines
    from edge_tui.cli.terminal.table import table_lines

    workspace = invocation.workspace
    summaries = workspace.history.recent(limit, profile=profile_name or invocation.profile_name)
    if as_json:
        write(json_text([summary_document(summary) for summary in summaries]))
    else:
        rows = [summary_row(summary) for summary in summaries]
        write_lines(table_lines(HEADINGS, rows, colour=has_colour(workspace.environ)))
        if not summaries:
            say("There is nothing in history yet: `edge-tui send page-view` sends a first event.")
    for trouble in workspace.history.troubles:
        say(trouble)
    return ExitStatus.ANSWERED


@command.command("show")
@click.argument("request_id")
@click.option("--body", "as_body", is_flag=True, help="Print the answer's body, untouched.")
@json_option("Print the exchange as one JSON document, as `edge-tui send --json` does.")
@click.pass_obj
def show(invocation: Invocation, request_id: str, as_body: bool, as_json: bool) -> ExitStatus:
    """Shows what was sent and what came back.

    REQUEST_ID is the id that was sent or the one that Edge answered with, or the beginning of
    either.
    """
    from edge_tui.cli.exchange.past import find_exchange
    from edge_tui.cli.exchange.sending import request_lines, show_exchange
    from edge_tui.cli.terminal.streams import write_lines
    from edge_tui.model.errors import SetupError

    if as_body and as_json:
        raise SetupError("--body and --json exclude each other.", "Choose one.")
    workspace = invocation.workspace
    exchange = find_exchange(workspace, request_id)
    if not as_body and not as_json:
        write_lines([*request_lines(exchange.request), ""])
    show_exchange(workspace, exchange, as_json=as_json, as_body=as_body)
    return ExitStatus.ANSWERED
