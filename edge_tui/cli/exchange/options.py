"""The options of the commands that send: `send` and `replay`."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeVar

import click

from edge_tui.cli.exchange.permission import allow_env_option
from edge_tui.cli.terminal.completion import profile_names, visitor_names

if TYPE_CHECKING:
    from edge_tui.cli import Invocation
    from edge_tui.model.profile import Profile

_Function = TypeVar("_Function", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class SendOptions:
    """How to send, and how to tell of it."""

    profile_name: str | None
    visitor: str | None
    timeout_seconds: float | None
    retries: int
    expressions: tuple[str, ...]
    junit: str | None
    allow_partial: bool
    as_body: bool
    as_json: bool
    dry_run: bool
    allowed: tuple[str, ...]

    def profile(self, invocation: "Invocation", otherwise: str | None = None) -> "Profile":
        """The profile to send with, its timeout replaced when another was asked for.

        One that was named is the last used from now on; `otherwise` is taken when none was.
        """
        name = self.profile_name or invocation.profile_name
        profile = invocation.workspace.accounts.profile(name or otherwise)
        if name and not self.dry_run:
            invocation.workspace.accounts.use(profile)
        if self.timeout_seconds is None:
            return profile
        return replace(profile, timeout_seconds=self.timeout_seconds)


def profile_option(function: _Function) -> _Function:
    """`--profile NAME`."""
    option = click.option(
        "--profile",
        "profile_name",
        metavar="NAME",
        shell_complete=profile_names,
        help="The profile; otherwise EDGE_TUI_PROFILE, the last used one, or the built-in `emulator`.",
    )
    return option(function)


def json_option(help: str = "One JSON document on standard output, for machines.") -> Callable[[_Function], _Function]:  # noqa: A002
    """`--json`."""
    return click.option("--json", "as_json", is_flag=True, help=help)


_OPTIONS = (
    profile_option,
    click.option(
        "--visitor",
        metavar="NAME",
        shell_complete=visitor_names,
        help="Whose event it is; their state is sent along and kept.",
    ),
    click.option(
        "--body",
        "as_body",
        is_flag=True,
        help="Print the answer's body: into a pipe untouched, on a terminal safe to read.",
    ),
    json_option("Print the exchange as one JSON document."),
    click.option("--dry-run", is_flag=True, help="Send nothing: print what would be sent, secrets masked."),
    click.option(
        "--retry",
        "retries",
        type=click.IntRange(min=0),
        default=0,
        metavar="N",
        help="Send the same request again, up to N times, after 429, 502, 503 or 504; Retry-After is "
        "honored, up to the timeout and to 60 s.",
    ),
    click.option(
        "--timeout",
        "timeout_seconds",
        type=click.FloatRange(min=0, min_open=True),
        metavar="SECONDS",
        help="How long to wait for the whole answer; the profile's own otherwise.",
    ),
    click.option("--expect", "expressions", multiple=True, metavar="EXPR", help="What must hold; repeatable."),
    click.option("--junit", metavar="FILE", help="Write the expectations as a JUnit XML report."),
    allow_env_option(),
    click.option("--allow-partial", is_flag=True, help="Take a 207 with errors for an answer."),
)


def sending_options(function: _Function) -> _Function:
    """The options whose values are the fields of `SendOptions`."""
    for option in reversed(_OPTIONS):
        function = option(function)
    return function
