"""Options that `edge-tui forward` and `edge-tui proxy` share."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import click

from edge_tui.cli.terminal.options import profile_names, to_datastream_option


@dataclass(frozen=True, slots=True)
class ReportOptions:
    """What is expected of the recording, and the files that are written once it has ended."""

    expressions: tuple[str, ...]
    junit: str
    har: str


_Function = TypeVar("_Function", bound=Callable[..., Any])


def rewriting_options(function: _Function) -> _Function:
    """Adds --to-datastream, --to-profile, --to-emulator and --rule, as one argument `rewriting`."""
    from functools import wraps

    from edge_tui.workspace.rewriting import RewritingOptions

    @to_datastream_option("Send the calls to another datastream.")
    @click.option(
        "--to-profile",
        default="",
        metavar="NAME",
        shell_complete=profile_names,
        help="Send the calls to a profile's gateway and datastream.",
    )
    @click.option("--to-emulator", is_flag=True, help="Send the calls to the emulator, started for this run.")
    @click.option(
        "--rule",
        "rule_files",
        multiple=True,
        metavar="FILE",
        type=click.Path(path_type=Path),
        help="A TOML file of rules: destinations, made-up offers and responses, faults. Repeatable.",
    )
    @wraps(function)
    def wrapped(
        *args: object,
        to_datastream: str,
        to_profile: str,
        to_emulator: bool,
        rule_files: tuple[Path, ...],
        **kwargs: object,
    ) -> object:
        rewriting = RewritingOptions(rule_files, to_datastream, to_profile, to_emulator)
        return function(*args, rewriting=rewriting, **kwargs)

    return wrapped  # type: ignore[return-value]


def report_options(function: _Function) -> _Function:
    """Adds --expect, --junit and --har, as one argument `reports`."""
    from functools import wraps

    @click.option(
        "--expect",
        "expressions",
        multiple=True,
        metavar="EXPR",
        help="Expect something of the recording, as `edge-tui capture` does. Repeatable.",
    )
    @click.option("--junit", default="", metavar="FILE", help="Write a JUnit report at the end.")
    @click.option("--har", default="", metavar="FILE", help="Write a HAR at the end.")
    @wraps(function)
    def wrapped(*args: object, expressions: tuple[str, ...], junit: str, har: str, **kwargs: object) -> object:
        return function(*args, reports=ReportOptions(expressions, junit, har), **kwargs)

    return wrapped  # type: ignore[return-value]


name_option = click.option(
    "--name", default="", metavar="NAME", help="The recording's name in history. Default: the host and the time."
)
json_lines_option = click.option("--json", "as_json", is_flag=True, help="Print JSON, one document per line.")
