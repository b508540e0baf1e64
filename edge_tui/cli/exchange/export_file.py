"""The access token and the output file of an export."""

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
    """Writes a file, see `write_file`. Raises `SetupError`."""
    from edge_tui.workspace.written_file import write_file

    try:
        write_file(path, text, is_private=is_private)
    except OSError as error:
        raise SetupError(f"{path} can't be written: {error.strerror}.", "Name another file.") from error
