"""Which environment variables an event from elsewhere may read: by an option, or by the profile."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import click

from edge_tui.model.command_line import command_line
from edge_tui.model.document import JsonValue
from edge_tui.model.errors import SetupError
from edge_tui.model.exchange import Draft
from edge_tui.model.placeholders import is_allowed
from edge_tui.model.profile import Profile
from edge_tui.model.trust import check_patterns, variables_in, withheld

if TYPE_CHECKING:
    from edge_tui.workspace import Workspace

_Function = TypeVar("_Function", bound=Callable[..., Any])

WORDS = """
A file, standard input, a template of the project's folder and a past import may hold {{env:NAME}}.
It is filled only where the name is allowed: with --allow-env NAME, or for good with the profile's
key env = ["NAME", "ACME_*"] (`edge-tui profiles edit PROFILE --allow-env NAME`).
"""


def allow_env_option(
    help: str = "Let a file or a past import read this environment variable. Repeatable.",  # noqa: A002
) -> Callable[[_Function], _Function]:
    """`--allow-env NAME`."""
    return click.option("--allow-env", "allowed", multiple=True, metavar="NAME", help=help)


def permitted(workspace: "Workspace", profile: Profile, draft: Draft, allowed: Sequence[str]) -> Draft:
    """The draft with what it may read. Raises `SetupError` where it wants to read more than was allowed."""
    draft = workspace.permissions.granted(draft, check_patterns(allowed))
    if asked := withheld(draft, profile):
        options = command_line(*(word for name in asked for word in ("--allow-env", name)))
        for_good = command_line("edge-tui", "profiles", "edit", profile.name)
        raise SetupError(
            f"The event wants to read {_variables(asked)}, and it came from {draft.origin}.",
            f"If that is meant, add {options}, or allow it for good: `{for_good} {options}`.",
        )
    return draft


def check_kept(body: JsonValue, allowed: Sequence[str]) -> None:
    """Raises `SetupError` for a body that must not become a template, since templates read variables unasked."""
    names = check_patterns(allowed)
    if asked := [name for name in variables_in(body) if not is_allowed(name, names)]:
        options = command_line(*(word for name in asked for word in ("--allow-env", name)))
        raise SetupError(
            f"The event wants to read {_variables(asked)}, and a template of yours is not asked about that again.",
            f"If that is meant, add {options}.",
        )


def _variables(names: Sequence[str]) -> str:
    return f"the environment variable{'s' if len(names) > 1 else ''} {', '.join(names)}"
