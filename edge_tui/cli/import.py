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
  edge-tui import curl.txt --api-version v2 > event.json

Without an option, the request body is printed.
"""


@click.command("import", epilog=_EPILOG)
@click.argument("source", metavar="[FILE | -]", default="-")
@click.option("--template", "template_name", metavar="NAME", help="Save it as a template.")
@click.option("--visitor", "visitor_name", metavar="NAME", help="Add its client state to this visitor.")
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
    into_history: bool,
    name: str | None,
    api_version: str | None,
    allowed: tuple[str, ...],
    overwrite: bool,
) -> ExitStatus:
    """Imports a curl command, a HAR, a Web SDK call, a bundle or a request body; for a visitor, cookies too.

    Secrets are left out. If the request reveals profile settings, such as host and datastream,
    the matching `profiles add` command is printed to standard error.
    """
    from edge_tui.cli.exchange.import_target import (
        add_to_history,
        first_with_event,
        import_visitor_state,
        in_shape,
        read_imports,
        read_source,
        suggest_profile,
    )
    from edge_tui.cli.exchange.new_template import template_of_draft
    from edge_tui.cli.exchange.permission import check_kept
    from edge_tui.cli.terminal.streams import say, write_exact
    from edge_tui.model.trust import placeholders_in

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
    for notice in dict.fromkeys([*reading.notes, *(notice for each in requests for notice in each.notes)]):
        say(notice)
    if secrets := sorted({name for each in requests for name in each.secrets}):
        say(f"Left out: {', '.join(secrets).replace('_', ' ')}.")
    if suggestion := suggest_profile(first.profile):
        say(suggestion)
    if placeholders := placeholders_in(first.draft):
        say(f"Placeholders, filled when it's sent: {', '.join(placeholders)}.")
    if template_name:
        template = template_of_draft(template_name, first.draft, {})
        check_kept(template.body, allowed)
        workspace.templates.save(template, overwrite=overwrite)
        say(f"Saved {workspace.templates.path(template_name)}.")
    if into_history:
        say(add_to_history(workspace, reading, source, text, name))
    if not (template_name or visitor_name or into_history):
        write_exact(in_shape(first.draft.text, api_version) + "\n")
    return ExitStatus.OK
