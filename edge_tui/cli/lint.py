"""`edge-tui lint`: problems of an event, before it is sent."""

import click

from edge_tui.cli import Invocation
from edge_tui.cli.exchange.options import profile_option
from edge_tui.cli.terminal.exit_status import ExitStatus
from edge_tui.cli.terminal.options import json_option, template_names
from edge_tui.model.request import Action

_EPILOG = """
Examples:

\b
  edge-tui lint page-view
  edge-tui lint event.json --schema my-schema.json
  edge-tui lint curl.txt                           # the request's body; so do call.js, session.har
  edge-tui lint 'events/*.json' --format github    # each problem beside its line in a pull request
  git diff --name-only | grep events/ | xargs edge-tui lint

JSON (--json): an array of {"rule", "severity", "pointer", "line", "column", "message", "predicts",
"suggestion", "source"}; "predicts" is the gateway's error code, null if only the dataset would drop the
value. Exit status: 0, or 1 if any finding is an error.
"""


@click.command("lint", epilog=_EPILOG)
@click.argument("sources", nargs=-1, metavar="[TEMPLATE | FILE | -]...", shell_complete=template_names)
@click.option(
    "--format",
    "format_name",
    type=click.Choice(["text", "json", "github", "sarif", "junit"]),
    default="text",
    help="How to print the findings. Default: text.",
)
@click.option(
    "--schema",
    metavar="FILE",
    help="Your own XDM schema: a JSON Schema exported from Platform, or a list of its fields.",
)
@click.option(
    "--action",
    type=click.Choice([str(action) for action in Action]),
    help="Validate as this kind of request. Default: the template's or the request's.",
)
@profile_option
@json_option("The same as --format json.")
@click.pass_obj
def command(
    invocation: Invocation,
    *,
    sources: tuple[str, ...],
    format_name: str,
    schema: str | None,
    action: str | None,
    profile_name: str | None,
    as_json: bool,
) -> ExitStatus:
    """Reports what the gateway would reject and the dataset would drop, without sending.

    It reads templates, request bodies, and whatever `import` reads; of several requests, the first.
    Without --profile, the API version is that of the request's URL or body.
    """
    from edge_tui.cli.terminal.streams import say, write
    from edge_tui.cli.validation.findings import read_schema
    from edge_tui.cli.validation.reports import FORMATS
    from edge_tui.cli.validation.source import expanded, lint_source

    format_name = "json" if as_json else format_name
    workspace = invocation.workspace
    name = profile_name or invocation.profile_name
    profile = workspace.accounts.profile(name)
    is_chosen = bool(name or workspace.environ.get("EDGE_TUI_PROFILE"))
    own_schema = read_schema(schema) if schema else None
    chosen = Action(action) if action else None
    linted = [
        lint_source(workspace, profile, source, chosen, own_schema, is_profile_chosen=is_chosen)
        for source in expanded(sources)
    ]
    write(FORMATS[format_name](linted))
    if format_name == "text":
        for each in linted:
            if not each.findings:
                say(f"{each.name}: no problems.")
            if each.analytics:
                say(f"{each.name}: {each.analytics}")
    return ExitStatus.UNEXPECTED if any(each.has_error for each in linted) else ExitStatus.OK
