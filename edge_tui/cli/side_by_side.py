"""`edge-tui side-by-side`: one event to several datastreams, and what differs."""

import click

from edge_tui.cli import Invocation
from edge_tui.cli.terminal.exit_status import ExitStatus
from edge_tui.cli.terminal.options import allow_env_option, json_option, template_names
from edge_tui.model.visitor import DEFAULT_VISITOR

_EPILOG = """
Example:

\b
  edge-tui side-by-side page-view --profiles stage,prod

Prints a verdict and a row for each problem, decision, segment, destination, identity and cookie.
Compared with the first column: - is missing, + added, ~ changed, = the same, ≈ differs in ignored
paths only.

JSON (--json): {"exchanges": [as `send --json`], "comparisons": [{"left", "right", "differences":
[{"change", "leftPointer", "rightPointer", "left", "right"}]}], "verdict": [sentence], "rows":
[{"section", "label", "differs", "once", "cells": [{"profile", "mark", "reading"}]}]}, where "mark" is
same, ignored, missing, added, changed or none, and "once" says that Edge sends it once per visitor,
so that the difference says nothing about the datastream. Exit status: 0, 1 when they differ, or the
status of the first send that got no response.
"""


@click.command("side-by-side", epilog=_EPILOG)
@click.argument("source", metavar="TEMPLATE | FILE | -", shell_complete=template_names)
@click.option("--profiles", "names", required=True, metavar="A,B", help="Two or more; the first is the baseline.")
@click.option("--set", "edits", multiple=True, metavar="POINTER=VALUE", help="Set a value at a JSON pointer.")
@click.option("--visitor", default=DEFAULT_VISITOR, metavar="NAME", help="The visitor to send as.")
@click.option("--all", "everything", is_flag=True, help="Ignore nothing: compare IDs, times and ETags too.")
@allow_env_option()
@json_option("Print exchanges and differences as one JSON document.")
@click.pass_obj
def command(
    invocation: Invocation,
    *,
    source: str,
    names: str,
    edits: tuple[str, ...],
    visitor: str,
    everything: bool,
    allowed: tuple[str, ...],
    as_json: bool,
) -> ExitStatus:
    """Sends the same event to two or more datastreams and compares the responses."""
    from edge_tui.cli.exchange.draft import drafts_of, read_edit
    from edge_tui.cli.exchange.permission import permitted
    from edge_tui.cli.exchange.side_by_side_run import send_to_all, show_comparison
    from edge_tui.model.errors import SetupError

    workspace = invocation.workspace
    profiles = [workspace.profiles.get(name.strip()) for name in names.split(",") if name.strip()]
    if len(profiles) < 2:
        raise SetupError("There is nothing to compare with.", "Name two or more profiles: --profiles stage,prod.")
    drafts = drafts_of(workspace, profiles, source, [read_edit(edit) for edit in edits])
    drafts = [permitted(workspace, *pair, allowed) for pair in zip(profiles, drafts, strict=True)]
    exchanges = send_to_all(workspace, list(zip(profiles, drafts, strict=True)), visitor)
    ignore = () if everything else workspace.ignored_paths.all()
    return show_comparison(workspace, exchanges, ignore, as_json=as_json)
