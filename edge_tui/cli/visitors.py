"""`edge-tui visitors`: who an event comes from, and the state that gateways gave them."""

import click

from edge_tui.cli import Invocation
from edge_tui.cli.exchange.options import json_option
from edge_tui.cli.terminal.completion import visitor_names
from edge_tui.cli.terminal.exit_status import ExitStatus


@click.group("visitors")
def command() -> None:
    """Visitors: named jars of client state, one for each organisation."""


@command.command("list")
@json_option("Print an array of visitors, each as `show --json` prints it.")
@click.pass_obj
def list_(invocation: Invocation, as_json: bool) -> ExitStatus:
    """Lists the visitors, with the ECIDs that gateways know them by."""
    from edge_tui.cli.terminal.json_text import json_text
    from edge_tui.cli.terminal.streams import has_color, write, write_lines
    from edge_tui.cli.terminal.table import table_lines
    from edge_tui.cli.visitor.visitor_json import visitor_document, visitor_row

    workspace = invocation.workspace
    visitors = [workspace.visitors.get(name) for name in workspace.visitors.names()]
    now = workspace.clock()
    if as_json:
        write(json_text([visitor_document(visitor, now) for visitor in visitors]))
    else:
        rows = [visitor_row(visitor, now) for visitor in visitors]
        headings = ("NAME", "ORGANISATIONS", "ENTRIES", "ECID")
        write_lines(table_lines(headings, rows, color=has_color(workspace.environ)))
    return ExitStatus.OK


@command.command("show")
@click.argument("name", shell_complete=visitor_names)
@json_option('Print {"name", "identities", "variables", "states": [{"orgId", "ecid", "entries", "hint"}]}.')
@click.pass_obj
def show(invocation: Invocation, name: str, as_json: bool) -> ExitStatus:
    """Shows what a visitor keeps, opened up, and until when.

    What has expired is marked, and left out of the JSON.
    """
    from edge_tui.cli.terminal.json_text import json_text
    from edge_tui.cli.terminal.streams import has_color, write, write_lines
    from edge_tui.cli.terminal.tree import tree_lines
    from edge_tui.cli.visitor.lookup import existing_visitor
    from edge_tui.cli.visitor.visitor_json import visitor_document
    from edge_tui.outline.visitor_tree import visitor_tree

    workspace = invocation.workspace
    visitor = existing_visitor(workspace, name)
    if as_json:
        write(json_text(visitor_document(visitor, workspace.clock())))
    else:
        write_lines(tree_lines(visitor_tree(visitor, workspace.clock()), color=has_color(workspace.environ)))
    return ExitStatus.OK


@command.command("new")
@click.argument("name")
@click.pass_obj
def new(invocation: Invocation, name: str) -> ExitStatus:
    """Makes a visitor that no gateway has seen."""
    from edge_tui.cli.terminal.streams import say
    from edge_tui.model.command_line import command_line
    from edge_tui.model.visitor import Visitor

    invocation.workspace.visitors.add(Visitor(name))
    sending = command_line("edge-tui", "send", "page-view", "--visitor", name)
    say(f"Made the visitor {name}: `{sending}` sends as them.")
    return ExitStatus.OK


@command.command("clone")
@click.argument("name", shell_complete=visitor_names)
@click.argument("copy")
@click.pass_obj
def clone(invocation: Invocation, name: str, copy: str) -> ExitStatus:
    """Copies a visitor with all its state under another name."""
    from edge_tui.cli.terminal.streams import say

    invocation.workspace.visitors.clone(name, copy)
    say(f"Made {copy}, who keeps what {name} keeps.")
    return ExitStatus.OK


@command.command("delete")
@click.argument("name", shell_complete=visitor_names)
@click.pass_obj
def delete(invocation: Invocation, name: str) -> ExitStatus:
    """Deletes a visitor and all its state.

    The default one is there again, empty.
    """
    from edge_tui.cli.terminal.streams import say

    invocation.workspace.visitors.delete(name)
    say(f"Deleted the visitor {name}.")
    return ExitStatus.OK
