"""A profile's secret, read from a prompt or a pipe and stored."""

from typing import TYPE_CHECKING

from edge_tui.cli.terminal.secret import ask_secret
from edge_tui.cli.terminal.streams import say
from edge_tui.model.errors import SetupError
from edge_tui.model.profile import Profile

if TYPE_CHECKING:
    from edge_tui.workspace import Workspace


def take_secret(workspace: "Workspace", profile: Profile, *, from_stdin: bool) -> str | None:
    """The profile's secret; None if it needs none or there is no terminal to prompt on.

    A secret in the environment isn't prompted for and never stored.
    """
    kind = workspace.accounts.secret_kind(profile)
    if kind is None:
        if from_stdin:
            raise SetupError("--secret-stdin needs --auth token or --auth oauth.", "Add one of them.")
        return None
    if not from_stdin and workspace.environ.get(kind.variable):
        return None
    secret = ask_secret(kind.words, from_stdin=from_stdin)
    if secret is not None:
        workspace.secrets.check(kind, secret)
    return secret


def keep_secret(workspace: "Workspace", profile: Profile, secret: str | None) -> bool:
    """Stores a secret and reports where, or how to provide one. True if the next run will find it."""
    kind = workspace.accounts.secret_kind(profile)
    assert kind is not None
    if secret is None:
        say(workspace.secrets.where(profile.name, kind))
        return False
    if workspace.secrets.put(profile.name, kind, secret) == "keyring":
        say(f"The {kind.words} is stored in the system keyring.")
        return True
    say(f"No usable keyring on this machine, so the {kind.words} was not stored: set {kind.variable} when you send.")
    return False
