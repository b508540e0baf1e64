"""`edge-tui templates`: built-in event templates and your own."""

import click

from edge_tui.cli import Invocation
from edge_tui.cli.terminal.examples import examples
from edge_tui.cli.terminal.exit_status import ExitStatus
from edge_tui.cli.terminal.options import allow_env_option, json_option, template_names
from edge_tui.model.request import Action


@click.group(
    "templates",
    epilog=examples(
        "edge-tui templates list", "edge-tui templates save checkout-eu event.json", "edge-tui send checkout-eu"
    ),
)
def command() -> None:
    """Event templates: built-in ones, and your own, which override them by name."""


@command.command("list", epilog=examples("edge-tui templates list --json | jq -r '.[].name'"))
@json_option("Print an array of {name, title, group, summary, action, origin, shadows}.")
@click.pass_obj
def list_(invocation: Invocation, as_json: bool) -> ExitStatus:
    """Lists the templates by group."""
    from edge_tui.cli.terminal.streams import has_color, say, write, write_lines
    from edge_tui.cli.terminal.table import table_lines
    from edge_tui.outline.json_text import json_text

    workspace = invocation.workspace
    catalog = workspace.templates.catalog()
    templates = catalog.entries
    if as_json:
        members = ("name", "title", "group", "summary", "action", "origin", "shadows")
        write(json_text([{member: getattr(template, member) for member in members} for template in templates]))
    else:
        rows = [(template.group, template.name, str(template.origin), template.title) for template in templates]
        write_lines(table_lines(("GROUP", "NAME", "ORIGIN", "TITLE"), rows, color=has_color(workspace.environ)))
    for path, error in catalog.broken:
        say(f"Skipped {path}: {error}")
    workspace.templates.save_index()
    return ExitStatus.OK


@command.command("show", epilog=examples("edge-tui templates show page-view > event.json"))
@click.argument("name", shell_complete=template_names)
@click.pass_obj
def show(invocation: Invocation, name: str) -> ExitStatus:
    """Prints a template's request body, placeholders unfilled."""
    from edge_tui.cli.terminal.streams import say, write
    from edge_tui.model.text import without_marks
    from edge_tui.outline.json_text import json_text

    template = invocation.workspace.templates.get(name)
    write(json_text(template.body))
    say(f"{template.title} ({template.origin}, {template.action}). {without_marks(template.summary)}".strip())
    return ExitStatus.OK


@command.command(
    "save", epilog='Example:\n\n\b\n  edge-tui templates save checkout-eu event.json --title "Checkout, EU"'
)
@click.argument("name")
@click.argument("source", default="-", metavar="[FILE | -]")
@click.option("--from", "request_id", metavar="REQUEST_ID", help="Save the event of a past exchange instead.")
@click.option("--title", metavar="TEXT", help="The title in lists. Default: derived from the name.")
@click.option("--group", metavar="NAME", help="The group in lists. Default: the file's, or saved.")
@click.option("--summary", metavar="TEXT", help="A sentence on when to use it.")
@click.option(
    "--action",
    type=click.Choice([str(action) for action in Action]),
    help="The kind of request. Default: the file's, or interact.",
)
@click.option("--overwrite", is_flag=True, help="Replace your template of this name.")
@allow_env_option("Allow the template to read this environment variable. Repeatable.")
@click.pass_obj
def save(
    invocation: Invocation,
    /,
    name: str,
    source: str,
    request_id: str | None,
    *,
    overwrite: bool,
    allowed: tuple[str, ...],
    **given: str | None,
) -> ExitStatus:
    """Saves a request body as a template.

    The body comes from a file, from standard input, or from a past exchange.
    NAME is lowercase words joined by hyphens, such as checkout-eu.
    """
    from edge_tui.cli.exchange.history_lookup import find_exchange
    from edge_tui.cli.exchange.new_template import template_of_draft, template_of_file
    from edge_tui.cli.exchange.permission import check_kept
    from edge_tui.cli.terminal.streams import say

    workspace = invocation.workspace
    if request_id:
        draft = find_exchange(workspace, request_id).draft
        template = template_of_draft(name, draft, given)
        if draft.origin:
            check_kept(template.body, allowed)
    else:
        template = template_of_file(name, source, given)
        check_kept(template.body, allowed)
    workspace.templates.save(template, overwrite=overwrite)
    say(f"Saved {workspace.templates.path(name)}.")
    return ExitStatus.OK


@command.command("delete", epilog=examples("edge-tui templates delete checkout-eu"))
@click.argument("name", shell_complete=template_names)
@click.pass_obj
def delete(invocation: Invocation, name: str) -> ExitStatus:
    """Deletes one of your templates.

    A built-in template of the same name is used again.
    """
    from edge_tui.cli.terminal.streams import say

    invocation.workspace.templates.delete(name)
    say(f"Deleted the template {name}.")
    return ExitStatus.OK


@command.command("path", epilog=examples("edge-tui templates path checkout-eu"))
@click.argument("name", required=False, shell_complete=template_names)
@click.pass_obj
def path(invocation: Invocation, name: str | None) -> ExitStatus:
    """Prints a template's file, or the folder of your own templates."""
    from edge_tui.cli.terminal.streams import write_lines

    workspace = invocation.workspace
    write_lines([str(workspace.templates.path(name) if name else workspace.paths.templates)])
    return ExitStatus.OK
