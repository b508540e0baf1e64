"""`edge-tui profiles`: datastreams, how to reach them, and where their secrets are kept."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar

import click

from edge_tui.cli import Invocation
from edge_tui.cli.terminal.examples import examples
from edge_tui.cli.terminal.exit_status import ExitStatus
from edge_tui.cli.terminal.options import json_option, profile_names
from edge_tui.model.profile import DEFAULT_SCOPES, EDGE_URL, IMS_URL, ApiVersion, Authentication, Environment

_Function = TypeVar("_Function", bound=Callable[..., Any])

_FIELDS = (
    click.option("--url", metavar="URL", help=f"Scheme and host. Default: {EDGE_URL}; `emulator` is the built-in one."),
    click.option("--base-path", metavar="PATH", help="Path before the API version. Default: ee; may be empty."),
    click.option("--api-version", type=click.Choice([str(each) for each in ApiVersion]), help="Default: v2."),
    click.option("--datastream-id", metavar="ID", help="The datastream ID, with its environment if any, as in ID:dev."),
    click.option("--org-id", metavar="ID", help="The IMS organization ID, as in …@AdobeOrg."),
    click.option("--environment", type=click.Choice([str(each) for each in Environment]), help="Default: dev."),
    click.option(
        "--auth",
        "authentication",
        type=click.Choice([str(each) for each in Authentication]),
        help="None, a pasted access token, or OAuth server-to-server. Default: none.",
    ),
    click.option("--client-id", metavar="ID", help="The OAuth client ID, also sent as x-api-key."),
    click.option(
        "--scope", "scopes", multiple=True, metavar="SCOPE", help=f"Repeatable. Default: {','.join(DEFAULT_SCOPES)}."
    ),
    click.option("--ims-url", metavar="URL", help=f"The IMS host that issues access tokens. Default: {IMS_URL}."),
    click.option(
        "--timeout",
        "timeout_seconds",
        type=float,
        metavar="SECONDS",
        help="Time limit for a complete response. Default: 10.",
    ),
    click.option(
        "--max-response-mb",
        type=float,
        metavar="MB",
        help="Size limit of a response, before and after decompression. Default: 64.",
    ),
    click.option(
        "--site-domain",
        metavar="DOMAIN",
        help="Your website's domain: with a first-party gateway, state is sent as cookies.",
    ),
    click.option(
        "--history/--no-history", "keeps_history", default=None, help="Whether to record exchanges. Default: --history."
    ),
    click.option(
        "--upstreams",
        metavar="NAMES",
        help="The datastream's enabled services, comma-separated; used to estimate request units.",
    ),
    click.option(
        "--schema",
        metavar="FILE",
        help="Your own XDM schema: a JSON Schema exported from Platform, or a list of its fields.",
    ),
    click.option(
        "--variable",
        "variables",
        multiple=True,
        metavar="NAME=VALUE",
        help="The value of {{var:NAME}}. Repeatable; NAME= removes it.",
    ),
    click.option(
        "--allow-env",
        "env",
        multiple=True,
        metavar="NAME",
        help="Environment variables that files and imports may read: SHOP, ACME_*. Repeatable; NAME= removes it.",
    ),
    click.option("--secret-stdin", is_flag=True, help="Read the secret from standard input, one line."),
)

_SECRETS = """
A secret is never an argument: you are prompted for it, or it is read with --secret-stdin, or taken
from EDGE_TUI_CLIENT_SECRET or EDGE_TUI_ACCESS_TOKEN when an event is sent. It is stored in the
system keyring and nowhere else.

"""


def _fields(function: _Function) -> _Function:
    for option in reversed(_FIELDS):
        function = option(function)
    return function


@click.group(
    "profiles",
    epilog=examples(
        "edge-tui profiles add stage --datastream-id 11111111-2222-4333-8444-555555555555 --environment stage",
        "edge-tui profiles check stage",
        "edge-tui send page-view --profile stage",
    ),
)
def command() -> None:
    """Profiles: a datastream and how to reach it."""


@command.command("list", epilog=examples("edge-tui profiles list --json | jq -r '.[].name'"))
@json_option("Print an array of profiles; never a secret.")
@click.pass_obj
def list_(invocation: Invocation, as_json: bool) -> ExitStatus:
    """Lists the profiles; the default one is marked."""
    from edge_tui.cli.profile.profile_json import profile_document, profile_rows
    from edge_tui.cli.terminal.streams import has_color, write, write_lines
    from edge_tui.cli.terminal.table import table_lines
    from edge_tui.outline.json_text import json_text

    workspace = invocation.workspace
    profiles = workspace.profiles.all()
    current = workspace.accounts.sending_profile(invocation.profile_name).name
    if as_json:
        write(json_text([profile_document(profile, is_current=profile.name == current) for profile in profiles]))
    else:
        headings = ("", "NAME", "ENVIRONMENT", "GATEWAY", "DATASTREAM", "AUTH")
        write_lines(table_lines(headings, profile_rows(profiles, current), color=has_color(workspace.environ)))
    return ExitStatus.OK


@command.command("show", epilog=examples("edge-tui profiles show stage --json"))
@click.argument("name", required=False, shell_complete=profile_names)
@json_option("Print the profile as one JSON document; never a secret.")
@click.pass_obj
def show(invocation: Invocation, name: str | None, as_json: bool) -> ExitStatus:
    """Shows a profile; without a name, the default one."""
    from edge_tui.cli.profile.profile_json import profile_document
    from edge_tui.cli.terminal.streams import write, write_lines
    from edge_tui.model.json.document import compact
    from edge_tui.model.text import visible
    from edge_tui.outline.json_text import json_text

    profile = invocation.workspace.accounts.profile(name or invocation.profile_name)
    document = profile_document(profile)
    if as_json:
        write(json_text(document))
    else:
        width = max(map(len, document))
        texts = {key: value if isinstance(value, str) else compact(value) for key, value in document.items()}
        write_lines(visible(f"{key:<{width}}  {text}") for key, text in texts.items())
    return ExitStatus.OK


@command.command("add", epilog=_SECRETS)
@click.argument("name")
@_fields
@click.pass_obj
def add(invocation: Invocation, /, name: str, secret_stdin: bool, **fields: Any) -> ExitStatus:
    """Adds a profile and stores its secret in the keyring.

    \b
    Examples:
      edge-tui profiles add stage --datastream-id 11111111-2222-4333-8444-555555555555 --environment stage
      edge-tui profiles add target-only --url emulator --datastream-id 5f1c0000-0000-4000-8000-000000000005
      vault read … | edge-tui profiles add server --url https://server.adobedc.net --auth oauth \\
          --client-id ID --datastream-id ID --org-id ID@AdobeOrg --secret-stdin
    """
    from edge_tui.cli.profile.edited_fields import say_doubts, with_fields
    from edge_tui.cli.profile.secret import keep_secret, take_secret
    from edge_tui.cli.terminal.streams import say
    from edge_tui.model.profile import Profile

    workspace = invocation.workspace
    profile = with_fields(Profile(name), fields)
    workspace.linting.own_schema(profile)
    secret = take_secret(workspace, profile, from_stdin=secret_stdin)
    workspace.profiles.add(profile)
    say(f"Added the profile {name} to {workspace.paths.profiles}.")
    say_doubts(profile)
    if profile.authentication is not Authentication.NONE:
        keep_secret(workspace, profile, secret)
    return ExitStatus.OK


@command.command("edit", epilog=_SECRETS + examples("edge-tui profiles edit stage --timeout 20"))
@click.argument("name", shell_complete=profile_names)
@click.option("--name", "new_name", metavar="NAME", help="Rename it.")
@_fields
@click.pass_obj
def edit(invocation: Invocation, /, name: str, new_name: str | None, secret_stdin: bool, **fields: Any) -> ExitStatus:
    """Changes a profile; options that aren't given keep their value.

    The defaults are those of a new profile. Comments in the file are kept.
    """
    from edge_tui.cli.profile.edited_fields import say_doubts, with_fields
    from edge_tui.cli.profile.secret import keep_secret, take_secret
    from edge_tui.cli.terminal.streams import say

    workspace = invocation.workspace
    profile = with_fields(workspace.profiles.get(name), fields)
    workspace.linting.own_schema(profile)
    secret = take_secret(workspace, profile, from_stdin=True) if secret_stdin else None
    workspace.profiles.replace(profile)
    if new_name:
        profile = workspace.accounts.rename(profile, new_name)
    say(f"Changed the profile {profile.name} in {workspace.paths.profiles}.")
    if given := [key for key, value in fields.items() if value not in (None, ())]:
        say_doubts(profile, given)
    if secret:
        keep_secret(workspace, profile, secret)
    return ExitStatus.OK


@command.command("delete", epilog=examples("edge-tui profiles delete stage"))
@click.argument("name", shell_complete=profile_names)
@click.pass_obj
def delete(invocation: Invocation, name: str) -> ExitStatus:
    """Deletes a profile and its secrets. Its exchanges stay in history."""
    from edge_tui.cli.terminal.streams import say

    workspace = invocation.workspace
    workspace.accounts.delete(workspace.profiles.get(name))
    say(f"Deleted the profile {name} and its secrets.")
    return ExitStatus.OK


@command.command(
    "login",
    epilog=_SECRETS
    + examples("edge-tui profiles login stage", "vault read … | edge-tui profiles login stage --secret-stdin"),
)
@click.argument("name", required=False, shell_complete=profile_names)
@click.option("--secret-stdin", is_flag=True, help="Read the secret from standard input, one line.")
@click.pass_obj
def login(invocation: Invocation, name: str | None, secret_stdin: bool) -> ExitStatus:
    """Stores a client secret or access token in the keyring."""
    from edge_tui.cli.profile.secret import keep_secret, take_secret
    from edge_tui.model.command_line import command_line
    from edge_tui.model.errors import SetupError

    workspace = invocation.workspace
    profile = workspace.accounts.profile(name or invocation.profile_name)
    if profile.authentication is Authentication.NONE:
        edit = command_line("edge-tui", "profiles", "edit", profile.name)
        how = f"Add credentials first: `{edit} --auth oauth --client-id …`."
        raise SetupError(f"The profile {profile.name} doesn't authenticate.", how)
    secret = take_secret(workspace, profile, from_stdin=secret_stdin)
    if secret is None:
        raise SetupError("Can't prompt for the secret without a terminal.", "Use --secret-stdin.")
    return ExitStatus.OK if keep_secret(workspace, profile, secret) else ExitStatus.SETUP


@command.command("check", epilog=examples("edge-tui profiles check stage", "edge-tui profiles check --offline"))
@click.argument("name", required=False, shell_complete=profile_names)
@click.option("--offline", is_flag=True, help="Only check the settings and the keyring; send nothing.")
@json_option("Print an array of {profile, ok, secret, troubles, checks: [{subject, status, detail, fix}]}.")
@click.pass_obj
def check(invocation: Invocation, name: str | None, *, offline: bool, as_json: bool) -> ExitStatus:
    """Reports what is missing, and whether Adobe accepts the profile.

    Checks one profile, or all: their settings, where secrets are kept, and what IMS and the gateway say.
    Requests a new visitor's identity and decisions from the gateway, which records no event. A
    production profile is checked there only if you name it.

    \b
    Exit status: 2 for a missing setting or a refused secret or token, 3 when the gateway can't be
    reached, 4 when it doesn't respond in time, 5 when it refuses the datastream.
    """
    from edge_tui.cli.profile.check import check_profile, try_profile
    from edge_tui.cli.terminal.streams import write, write_lines
    from edge_tui.outline.json_text import json_text

    workspace = invocation.workspace
    profiles = [workspace.profiles.get(name)] if name else workspace.profiles.all()
    reports = [check_profile(workspace, profile) for profile in profiles]
    if not offline:
        reports = [
            replace(report, note=f"Production: not asked. Name it: edge-tui profiles check {report.profile.name}.")
            if name is None and report.profile.environment is Environment.PROD
            else try_profile(workspace, report)
            for report in reports
        ]
    if as_json:
        write(json_text([report.document() for report in reports]))
    else:
        write_lines(line for report in reports for line in report.lines())
    statuses = [report.exit_status for report in reports if report.exit_status is not ExitStatus.OK]
    return next(iter(sorted(statuses)), ExitStatus.OK)
