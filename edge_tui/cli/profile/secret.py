"""A profile's secret, taken from the person or the pipe and kept."""

from typing import TYPE_CHECKING

from edge_tui.cli.terminal.secret import ask_secret
from edge_tui.cli.terminal.streams import say
from edge_tui.model.errors import SetupError
from edge_tui.model.profile import Profile

if TYPE_CHECKING:
    from edge_tui.workspace import Workspace


def take_secret(workspace: "Workspace", profile: Profile, *, from_stdin: bool) -> str | None:
    """The secret that a profile authenticates with; None when it needs none or nobody can be asked.

    One that the environment gives is not asked for, and never kept.
    """
    kind = workspace.accounts.secret_kind(profile)
    if kind is None:
        if from_stdin:
            raise SetupError("--secret-stdin goes with --auth token or --auth oauth.", "Name one of them.")
        return None
    if not from_stdin and workspace.environ.get(kind.variable):
        return None
    secret = ask_secret(kind.words, from_stdin=from_stdin)
    if secret is not None:
        workspace.secrets.check(kind, secret)
    return secret


def keep_secret(workspace: "Workspace", profile: Profile, secret: str | None) -> bool:
    """Keeps a secret and says where, or how to give one; whether the next run will find it."""
    kind = workspace.accounts.secret_kind(profile)
    assert kind is not None
    if secret is None:
        say(workspace.secrets.where(profile.name, kind))
        return False
    if workspace.secrets.put(profile.name, kind, secret) == "keyring":
        say(f"The {kind.words} is kept in the system keyring.")
        return True
    say(
        f"This machine has no keyring that can be used, so the {kind.words} was not kept: "
        f"set {kind.variable} when you send."
    )
    return False
