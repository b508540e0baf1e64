"""Past exchanges exported in a format, with or without personal data, to a file or the clipboard."""

import asyncio
from collections.abc import Callable, Mapping
from pathlib import Path
from uuid import UUID

from edge_tui.model.errors import SetupError
from edge_tui.model.exchange import Exchange
from edge_tui.tui.dialogs.asking import Dialogs
from edge_tui.tui.dialogs.choice import Choice
from edge_tui.tui.dialogs.fields import Field, Fields

# Appended to a format's name: personal data is masked as well.
_SAFE = "-safe"


class Export:
    """Asks for a format and a place, and exports. `copy` puts a text into the clipboard."""

    def __init__(self, dialogs: Dialogs, new_uuid: Callable[[], UUID], copy: Callable[[str], object]) -> None:
        self._dialogs = dialogs
        self._new_uuid = new_uuid
        self._copy = copy

    async def export(self, exchanges: list[Exchange]) -> None:
        """Writes exchanges to a file, or copies them, in the format that is chosen."""
        from edge_tui.formats import FORMATS
        from edge_tui.formats.export import export, file_name

        if not exchanges:
            return
        subject = f"{len(exchanges)} exchanges" if len(exchanges) > 1 else exchanges[0].request_id
        chosen = await self._dialogs.open(Choice(f"Export {subject}", _choices()))
        if chosen is None:
            return
        name = chosen.removesuffix(_SAFE)
        title = FORMATS[name].title
        salt = self._new_uuid().bytes if name != chosen else None
        text = await asyncio.to_thread(export, name, exchanges, salt)
        fields = [Field("path", "File", str(_folder() / file_name(name, exchanges)), "leave empty to copy instead")]
        texts = await self._dialogs.open(Fields(f"Export as {title}", fields, _validate_path, accept="Export"))
        if texts is None:
            return
        if texts["path"]:
            self._write(texts["path"], text)
        else:
            self._copy(text)
            self._dialogs.notify(f"Copied {subject} as {title}.")

    def _write(self, name: str, text: str) -> None:
        path = Path(name).expanduser()
        try:
            path.write_text(text, "utf-8")
        except OSError as error:
            self._dialogs.notify(f"{path} could not be written: {error.strerror}.", severity="error")
        else:
            self._dialogs.notify(f"Wrote {path}")


def _choices() -> dict[str, tuple[str, str]]:
    from edge_tui.formats import FORMATS
    from edge_tui.formats.export import SHARED_FORMATS

    choices = {name: (each.title, f"{each.suffix}; secrets masked") for name, each in FORMATS.items()}
    for name in SHARED_FORMATS:
        choices[f"{name}{_SAFE}"] = (f"{FORMATS[name].title}, safe", "personal data masked as well")
    return choices


def _validate_path(texts: Mapping[str, str]) -> str:
    if not texts["path"]:
        return "Copies to the clipboard."
    path = Path(texts["path"]).expanduser()
    if path.is_dir():
        raise SetupError(f"{path} is a folder.", "Give the name of a file in it.")
    if not path.parent.is_dir():
        raise SetupError(f"There is no folder {path.parent}.", "Choose another.")
    return "This file exists and will be overwritten." if path.exists() else "Secrets are masked in it."


def _folder() -> Path:
    """The current folder; the user's own where that was deleted."""
    try:
        return Path.cwd()
    except FileNotFoundError:
        return Path.home()
