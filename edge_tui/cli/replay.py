"""`edge-tui replay`: a past event sent again."""

from typing import Any

import click

from edge_tui.cli import Invocation
from edge_tui.cli.exchange.options import SendOptions, sending_options
from edge_tui.cli.terminal.exit_status import ExitStatus

_EPILOG = """
Examples:

\b
  edge-tui replay 708e4f90
  edge-tui replay 708e4f90-9a5e-4c1e-8d1f-2b6a3c4d5e6f --exact
  edge-tui replay 708e4f90 --profile prod --expect "handle:identity:result"

Expectations, JSON and exit status are those of `edge-tui send`.
"""


@click.command("replay", epilog=_EPILOG)
@click.argument("request_id", metavar="REQUEST_ID")
@click.option("--exact", is_flag=True, help="The same URL and body, byte for byte.")
@sending_options
@click.pass_obj
def command(invocation: Invocation, /, request_id: str, exact: bool, **options: Any) -> ExitStatus:
    """Sends a past event again: afresh, with a new time, new ids and the visitor's state of now.

    REQUEST_ID is the id that was sent or the one that Edge answered with, or the beginning of
    either. Without --profile and --visitor it goes where it went before.
    """
    from dataclasses import replace

    from edge_tui.cli.exchange.history_lookup import find_exchange
    from edge_tui.cli.exchange.permission import permitted
    from edge_tui.cli.exchange.send_run import run_send, show_request
    from edge_tui.model.errors import SetupError

    sending = SendOptions(**options)
    workspace = invocation.workspace
    origin = find_exchange(workspace, request_id)
    profile = sending.profile(invocation, otherwise=origin.profile_name)
    if exact and profile.name != origin.profile_name:
        raise SetupError(
            f"An exact replay goes to the URL it went to before, with the profile {origin.profile_name}.",
            "Leave --exact or --profile away.",
        )
    if not exact:
        origin = replace(origin, draft=permitted(workspace, profile, origin.draft, sending.allowed))
    session = workspace.sessions.get(profile, sending.visitor or origin.visitor)
    if sending.dry_run:
        return show_request(workspace, origin if exact else session.prepare(session.reshaped(origin.draft)), sending)
    return run_send(workspace, session, sending, lambda: session.replay(origin, exactly=exact))
