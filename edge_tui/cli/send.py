"""`edge-tui send`: one event out, what came back printed."""

from typing import Any

import click

from edge_tui.cli import Invocation
from edge_tui.cli.exchange.options import SendOptions, sending_options
from edge_tui.cli.terminal.completion import template_names
from edge_tui.cli.terminal.exit_status import ExitStatus
from edge_tui.model.request import Action
from edge_tui.model.visitor import DEFAULT_VISITOR

_EPILOG = """
Examples:

\b
  edge-tui send page-view
  edge-tui send page-view --set /event/xdm/web/webPageDetails/name=Home --visitor anna
  edge-tui send event.json --profile stage --expect "status == 200" --junit report.xml
  jq .event checkout.json | edge-tui send - --json | jq '.handles[].type'

Environment variables (--allow-env):

\b
{environment}

Expectations (--expect):

\b
{language}

JSON (--json):

\b
{shape}

Exit status: 0 answered, and every expectation held; 1 an expectation did not hold; 2 usage, a
setting that is missing or wrong, or a standard output that cannot be written; 3 no answer; 4 no
answer in time; 5 Edge refused it; 6 answered in part; 70 a bug in edge-tui; 130 interrupted. An
expectation on the status, on errors or on a problem that holds
"""


class _Send(click.Command):
    """Puts its help together only when it is asked for: a send needs neither language nor shape."""

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        from textwrap import indent

        from edge_tui.cli.exchange.exchange_json import SHAPE
        from edge_tui.cli.exchange.permission import WORDS
        from edge_tui.compare.expectations import LANGUAGE

        self.epilog = _EPILOG.format(
            environment=indent(WORDS.strip(), "  "), language=indent(LANGUAGE, "  "), shape=indent(SHAPE, "  ")
        )
        super().format_epilog(ctx, formatter)


@click.command("send", cls=_Send)
@click.argument("source", required=False, metavar="[TEMPLATE | FILE | -]", shell_complete=template_names)
@click.option(
    "--set",
    "edits",
    multiple=True,
    metavar="POINTER=VALUE",
    help="Set a value at a JSON pointer; JSON if it parses, else a string. Repeatable.",
)
@click.option("--request-id", metavar="ID", help="The request id; a fresh UUID otherwise.")
@click.option(
    "--action",
    type=click.Choice([str(action) for action in Action]),
    help="What is asked of the gateway; the template's own, or interact, otherwise.",
)
@sending_options
@click.pass_obj
def command(
    invocation: Invocation,
    /,
    source: str | None,
    edits: tuple[str, ...],
    request_id: str | None,
    action: str | None,
    **options: Any,
) -> ExitStatus:
    """Sends one event and prints what came back.

    The event is a template, or a file or standard input that holds a request body.
    Placeholders such as {{now}} and {{uuid}} are filled in all of them.
    """
    from edge_tui.cli.exchange.draft import draft_of, read_edit
    from edge_tui.cli.exchange.permission import permitted
    from edge_tui.cli.exchange.send_run import run_send, show_request
    from edge_tui.model.command_line import command_line
    from edge_tui.model.errors import SetupError, UnresolvedPlaceholderError

    sending = SendOptions(**options)
    read_edits = [read_edit(edit) for edit in edits]
    workspace = invocation.workspace
    profile = sending.profile(invocation)
    draft = draft_of(workspace, profile, source, read_edits, Action(action) if action else None)
    draft = permitted(workspace, profile, draft, sending.allowed)
    session = workspace.sessions.get(profile, sending.visitor or DEFAULT_VISITOR)
    try:
        if sending.dry_run:
            return show_request(workspace, session.prepare(draft, request_id), sending)
        return run_send(workspace, session, sending, lambda: session.send(draft, request_id))
    except UnresolvedPlaceholderError as error:
        raise SetupError(error.what, f"{error.how} Give it a value: --set {command_line(error.pointer)}=…") from error
