"""`edge-tui lint`: problems of an event, before it is sent."""

import click

from edge_tui.cli import Invocation
from edge_tui.cli.exchange.options import profile_option
from edge_tui.cli.terminal.completion import template_names
from edge_tui.cli.terminal.exit_status import ExitStatus
from edge_tui.cli.terminal.json_option import json_option
from edge_tui.model.request import Action

_EPILOG = """
Examples:

\b
  edge-tui lint page-view
  edge-tui lint event.json --schema my-schema.json
  edge-tui lint curl.txt                         the request's body; so do call.js, session.har
  git diff --name-only | grep events/ | xargs -n 1 edge-tui lint

JSON (--json): an array of {"rule", "severity", "pointer", "line", "column", "message", "predicts",
"suggestion"}; "predicts" is the gateway's error code, null if only the dataset would drop the
value. Exit status: 0, or 1 if any finding is an error.
"""


@click.command("lint", epilog=_EPILOG)
@click.argument("source", default="-", metavar="[TEMPLATE | FILE | -]", shell_complete=template_names)
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
@json_option("Print the findings as one JSON document.")
@click.pass_obj
def command(
    invocation: Invocation,
    *,
    source: str,
    schema: str | None,
    action: str | None,
    profile_name: str | None,
    as_json: bool,
) -> ExitStatus:
    """Reports what the gateway would reject and the dataset would drop, without sending.

    It reads templates, request bodies, and whatever `import` reads: of a text with several requests the first.
    Without --profile, the API version is the one that the request's URL or its body tells.
    """
    from dataclasses import replace

    from edge_tui.cli.terminal.json_text import json_text
    from edge_tui.cli.terminal.streams import say, write, write_lines
    from edge_tui.cli.validation.findings import finding_document, finding_line, read_schema
    from edge_tui.cli.validation.source import read_source_draft
    from edge_tui.lint import lint
    from edge_tui.model.finding import Severity

    workspace = invocation.workspace
    profile = workspace.accounts.profile(profile_name or invocation.profile_name)
    name, found = read_source_draft(workspace, profile, source)
    draft = found.draft if action is None else replace(found.draft, action=Action(action))
    found = replace(found, draft=draft)
    for sentence in found.sentences():
        say(sentence)
    if found.is_body_rewritten:
        say("Lines and columns are those of the request's body, as `edge-tui import` prints it.")
    context = workspace.linting.context(draft.action, profile, draft=draft)
    names_profile = profile_name or invocation.profile_name or workspace.environ.get("EDGE_TUI_PROFILE")
    if not names_profile and found.version and draft.action.takes_events and draft.action is not Action.MEDIA:
        context = replace(context, version=found.version)
    findings = lint(draft.text, replace(context, schema=read_schema(schema)) if schema else context)
    if as_json:
        write(json_text([finding_document(finding) for finding in findings]))
    else:
        write_lines(finding_line(name, finding) for finding in findings)
        if not findings:
            say(f"{name}: no problems.")
    has_error = any(finding.severity is Severity.ERROR for finding in findings)
    return ExitStatus.UNEXPECTED if has_error else ExitStatus.OK
