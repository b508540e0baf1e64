"""Shell completion of profile, template and visitor names."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import click

from edge_tui.model.errors import SetupError

if TYPE_CHECKING:
    from edge_tui.workspace import Workspace


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
