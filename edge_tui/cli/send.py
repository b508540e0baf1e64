"""`edge-tui send`: sends one event and prints the response."""

from typing import Any

import click

from edge_tui.cli import Invocation
from edge_tui.cli.exchange.options import SendOptions, WatchOptions, sending_options, watch_options
from edge_tui.cli.terminal.exit_status import ExitStatus
from edge_tui.cli.terminal.options import template_names
from edge_tui.model.request import Action
from edge_tui.model.visitor import DEFAULT_VISITOR

_EPILOG = """
Examples:

\b
  edge-tui send page-view
  edge-tui send page-view --set /event/xdm/web/webPageDetails/name=Home --visitor anna
  edge-tui send page-view --header 'X-Forwarded-For: 203.0.113.7' --summary
  edge-tui send curl.txt --profile stage         # copied from the browser, to the profile's gateway
  edge-tui send page-view --watch "errors gone" --every 30
  edge-tui send event.json --profile stage --expect "status == 200" --junit report.xml
  jq .event checkout.json | edge-tui send - --json | jq '.handles[].type'

Environment variables (--allow-env):

\b
{environment}

Expectations (--expect):

\b
{language}

Conditions (--watch):

\b
{conditions}

A watch prints a line for each send to standard error and the last exchange to standard output. What
changes is compared from the second send on, without what a new visitor is sent once. With --json it
adds "watch": {{"condition", "met", "verdict", "sends": [{{"requestId", "sentAt", "words", "met"}}]}}.

JSON (--json):

\b
{shape}

Exit status: 0 success, and every expectation met; 1 an expectation or a watch's condition not met; 2 a usage or
configuration error, or standard output that can't be written; 3 no response; 4 timeout; 5 rejected
by Edge; 6 partial success; 70 a bug in edge-tui; 130 interrupted. An expectation on the status, on
errors or on a problem that is met turns 5 or 6 into 0.
"""


class _Send(click.Command):
    """Builds its help on demand: a send needs neither the expectation language nor the JSON shape."""

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        from textwrap import indent

        from edge_tui.cli.exchange.permission import HELP
        from edge_tui.compare.expectations import LANGUAGE
        from edge_tui.outline.exchange_json import SHAPE
        from edge_tui.session.watch_condition import LANGUAGE as CONDITIONS

        self.epilog = _EPILOG.format(
            environment=indent(HELP.strip(), "  "),
            language=indent(LANGUAGE, "  "),
            conditions=indent(CONDITIONS, "  "),
            shape=indent(SHAPE, "  "),
        )
        super().format_epilog(ctx, formatter)


@click.command("send", cls=_Send)
@click.argument("source", required=False, metavar="[TEMPLATE | FILE | -]", shell_complete=template_names)
@click.option(
    "--set",
    "edits",
    multiple=True,
    metavar="POINTER=VALUE",
    help="Set a value at a JSON pointer; JSON if it parses, otherwise a string. Repeatable.",
)
@click.option(
    "--header",
    "headers",
    multiple=True,
    metavar="'NAME: VALUE'",
    help="Another request header; replaces the usual one of its name. Secrets aren't accepted. Repeatable.",
)
@click.option("--request-id", metavar="ID", help="The request ID. Default: a new UUID.")
@click.option(
    "--action",
    type=click.Choice([str(action) for action in Action]),
    help="The kind of request. Default: the template's or the request's.",
)
@watch_options
@sending_options
@click.pass_obj
def command(
    invocation: Invocation,
    /,
    *,
    source: str | None,
    edits: tuple[str, ...],
    headers: tuple[str, ...],
    request_id: str | None,
    action: str | None,
    **options: Any,
) -> ExitStatus:
    """Sends one event and prints the response.

    The event is a template, or from a file or standard input: a request body, or whatever `import` reads, of which
    the first request is sent, with its action. The profile decides the gateway. The event is converted to the
    profile's API version. Placeholders such as {{now}} and {{uuid}} are filled in all of them.
    """
    from edge_tui.cli.exchange.draft import draft_of, read_edit
    from edge_tui.cli.exchange.send_run import run_send, show_request
    from edge_tui.model.errors import SetupError, UnresolvedPlaceholderError

    watch = WatchOptions(**{name: options.pop(name) for name in ("until", "pause_seconds", "sends")})
    sending = SendOptions(**options)
    read_edits = [read_edit(edit) for edit in edits]
    workspace = invocation.workspace
    profile = sending.profile(invocation)
    draft = draft_of(workspace, profile, source, read_edits, Action(action) if action else None)
    if headers:
        from edge_tui.cli.exchange.headers import with_headers

        draft = with_headers(draft, headers)
    if draft.origin or sending.allowed:
        from edge_tui.cli.exchange.permission import permitted

        draft = permitted(workspace, profile, draft, sending.allowed)
    sessions = workspace.sessions
    open_session = sessions.for_one_send if watch.until is None else sessions.get
    session = open_session(profile, sending.visitor or DEFAULT_VISITOR)
    try:
        if sending.dry_run:
            return show_request(workspace, session.prepare(draft, request_id), sending)
        if watch.until is not None:
            from edge_tui.cli.exchange.watch_run import run_watch

            if request_id:
                raise SetupError("--request-id is for one send.", "Leave it out: each send of a watch has a new ID.")
            return run_watch(workspace, session, session.reshaped(draft), sending, watch)
        return run_send(workspace, session, sending, lambda: session.send(draft, request_id))
    except UnresolvedPlaceholderError as error:
        from edge_tui.model.command_line import command_line

        raise SetupError(error.what, f"{error.how} Set a value: --set {command_line(error.pointer)}=…") from error
