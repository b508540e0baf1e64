"""`edge-tui history`: past exchanges."""

import re
from typing import TYPE_CHECKING

import click

from edge_tui.cli import Invocation
from edge_tui.cli.terminal.examples import examples
from edge_tui.cli.terminal.exit_status import ExitStatus
from edge_tui.cli.terminal.options import FiniteRange, json_option, profile_names
from edge_tui.model.text import counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from edge_tui.workspace import Workspace

# Indexing more than this takes long enough to be worth a message.
_ANNOUNCED_BACKLOG = 2000


@click.group(
    "history",
    epilog=examples(
        "edge-tui history list", "edge-tui history search checkout status:207", "edge-tui history show 708e4f90"
    ),
)
def command() -> None:
    """Past exchanges, from the explorer and the command line."""


_LIST = "Print an array, newest first, with requestId, gatewayRequestId, sentAt, profile, status and more."
_limit = click.option("--limit", type=click.IntRange(min=1), default=20, metavar="N", help="How many. Default: 20.")
_only_profile = click.option(
    "--profile",
    "profile_name",
    metavar="NAME",
    shell_complete=profile_names,
    help="Only exchanges sent with this profile. Default: all.",
)


@command.command("list", epilog=examples("edge-tui history list --limit 5 --json | jq -r '.[].requestId'"))
@_limit
@_only_profile
@json_option(_LIST)
@click.pass_obj
def list_(invocation: Invocation, limit: int, profile_name: str | None, as_json: bool) -> ExitStatus:
    """Lists past exchanges, newest first."""
    from edge_tui.cli.exchange.history_table import show_summaries

    workspace = invocation.workspace
    summaries = workspace.history.recent(limit, profile=profile_name or invocation.profile_name)
    return show_summaries(
        workspace,
        summaries,
        as_json=as_json,
        nothing="No history yet. Try `edge-tui send page-view`.",
    )


@command.command(
    "search",
    epilog=examples(
        "edge-tui history search checkout status:207",
        "edge-tui history search handle:state:store profile:prod before:2d",
        "edge-tui history search capture:'\"spring sale\"' page:/checkout ds:4f1c",
        "edge-tui history search 'capture:spring*' blocked",
    ),
)
@click.argument("words", nargs=-1, required=True)
@_limit
@json_option(_LIST)
@click.pass_obj
def search(invocation: Invocation, words: tuple[str, ...], limit: int, as_json: bool) -> ExitStatus:
    """Lists past exchanges that contain all the words, newest first.

    \b
    Searches IDs, event types, templates, handles, codes and bodies. Fields narrow it down.
    One that isn't known is searched as text, and standard error says so.

    \b
    Fields: status, profile, visitor, template, handle, code, event, id, note,
    capture (a recording's name), page, ds (part of a datastream's ID), before, after.
    Keywords: blocked, unload, pinned.
    """
    from edge_tui.cli.exchange.history_table import show_summaries
    from edge_tui.cli.terminal.streams import say

    workspace = invocation.workspace
    if unknown := workspace.history.unknown_terms(" ".join(words)):
        say(unknown)
    _finish_indexing(workspace)
    found = (workspace.history.search(text, workspace.clock(), limit) for text in _readings(words))
    summaries = next(filter(None, found), [])
    return show_summaries(workspace, summaries, as_json=as_json, nothing="No matches in history.")


def _readings(words: tuple[str, ...]) -> "Iterator[str]":
    """The search, then with the quotes that a shell takes from around a name: to it, `capture:"spring sale"` is one
    word without any.
    """
    yield " ".join(words)
    quoted = [re.sub(r'^(capture|profile|visitor|template):([^"]*\s[^"]*)$', r'\1:"\2"', word) for word in words]
    if quoted != list(words):
        yield " ".join(quoted)


def _finish_indexing(workspace: "Workspace") -> None:
    """Indexes recovered or migrated exchanges first; on a full disk, searches only what is indexed."""
    from contextlib import suppress

    from edge_tui.cli.terminal.streams import say
    from edge_tui.model.errors import StorageError

    history = workspace.history
    backlog = history.unindexed()
    if backlog > _ANNOUNCED_BACKLOG:
        say(f"Indexing {counted(backlog, 'exchange')} first. This happens once.")
    with suppress(StorageError):
        while history.index_some():
            pass


@command.command("delete", epilog=examples("edge-tui history delete 708e4f90 9b1deb4d"))
@click.argument("request_ids", metavar="REQUEST_ID...", nargs=-1, required=True)
@click.pass_obj
def delete(invocation: Invocation, request_ids: tuple[str, ...]) -> ExitStatus:
    """Permanently deletes exchanges."""
    from edge_tui.cli.exchange.history_lookup import find_summary
    from edge_tui.cli.terminal.streams import say

    history = invocation.workspace.history
    keys = {find_summary(invocation.workspace, request_id).key for request_id in request_ids}
    say(f"Deleted {history.delete(keys)}.")
    return ExitStatus.OK


@command.command("prune", epilog=examples("edge-tui history prune --older-than 30 --keep-mb 200"))
@click.option("--older-than", "days", type=FiniteRange(min=0), metavar="DAYS", help="Delete exchanges older than this.")
@click.option("--keep-mb", type=FiniteRange(min=0), metavar="MB", help="Delete the oldest until history is this small.")
@click.pass_obj
def prune(invocation: Invocation, days: float | None, keep_mb: float | None) -> ExitStatus:
    """Permanently deletes old exchanges; pinned ones are kept."""
    from datetime import timedelta

    from edge_tui.cli.terminal.streams import say
    from edge_tui.model.errors import SetupError

    if days is None and keep_mb is None:
        raise SetupError("No limit was given.", "Give --older-than DAYS, --keep-mb MB, or both.")
    workspace = invocation.workspace
    deleted = workspace.history.prune(
        sent_before=None if days is None else workspace.clock() - timedelta(days=min(days, 100_000)),
        keep_bytes=None if keep_mb is None else int(keep_mb * 1_000_000),
    )
    workspace.captures.drop_emptied()
    say(f"Deleted {deleted}; history is now {workspace.history.size_bytes() / 1_000_000:.1f} MB.")
    return ExitStatus.OK


@command.command(
    "show", epilog=examples("edge-tui history show 708e4f90", "edge-tui history show 708e4f90 --body | jq .handle")
)
@click.argument("request_id")
@click.option(
    "--body",
    "as_body",
    is_flag=True,
    help="Print only the response body: byte-exact into a pipe, escaped on a terminal.",
)
@json_option("Print the exchange as one JSON document, as `edge-tui send --json` does.")
@click.pass_obj
def show(invocation: Invocation, request_id: str, as_body: bool, as_json: bool) -> ExitStatus:
    """Shows the request and the response of a past exchange.

    REQUEST_ID is the ID that was sent or the one in Edge's response, or the start of either.
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
