"""`edge-tui replay`: sends a past event again."""

from typing import Any

import click

from edge_tui.cli import Invocation
from edge_tui.cli.exchange.options import SendOptions, resending_options
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
@click.option("--exact", is_flag=True, help="Send the same URL and body, byte for byte.")
@resending_options
@click.pass_obj
def command(invocation: Invocation, /, request_id: str, exact: bool, **options: Any) -> ExitStatus:
    """Sends a past event again, with a new time, new IDs and the visitor's current state.

    REQUEST_ID is the ID that was sent or the one in Edge's response, or the start of either.
    Without --profile and --visitor, the original ones are used; for a call that was recorded elsewhere, the profile
    in EDGE_TUI_PROFILE.
    """
    from dataclasses import replace

    from edge_tui.cli.exchange.history_lookup import find_exchange
    from edge_tui.cli.exchange.permission import permitted
    from edge_tui.cli.exchange.send_run import run_send, show_request
    from edge_tui.model.errors import SetupError

    sending = SendOptions(**options)
    workspace = invocation.workspace
    origin = find_exchange(workspace, request_id)
    chosen = sending.profile_name or invocation.profile_name or workspace.environ.get("EDGE_TUI_PROFILE")
    if not (origin.profile_name or chosen):
        raise SetupError(
            "This exchange was recorded elsewhere, and no profile had its host and datastream.",
            "Choose one with --profile NAME.",
        )
    profile = sending.profile(invocation, otherwise=origin.profile_name)
    if exact and profile.name != origin.profile_name:
        raise SetupError(
            f"An exact replay needs its original profile, {origin.profile_name}.",
            "Omit --exact or --profile.",
        )
    if not exact:
        origin = replace(origin, draft=permitted(workspace, profile, origin.draft, sending.allowed))
    session = workspace.sessions.for_one_send(profile, sending.visitor or origin.visitor)
    if sending.dry_run:
        return show_request(workspace, origin if exact else session.prepare(session.reshaped(origin.draft)), sending)
    return run_send(workspace, session, sending, lambda: session.replay(origin, exactly=exact))
