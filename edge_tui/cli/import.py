"""`edge-tui import`: a recorded request as a template, a visitor, or history."""  # noqa: N999 (a command is named as it is typed)

import click

from edge_tui.cli import Invocation
from edge_tui.cli.exchange.permission import allow_env_option
from edge_tui.cli.terminal.exit_status import ExitStatus
from edge_tui.model.profile import ApiVersion

_EPILOG = """
Examples:

\b
  pbpaste | edge-tui import - --template checkout-from-browser
  edge-tui import session.har --history --name "spring sale"
  edge-tui import cookies.txt --visitor anna    document.cookie, a Cookie: header, HAR, curl
  edge-tui import curl.txt | edge-tui send - --profile stage
  edge-tui import copied.txt --all | jq length    every request in it, as a JSON array
  edge-tui import curl.txt --api-version v2 > event.json

Without an option, the body of the first request is printed. Standard error has two lines first: what
was read, and what was left out. `send` converts the body to its profile's API version. If there is no
request with a body, nothing is printed, and the exit status is 2.
"""


@click.command("import", epilog=_EPILOG)
@click.argument("source", metavar="[FILE | -]", default="-")
@click.option("--template", "template_name", metavar="NAME", help="Save it as a template.")
@click.option("--visitor", "visitor_name", metavar="NAME", help="Add its client state to this visitor.")
@click.option("--all", "is_all", is_flag=True, help="Print the body of every request, as a JSON array.")
@click.option("--history", "into_history", is_flag=True, help="Add every request and response to history.")
@click.option("--name", metavar="NAME", help="With --history: a name for the recorded visit. Default: the file's.")
@click.option(
    "--api-version",
    type=click.Choice([str(each) for each in ApiVersion]),
    help="Convert it to this API version: v2 has one event, v1 events[].",
)
@allow_env_option("Allow the template to read this environment variable. Repeatable.")
@click.option("--overwrite", is_flag=True, help="Replace your template of this name.")
@click.pass_obj
def command(
    invocation: Invocation,
    *,
    source: str,
    template_name: str | None,
    visitor_name: str | None,
    is_all: bool,
    into_history: bool,
    name: str | None,
    api_version: str | None,
    allowed: tuple[str, ...],
    overwrite: bool,
) -> ExitStatus:
    """Imports a copied request; for a visitor, cookies too.

    It reads commands of curl, wget, HTTPie and PowerShell (bash, cmd and PowerShell quoting), raw HTTP requests, .http
    and Bruno files, HAR, Web SDK calls, bundles, and request bodies. What it can't read it names, with line and column.

    Secrets are left out. If the request reveals profile settings, such as host and datastream,
    the matching `profiles add` command is printed to standard error.
    """
    from edge_tui.cli.exchange.import_report import left_out_line, read_line
    from edge_tui.cli.exchange.import_target import (
        add_to_history,
        first_with_event,
        import_visitor_state,
        in_shape,
        joined_bodies,
        read_imports,
        read_source,
        suggest_profile,
    )
    from edge_tui.cli.exchange.new_template import template_of_draft
    from edge_tui.cli.exchange.permission import check_kept
    from edge_tui.cli.terminal.streams import say, write_exact
    from edge_tui.model.errors import SetupError
    from edge_tui.model.json.document import parse
    from edge_tui.model.placeholders import is_known
    from edge_tui.model.request import Action, action_of
    from edge_tui.model.trust import placeholders_in

    if is_all and (template_name or visitor_name or into_history):
        raise SetupError("--all prints requests and can't be combined with another target.", "Omit one of them.")
    workspace = invocation.workspace
    text = read_source(source)
    if visitor_name:
        say(import_visitor_state(workspace, visitor_name, text))
    is_for_visitor_only = visitor_name is not None and not (template_name or into_history)
    reading = read_imports(text, may_be_none=is_for_visitor_only)
    requests = reading.requests
    if not requests:
        return ExitStatus.OK
    first = requests[0] if into_history and not template_name else first_with_event(reading)
    printed = [each for each in requests if each.draft.text]
    used = requests if into_history else printed if is_all else [first]
    say(read_line(reading, used, is_first_only=not (is_all or into_history) and len(requests) > 1))
    say(left_out_line(reading, used))
    if suggestion := suggest_profile(first.profile):
        say(suggestion)
    if placeholders := [each for each in placeholders_in(first.draft) if is_known(each[2:-2])]:
        say(f"Placeholders, filled when it's sent: {', '.join(placeholders)}.")
    if template_name:
        template = template_of_draft(template_name, first.draft, {})
        check_kept(template.body, allowed)
        workspace.templates.save(template, overwrite=overwrite)
        say(f"Saved {workspace.templates.path(template_name)}.")
    if into_history:
        say(add_to_history(workspace, reading, source, text, name))
    if first.draft.action is not (action_of(parse(first.draft.text)) or Action.INTERACT):
        say(f"To send it: edge-tui send - --action {first.draft.action}.")
    if is_all:
        write_exact(joined_bodies([in_shape(each.draft.text, api_version) for each in printed]) + "\n")
    elif not (template_name or visitor_name or into_history):
        write_exact(in_shape(first.draft.text, api_version) + "\n")
    return ExitStatus.OK
