"""`edge-tui compare`: what differs between the responses of two past exchanges."""

from typing import TYPE_CHECKING, Any

import click

from edge_tui.cli import Invocation
from edge_tui.cli.terminal.exit_status import ExitStatus
from edge_tui.cli.terminal.options import json_option
from edge_tui.model.text import counted
from edge_tui.model.visitor import DEFAULT_VISITOR

if TYPE_CHECKING:
    from edge_tui.workspace import Workspace

_EPILOG = """
Example:

\b
  edge-tui compare 708e4f90 9b1deb4d

JSON (--json): an array of {"change", "leftPointer", "rightPointer", "left", "right"}, where "change"
is added, removed or changed. If the visitor changed, the first item has the two ECIDs and null
pointers. Exit status: 0, or 1 when they differ.

Aliases: `edge-tui diff ID ID`; and `edge-tui compare TEMPLATE --profiles A,B` for
`edge-tui side-by-side`.
"""


@click.command("compare", epilog=_EPILOG)
@click.argument("sources", nargs=-1, required=True, metavar="REQUEST_ID REQUEST_ID")
@click.option("--all", "everything", is_flag=True, help="Ignore nothing: compare IDs, times and ETags too.")
@json_option("Print the differences as one JSON document.")
@click.option("--profiles", "names", hidden=True)
@click.option("--set", "edits", multiple=True, hidden=True)
@click.option("--visitor", hidden=True)
@click.option("--allow-env", "allowed", multiple=True, hidden=True)
@click.pass_context
def command(
    context: click.Context, /, sources: tuple[str, ...], *, everything: bool, as_json: bool, **of_side_by_side: Any
) -> ExitStatus:
    """Compares the responses of two past exchanges.

    Handles, propositions, cookies and identities are matched by name or ID, not by position. Paths
    that change with every response, such as IDs and times, are ignored; to edit them, press - in the
    explorer's Compare screen. Standard error says how many. A changed ECID always counts as a difference,
    and standard error says so first. Problems and decisions come first, and what Edge sends
    once per visitor and, with --all, what is new in every send comes last.
    """
    if of_side_by_side["names"] is not None:
        return _side_by_side(context, sources, {**of_side_by_side, "everything": everything, "as_json": as_json})
    if any(of_side_by_side.values()):
        raise click.UsageError("--set, --visitor and --allow-env go with --profiles")
    if len(sources) != 2:
        raise click.UsageError(
            "Give two request IDs; to send one event to several datastreams, "
            "use `edge-tui side-by-side TEMPLATE --profiles A,B`"
        )
    return _compare(context.ensure_object(Invocation).workspace, *sources, everything=everything, as_json=as_json)


def _side_by_side(context: click.Context, sources: tuple[str, ...], options: dict[str, Any]) -> ExitStatus:
    from edge_tui.cli.side_by_side import command as side_by_side

    if len(sources) != 1:
        raise click.UsageError("--profiles goes with one template or file")
    options["visitor"] = options["visitor"] or DEFAULT_VISITOR
    status: ExitStatus = context.invoke(side_by_side, source=sources[0], **options)
    return status


def _compare(workspace: "Workspace", left_id: str, right_id: str, *, everything: bool, as_json: bool) -> ExitStatus:
    from edge_tui.cli.exchange.difference_output import difference_documents, printed_tree
    from edge_tui.cli.exchange.history_lookup import find_exchange
    from edge_tui.cli.terminal.streams import has_color, say, write, write_lines
    from edge_tui.cli.terminal.tree import tree_lines
    from edge_tui.compare.difference_tree import compare_with_visitors
    from edge_tui.compare.visitor_change import VisitorChange
    from edge_tui.outline.json_text import json_text

    left, right = find_exchange(workspace, left_id), find_exchange(workspace, right_id)
    ignored = () if everything else workspace.ignored_paths.all()
    if changed := VisitorChange.between(left, right).sentence():
        say(changed)
    count = counted(len(ignored), "path")
    say(f"Ignored {count} that always change; --all compares them too." if ignored else "Nothing is ignored.")
    differences = compare_with_visitors(left, right, ignored)
    if as_json:
        write(json_text(difference_documents(differences.all)))
    elif differences.all:
        write_lines(tree_lines(printed_tree(left, right, differences), color=has_color(workspace.environ)))
    else:
        say("No differences.")
    return ExitStatus.UNEXPECTED if differences.all else ExitStatus.OK
