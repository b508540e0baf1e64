"""`edge-tui doctor`: what a datastream can be seen to do."""

import click

from edge_tui.cli import Invocation
from edge_tui.cli.exchange.options import json_option, profile_option
from edge_tui.cli.terminal.completion import visitor_names
from edge_tui.cli.terminal.exit_status import ExitStatus

_EPILOG = """
Examples:

\b
  edge-tui doctor
  edge-tui doctor --profile stage --scope hero --scope web://shop.example.com/#hero
  edge-tui doctor --profile dev --send-events --json | jq '.signs[] | select(.standing == "trouble")'

JSON (--json): {"profile", "datastreamId", "visitor", "signs": [{"subject", "standing": "seen" | "not
seen" | "trouble" | "hidden", "words", "how"}], "probes": [{"name", "asks", "requestId",
"gatewayRequestId", "status", "failure", "elapsedMs"}]}. Exit status: as of `send` for the first probe
that was not answered in full.
"""


@click.command("doctor", epilog=_EPILOG)
@profile_option
@click.option("--scope", "scopes", multiple=True, metavar="SCOPE", help="Ask for this decision scope or surface too.")
@click.option("--page", default="https://shop.example.com/", metavar="URL", help="The page that is asked about.")
@click.option(
    "--visitor",
    metavar="NAME",
    shell_complete=visitor_names,
    help="Ask as this visitor. Default: a new one, gone afterwards.",
)
@click.option("--send-events", is_flag=True, help="Also report a page view and a media session, which stay.")
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
    """Asks a datastream a few questions and says what it can be seen to do.

    Three requests go out, as a new visitor: two fetch identity and personalization, one a
    third-party id. They only ask; with --send-events a page view and a media session are reported
    as well. Each is in history. What a datastream does without a word in its answers, such as
    Analytics, is said to be hidden.
    """
    from edge_tui.cli.exchange.datastream_report import examine_datastream, show_examination

    workspace = invocation.workspace
    profile = workspace.accounts.profile(profile_name or invocation.profile_name)
    examination = examine_datastream(workspace, profile, visitor, page, scopes, send_events=send_events)
    return show_examination(workspace, examination, as_json=as_json)
