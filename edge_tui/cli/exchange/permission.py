"""What an untrusted event may read from this machine, by option or by profile."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from edge_tui.model.exchange import Draft
    from edge_tui.model.json.document import JsonValue
    from edge_tui.model.profile import Profile
    from edge_tui.workspace import Workspace


HELP = """
A file, standard input, a template in the project's folder and a past import may contain
{{env:NAME}}. It is filled only if the name is allowed: with --allow-env NAME, or permanently with
the profile's key env = ["NAME", "ACME_*"] (`edge-tui profiles edit PROFILE --allow-env NAME`).
Likewise {{var:NAME}}, {{last:POINTER}} and {{ask:QUESTION}} need --allow-env var:NAME, last:* and ask:*.
"""


def permitted(workspace: "Workspace", profile: "Profile", draft: "Draft", allowed: Sequence[str]) -> "Draft":
    """The draft with its permissions. Raises `SetupError` if it reads more than is allowed."""
    from edge_tui.model.trust import check_patterns, described, withheld

    draft = replace(draft, allowed=tuple(dict.fromkeys((*draft.allowed, *check_patterns(allowed)))))
    if not withheld(draft, profile):
        return draft
    draft = workspace.permissions.granted(draft)
    if names := withheld(draft, profile):
        from edge_tui.model.command_line import command_line
        from edge_tui.model.errors import SetupError

        options = command_line(*(word for name in names for word in ("--allow-env", name)))
        edit_profile = command_line("edge-tui", "profiles", "edit", profile.name)
        raise SetupError(
            f"The event reads {described(names)}, and it came from {draft.origin}.",
            f"To allow it, add {options}; to allow it permanently: `{edit_profile} {options}`.",
        )
    return draft


def check_kept(body: "JsonValue", allowed: Sequence[str]) -> None:
    """Raises `SetupError` if the body reads more than is allowed: a saved template isn't checked again."""
    from edge_tui.model.command_line import command_line
    from edge_tui.model.errors import SetupError
    from edge_tui.model.placeholders import is_allowed
    from edge_tui.model.trust import check_patterns, described, permissions_in

    patterns = check_patterns(allowed)
    if names := [name for name in permissions_in(body) if not is_allowed(name, patterns)]:
        options = command_line(*(word for name in names for word in ("--allow-env", name)))
        raise SetupError(
            f"The event reads {described(names)}, and your own templates may do so without asking.",
            f"To allow it, add {options}.",
        )
