"""The options of the commands that send: `send` and `replay`."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeVar

import click

from edge_tui.cli.terminal.options import FiniteRange, allow_env_option, json_option, profile_names, visitor_names

if TYPE_CHECKING:
    from edge_tui.cli import Invocation
    from edge_tui.model.profile import Profile

_Function = TypeVar("_Function", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class SendOptions:
    """How to send, and what to print."""

    profile_name: str | None
    visitor: str | None
    timeout_seconds: float | None
    retries: int
    expressions: tuple[str, ...]
    junit: str | None
    allow_partial: bool
    as_body: bool
    as_json: bool
    as_summary: bool
    dry_run: bool
    allowed: tuple[str, ...]

    def check_output(self) -> None:
        """Raises `SetupError` for options that ask for two kinds of output, or for one that there won't be."""
        from edge_tui.model.errors import SetupError

        given = {"--body": self.as_body, "--json": self.as_json, "--summary": self.as_summary}
        names = [name for name, is_given in given.items() if is_given]
        if len(names) > 1:
            raise SetupError(f"{' and '.join(names[:2])} exclude each other.", "Choose one.")
        if self.as_summary and self.dry_run:
            raise SetupError("--dry-run has no response to summarize.", "Omit --summary or --dry-run.")

    def profile(self, invocation: "Invocation", otherwise: str | None = None) -> "Profile":
        """The profile to send with, its timeout overridden by `--timeout`.

        `otherwise` applies if none is named. The explorer's profile and the next command's stay as they are.
        """
        profile = sending_profile(invocation, self.profile_name or invocation.profile_name or otherwise)
        if self.timeout_seconds is None:
            return profile
        return replace(profile, timeout_seconds=self.timeout_seconds)


@dataclass(frozen=True, slots=True)
class WatchOptions:
    """Whether and how to send repeatedly; `until` is None for one send."""

    until: str | None
    pause_seconds: float
    sends: int


def sending_profile(invocation: "Invocation", name: str | None) -> "Profile":
    """The named profile, else the default one, which is never production; says so if that changes it."""
    from edge_tui.cli.terminal.streams import say

    accounts = invocation.workspace.accounts
    default = accounts.profile(name)
    if accounts.is_unchosen_production(name, default):
        say(
            f"The explorer used {default.name} last, but production is never the default: using the emulator. "
            f"To send there, add --profile {default.name}."
        )
    return accounts.sending_profile(name)


def _profile_option(default: str) -> Callable[[_Function], _Function]:
    return click.option(
        "--profile", "profile_name", metavar="NAME", shell_complete=profile_names, help=f"Default: {default}."
    )


def profile_option(function: _Function) -> _Function:
    """`--profile NAME`."""
    default = "EDGE_TUI_PROFILE, the last one used in the explorer unless it is production, or the built-in `emulator`"
    return _profile_option(default)(function)


def _visitor_option(default: str) -> Callable[[_Function], _Function]:
    help_ = f"The visitor to send as; their state is sent and updated. Default: {default}."
    return click.option("--visitor", metavar="NAME", shell_complete=visitor_names, help=help_)


_OPTIONS = (
    click.option(
        "--body",
        "as_body",
        is_flag=True,
        help="Print only the response body: byte-exact into a pipe, escaped on a terminal.",
    ),
    json_option("Print the exchange as one JSON document."),
    click.option(
        "--summary",
        "as_summary",
        is_flag=True,
        help="Print one line per handle, and one for each problem and for all else, without what is in them.",
    ),
    click.option("--dry-run", is_flag=True, help="Print what would be sent, secrets masked, and send nothing."),
    click.option(
        "--retry",
        "retries",
        type=click.IntRange(min=0),
        default=0,
        metavar="N",
        help="Retry up to N times after 429, 502, 503 or 504. Retry-After is honored, up to the timeout and to 60 s.",
    ),
    click.option(
        "--timeout",
        "timeout_seconds",
        type=FiniteRange(min=0, min_open=True),
        metavar="SECONDS",
        help="Time limit for the complete response. Default: the profile's.",
    ),
    click.option(
        "--expect", "expressions", multiple=True, metavar="EXPR", help="A condition on the response. Repeatable."
    ),
    click.option("--junit", metavar="FILE", help="Write a JUnit XML report of the expectations."),
    allow_env_option(),
    click.option("--allow-partial", is_flag=True, help="Accept a 207 with errors."),
)


def sending_options(function: _Function) -> _Function:
    """The options whose values are the fields of `SendOptions`."""
    return _with_options(function, profile_option, _visitor_option("`default`"))


def resending_options(function: _Function) -> _Function:
    """The same for an exchange that was sent before."""
    original = "the original one"
    return _with_options(function, _profile_option(original), _visitor_option(original))


def _with_options(function: _Function, *first: Callable[[_Function], _Function]) -> _Function:
    for option in (*reversed(_OPTIONS), *reversed(first)):
        function = option(function)
    return function


def watch_options(function: _Function) -> _Function:
    """The options whose values are the fields of `WatchOptions`."""
    for option in (
        click.option(
            "--at-most", "sends", type=int, default=60, metavar="N", help="The most sends of a watch. Default: 60."
        ),
        click.option(
            "--every",
            "pause_seconds",
            type=float,
            default=15,
            metavar="SECONDS",
            help="Seconds between the sends of a watch. Default: 15.",
        ),
        click.option(
            "--watch", "until", metavar="CONDITION", help="Send repeatedly until this condition is met; see below."
        ),
    ):
        function = option(function)
    return function
