"""`edge-tui visitors`: named sets of client state to send as."""

import click

from edge_tui.cli import Invocation
from edge_tui.cli.terminal.examples import examples
from edge_tui.cli.terminal.exit_status import ExitStatus
from edge_tui.cli.terminal.options import json_option, visitor_names


@click.group(
    "visitors",
    epilog=examples(
        "edge-tui visitors new anna", "edge-tui send page-view --visitor anna", "edge-tui visitors show anna"
    ),
)
def command() -> None:
    """Visitors: named sets of cookies and location hints, per organization."""


@command.command("list", epilog=examples("edge-tui visitors list --json | jq -r '.[].name'"))
@json_option("Print an array of visitors, each as `show --json` prints it.")
@click.pass_obj
def list_(invocation: Invocation, as_json: bool) -> ExitStatus:
    """Lists the visitors with their ECIDs."""
    from edge_tui.cli.terminal.streams import has_color, write, write_lines
    from edge_tui.cli.terminal.table import table_lines
    from edge_tui.cli.visitor.visitor_json import visitor_document, visitor_row
    from edge_tui.outline.json_text import json_text

    workspace = invocation.workspace
    visitors = [workspace.visitors.get(name) for name in workspace.visitors.names()]
    now = workspace.clock()
    if as_json:
        write(json_text([visitor_document(visitor, now) for visitor in visitors]))
    else:
        rows = [visitor_row(visitor, now) for visitor in visitors]
        headings = ("NAME", "ORGANIZATIONS", "ENTRIES", "ECID")
        write_lines(table_lines(headings, rows, color=has_color(workspace.environ)))
    return ExitStatus.OK


@command.command("show", epilog=examples("edge-tui visitors show anna"))
@click.argument("name", shell_complete=visitor_names)
@json_option('Print {"name", "identities", "variables", "states": [{"orgId", "ecid", "entries", "hint"}]}.')
@click.pass_obj
def show(invocation: Invocation, name: str, as_json: bool) -> ExitStatus:
    """Shows a visitor's client state, decoded, with expiry times.

    Expired entries are marked, and left out of the JSON.
    """
    from edge_tui.cli.terminal.streams import has_color, write, write_lines
    from edge_tui.cli.terminal.tree import tree_lines
    from edge_tui.cli.visitor.lookup import existing_visitor
    from edge_tui.cli.visitor.visitor_json import visitor_document
    from edge_tui.outline.json_text import json_text
    from edge_tui.outline.visitor_tree import visitor_tree

    workspace = invocation.workspace
    visitor = existing_visitor(workspace, name)
    if as_json:
        write(json_text(visitor_document(visitor, workspace.clock())))
    else:
        write_lines(tree_lines(visitor_tree(visitor, workspace.clock()), color=has_color(workspace.environ)))
    return ExitStatus.OK


@command.command("new", epilog=examples("edge-tui visitors new anna"))
@click.argument("name")
@click.pass_obj
def new(invocation: Invocation, name: str) -> ExitStatus:
    """Creates a visitor with empty state."""
    from edge_tui.cli.terminal.streams import say
    from edge_tui.model.command_line import command_line
    from edge_tui.model.visitor import Visitor

    invocation.workspace.visitors.add(Visitor(name))
    send_command = command_line("edge-tui", "send", "page-view", "--visitor", name)
    say(f"Created the visitor {name}. To send as them: `{send_command}`.")
    return ExitStatus.OK


@command.command("clone", epilog=examples("edge-tui visitors clone anna anna-logged-in"))
@click.argument("name", shell_complete=visitor_names)
@click.argument("copy")
@click.pass_obj
def clone(invocation: Invocation, name: str, copy: str) -> ExitStatus:
    """Copies a visitor and its state to a new name."""
    from edge_tui.cli.terminal.streams import say

    invocation.workspace.visitors.clone(name, copy)
    say(f"Copied {name} to {copy}.")
    return ExitStatus.OK


@command.command("delete", epilog=examples("edge-tui visitors delete anna"))
@click.argument("name", shell_complete=visitor_names)
@click.pass_obj
def delete(invocation: Invocation, name: str) -> ExitStatus:
    """Deletes a visitor and its state.

    The default visitor is created again, empty, when it's next used.
    """
    from edge_tui.cli.terminal.streams import say

    invocation.workspace.visitors.delete(name)
    say(f"Deleted the visitor {name}.")
    return ExitStatus.OK
