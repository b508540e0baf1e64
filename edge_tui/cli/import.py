"""`edge-tui import`: a request from somewhere else as a template, a visitor, or history."""  # noqa: N999 (a command is named as it is typed)

import click

from edge_tui.cli import Invocation
from edge_tui.cli.exchange.permission import allow_env_option
from edge_tui.cli.terminal.exit_status import ExitStatus
from edge_tui.model.profile import ApiVersion

_EPILOG = """
Examples:

\b
  pbpaste | edge-tui import - --template checkout-from-browser
  edge-tui import session.har --history
  edge-tui import cookies.txt --visitor anna    document.cookie, a Cookie: header, HAR, curl
  edge-tui import curl.txt | edge-tui send - --profile stage
  edge-tui import curl.txt --api-version v2 > event.json

Without an option the request body is printed.
"""


@click.command("import", epilog=_EPILOG)
@click.argument("source", metavar="[FILE | -]", default="-")
@click.option("--template", "template_name", metavar="NAME", help="Save it as a template of yours.")
@click.option("--visitor", "visitor_name", metavar="NAME", help="Give this visitor the state in it.")
@click.option("--history", "into_history", is_flag=True, help="Put every request and its answer into history.")
@click.option(
    "--api-version",
    type=click.Choice([str(each) for each in ApiVersion]),
    help="Print it in the shape of this API version: one event, or events[].",
)
@allow_env_option("Let the template read this environment variable. Repeatable.")
@click.option("--overwrite", is_flag=True, help="Replace your template of this name.")
@click.pass_obj
def command(
    invocation: Invocation,
    *,
    source: str,
    template_name: str | None,
    visitor_name: str | None,
    into_history: bool,
    api_version: str | None,
    allowed: tuple[str, ...],
    overwrite: bool,
) -> ExitStatus:
    """Reads a curl command, a HAR, a Web SDK call, a bundle or a bare body; for a visitor also cookies.

    Secrets in it are left out. What it says of a profile, such as host and datastream, is told.
    """
    from edge_tui.cli.exchange.import_target import (
        implied,
        import_origin,
        import_visitor_state,
        in_shape,
        keep_in_history,
        read_imports,
        read_source,
    )
    from edge_tui.cli.exchange.new_template import template_of_draft
    from edge_tui.cli.exchange.permission import check_kept
    from edge_tui.cli.terminal.streams import say, write_exact
    from edge_tui.model.trust import placeholders_in

    workspace = invocation.workspace
    text = read_source(source)
    if visitor_name:
        say(import_visitor_state(workspace, visitor_name, text))
    is_all = visitor_name is not None and not (template_name or into_history)
    found = read_imports(text, may_be_none=is_all)
    if not found:
        return ExitStatus.OK
    first = found[0]
    for remark in dict.fromkeys(remark for each in found for remark in each.remarks):
        say(remark)
    if first.secrets:
        say(f"Left out: {', '.join(sorted(first.secrets)).replace('_', ' ')}.")
    if told := implied(first.profile):
        say(told)
    if placeholders := placeholders_in(first.draft):
        say(f"Placeholders in it, filled when it is sent: {', '.join(placeholders)}.")
    if template_name:
        template = template_of_draft(template_name, first.draft, {})
        check_kept(template.body, allowed)
        workspace.templates.save(template, overwrite=overwrite)
        say(f"Saved {workspace.templates.path(template_name)}.")
    if into_history:
        say(keep_in_history(workspace, found, import_origin(source, text)))
    if not (template_name or visitor_name or into_history):
        write_exact(in_shape(first.draft.text, api_version) + "\n")
    return ExitStatus.OK
