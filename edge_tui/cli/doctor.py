"""`edge-tui doctor`: what a datastream's responses show of its configuration."""

import click

from edge_tui.cli import Invocation
from edge_tui.cli.exchange.options import profile_option, sending_profile
from edge_tui.cli.terminal.exit_status import ExitStatus
from edge_tui.cli.terminal.options import json_option, visitor_names

_EPILOG = """
Examples:

\b
  edge-tui doctor
  edge-tui doctor --profile stage --scope hero --scope web://shop.example.com/#hero
  edge-tui doctor --profile dev --send-events --json | jq '.signs[] | select(.standing == "trouble")'

JSON (--json): {"profile", "datastreamId", "visitor", "signs": [{"subject", "standing": "seen" | "not
seen" | "trouble" | "hidden", "words", "how"}], "probes": [{"name", "asks", "requestId",
"gatewayRequestId", "status", "failure", "elapsedMs"}]}. Exit status: as for `send`, of the first probe
without a complete response.
"""


@click.command("doctor", epilog=_EPILOG)
@profile_option
@click.option("--scope", "scopes", multiple=True, metavar="SCOPE", help="Also request this decision scope or surface.")
@click.option("--page", default="https://shop.example.com/", metavar="URL", help="The page URL in the probes.")
@click.option(
    "--visitor",
    metavar="NAME",
    shell_complete=visitor_names,
    help="Probe as this visitor. Default: a temporary one.",
)
@click.option("--send-events", is_flag=True, help="Also send a page view and a media session, which are recorded.")
@json_option("Print signs and probes as one JSON document.")
@click.pass_obj
def command(
    invocation: Invocation,
    *,
    profile_name: str | None,
    scopes: tuple[str, ...],
    page: str,
    visitor: str | None,
    send_events: bool,
    as_json: bool,
) -> ExitStatus:
    """Probes a datastream and reports which services respond.

    Sends three requests as a new visitor: two fetch identity and personalization, one a
    third-party ID. They record no events; --send-events adds a page view and a media session,
    which are recorded. Every probe is in history. Services that leave no trace in a
    response, such as Analytics, are reported as hidden.
    """
    from edge_tui.cli.exchange.datastream_report import examine_datastream, show_examination

    workspace = invocation.workspace
    profile = sending_profile(invocation, profile_name or invocation.profile_name)
    examination = examine_datastream(workspace, profile, visitor, page, scopes, send_events=send_events)
    return show_examination(workspace, examination, as_json=as_json)
