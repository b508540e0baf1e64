"""Options that several commands have, and what completes their values in a shell."""

import math
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from edge_tui.model.errors import SetupError

if TYPE_CHECKING:
    from edge_tui.workspace import Workspace

_Function = TypeVar("_Function", bound=Callable[..., Any])


def json_option(help: str = "Print one JSON document.") -> Callable[[_Function], _Function]:  # noqa: A002
    """`--json`."""
    return click.option("--json", "as_json", is_flag=True, help=help)


def allow_env_option(
    help: str = "Let a file or a past import read this environment variable (or var:NAME, last:*). Repeatable.",  # noqa: A002
) -> Callable[[_Function], _Function]:
    """`--allow-env NAME`."""
    return click.option("--allow-env", "allowed", multiple=True, metavar="NAME", help=help)


class FiniteRange(click.FloatRange):
    """A number within a range. `nan` is in every range of click's, and nothing can be reckoned with it or `inf`."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """The number. Raises `click.BadParameter`."""
        number: float = super().convert(value, param, ctx)
        if not math.isfinite(number):
            self.fail(f"{value!r} is not a number.", param, ctx)
        return number


def to_datastream_option(help: str) -> Callable[[_Function], _Function]:  # noqa: A002
    """`--to-datastream ID`; empty if it isn't given."""
    return click.option("--to-datastream", callback=_checked_datastream_id, metavar="ID", help=help)


def _checked_datastream_id(context: click.Context, parameter: click.Parameter, value: str | None) -> str:
    if value is None:
        return ""
    from edge_tui.model.profile import is_datastream_id

    if not is_datastream_id(value):
        message = f"{value!r} isn't a datastream ID. Copy it from the datastream: a UUID, also with :dev or :stage."
        raise click.BadParameter(message, context, parameter)
    return value


def profile_names(_context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[str]:
    return _matching_names(incomplete, lambda workspace: (profile.name for profile in workspace.profiles.all()))


def template_names(_context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[str]:
    return _matching_names(incomplete, lambda workspace: (template.name for template in workspace.templates.entries()))


def visitor_names(_context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[str]:
    return _matching_names(incomplete, lambda workspace: workspace.visitors.names())


def _matching_names(incomplete: str, names: "Callable[[Workspace], Iterable[str]]") -> list[str]:
    from edge_tui.workspace import Workspace

    try:
        return [name for name in names(Workspace()) if name.startswith(incomplete)]
    except SetupError:
        return []
