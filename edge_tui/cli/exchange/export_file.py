"""The access token and the output file of an export."""

import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING

from edge_tui.model.errors import SetupError
from edge_tui.model.exchange import Exchange

if TYPE_CHECKING:
    from edge_tui.workspace import Workspace


def access_token(workspace: "Workspace", exchange: Exchange) -> str | None:
    """A current token of the exchange's profile; None if the request wasn't authenticated.

    Raises `SetupError` if there is no token.
    """
    import asyncio

    if not exchange.request.authenticated:
        return None
    return asyncio.run(workspace.sessions.access_token(workspace.profiles.get(exchange.profile_name)))


def save(path: Path, text: str, *, is_private: bool) -> None:
    """Writes a file, readable only by its owner if private. Raises `SetupError`."""
    try:
        descriptor = os.open(path.expanduser(), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600 if is_private else 0o666)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            if is_private and stat.S_ISREG(os.fstat(descriptor).st_mode):
                os.fchmod(descriptor, 0o600)
            file.write(text)
    except OSError as error:
        raise SetupError(f"{path} can't be written: {error.strerror}.", "Name another file.") from error
