"""`edge-tui history`: every past exchange."""

from typing import TYPE_CHECKING

import click

from edge_tui.cli import Invocation
from edge_tui.cli.exchange.options import json_option, profile_option
from edge_tui.cli.terminal.exit_status import ExitStatus

if TYPE_CHECKING:
    from edge_tui.workspace import Workspace

# So many are indexed before one begins to wonder.
_ANNOUNCED_BACKLOG = 2000


@click.group("history")
def command() -> None:
    """Past exchanges, the explorer's and the command line's."""


_LIST = "Print an array, newest first, with requestId, gatewayRequestId, sentAt, profile, status and more."
_limit = click.option("--limit", type=click.IntRange(min=1), default=20, metavar="N", help="How many. Default: 20.")


@command.command("list")
@_limit
@profile_option
@json_option(_LIST)
@click.pass_obj
def list_(invocation: Invocation, limit: int, profile_name: str | None, as_json: bool) -> ExitStatus:
    """Lists past exchanges, newest first.

    With --profile only those that were sent with that profile.
    """
    from edge_tui.cli.exchange.history_table import show_summaries

    workspace = invocation.workspace
    summaries = workspace.history.recent(limit, profile=profile_name or invocation.profile_name)
    return show_summaries(
        workspace,
        summaries,
        as_json=as_json,
        nothing="Nothing is in history yet: `edge-tui send page-view` is a start.",
    )


@command.command("search")
@click.argument("words", nargs=-1, required=True)
@_limit
@json_option(_LIST)
@click.pass_obj
def search(invocation: Invocation, words: tuple[str, ...], limit: int, as_json: bool) -> ExitStatus:
    """Lists past exchanges that hold all the words, newest first.

    \b
    Words are looked for in ids, event types, templates, handles, codes and bodies. Fields narrow it:
      edge-tui history search checkout status:207
      edge-tui history search handle:state:store profile:prod before:2d
    """
    from edge_tui.cli.exchange.history_table import show_summaries

    workspace = invocation.workspace
    _index_the_rest(workspace)
    summaries = workspace.history.search(" ".join(words), workspace.clock(), limit)
    return show_summaries(workspace, summaries, as_json=as_json, nothing="Nothing in history holds all of that.")


def _index_the_rest(workspace: "Workspace") -> None:
    """What was recovered or migrated is searched too; where nothing can be written, what is indexed is."""
    from contextlib import suppress

    from edge_tui.cli.terminal.streams import say
    from edge_tui.model.errors import StorageError

    history = workspace.history
    left = history.unindexed()
    if left > _ANNOUNCED_BACKLOG:
        say(f"{left:,} exchanges are not indexed yet: this is done first, and once.")
    with suppress(StorageError):
        while history.index_some():
            pass


@command.command("delete")
@click.argument("request_ids", metavar="REQUEST_ID...", nargs=-1, required=True)
@click.pass_obj
def delete(invocation: Invocation, request_ids: tuple[str, ...]) -> ExitStatus:
    """Deletes exchanges for good."""
    from edge_tui.cli.exchange.history_lookup import find_summary
    from edge_tui.cli.terminal.streams import say

    history = invocation.workspace.history
    keys = {find_summary(invocation.workspace, request_id).key for request_id in request_ids}
    say(f"Deleted {history.delete(keys)}.")
    return ExitStatus.OK


@command.command("prune")
@click.option("--older-than", "days", type=click.FloatRange(min=0), metavar="DAYS", help="What was sent before that.")
@click.option("--keep-mb", type=click.FloatRange(min=0), metavar="MB", help="The oldest, until no more is left.")
@click.pass_obj
def prune(invocation: Invocation, days: float | None, keep_mb: float | None) -> ExitStatus:
    """Deletes old exchanges for good; what is pinned stays."""
    from datetime import timedelta

    from edge_tui.cli.terminal.streams import say
    from edge_tui.model.errors import SetupError

    if days is None and keep_mb is None:
        raise SetupError("Nothing says what to delete.", "Give --older-than DAYS, --keep-mb MB, or both.")
    workspace = invocation.workspace
    deleted = workspace.history.prune(
        sent_before=None if days is None else workspace.clock() - timedelta(days=min(days, 100_000)),
        keep_bytes=None if keep_mb is None else int(keep_mb * 1_000_000),
    )
    say(f"Deleted {deleted}; history takes {workspace.history.size_bytes() / 1_000_000:.1f} MB.")
    return ExitStatus.OK


@command.command("show")
@click.argument("request_id")
@click.option(
    "--body",
    "as_body",
    is_flag=True,
    help="Print the answer's body: into a pipe untouched, on a terminal safe to read.",
)
@json_option("Print the exchange as one JSON document, as `edge-tui send --json` does.")
@click.pass_obj
def show(invocation: Invocation, request_id: str, as_body: bool, as_json: bool) -> ExitStatus:
    """Shows what was sent and what came back.

    REQUEST_ID is the id that was sent or the one that Edge answered with, or the beginning of
    either.
    """
    from edge_tui.cli.exchange.history_lookup import find_exchange
    from edge_tui.cli.exchange.send_run import request_lines, show_exchange
    from edge_tui.cli.terminal.streams import write_lines
    from edge_tui.model.errors import SetupError

    if as_body and as_json:
        raise SetupError("--body and --json exclude each other.", "Choose one.")
    workspace = invocation.workspace
    exchange = find_exchange(workspace, request_id)
    if not as_body and not as_json:
        write_lines([*request_lines(exchange.request), ""])
    show_exchange(workspace, exchange, as_json=as_json, as_body=as_body)
    return ExitStatus.OK
