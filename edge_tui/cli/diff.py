"""`edge-tui diff`: what differs between the answers of two exchanges."""

import click

from edge_tui.cli import Invocation
from edge_tui.cli.exchange.options import json_option
from edge_tui.cli.terminal.exit_status import ExitStatus

_EPILOG = """
Example:

\b
  edge-tui diff 708e4f90 9b1deb4d

JSON (--json): an array of {"change", "leftPointer", "rightPointer", "left", "right"}, where "change"
is added, removed or changed. Exit status: 0, or 1 when they differ.
"""


@click.command("diff", epilog=_EPILOG)
@click.argument("left", metavar="REQUEST_ID")
@click.argument("right", metavar="REQUEST_ID")
@click.option("--all", "everything", is_flag=True, help="Leave nothing out: ids, times and etags as well.")
@json_option("Print the differences as one JSON document.")
@click.pass_obj
def command(invocation: Invocation, *, left: str, right: str, everything: bool, as_json: bool) -> ExitStatus:
    """Compares the answers of two past exchanges.

    Handles, propositions, cookies and identities are matched by what names them. What always
    differs, such as ids and times, is left out, by a list that you may edit.
    """
    from edge_tui.cli.exchange.comparison import difference_documents, printed_tree
    from edge_tui.cli.exchange.past import find_exchange
    from edge_tui.cli.terminal.json_text import json_text
    from edge_tui.cli.terminal.streams import has_colour, say, write, write_lines
    from edge_tui.cli.terminal.tree import tree_lines
    from edge_tui.compare.difference_tree import compare_exchanges

    workspace = invocation.workspace
    one, other = find_exchange(workspace, left), find_exchange(workspace, right)
    differences = compare_exchanges(one, other, () if everything else workspace.volatile.all())
    if as_json:
        write(json_text(difference_documents(differences)))
    elif differences:
        write_lines(tree_lines(printed_tree(one, other, differences), colour=has_colour(workspace.environ)))
    else:
        say("They do not differ.")
    return ExitStatus.UNEXPECTED if differences else ExitStatus.ANSWERED
