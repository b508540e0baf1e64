"""Past exchanges exported in a format, with or without personal data, to a file or the clipboard."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from uuid import UUID

from edge_tui.model.errors import SetupError
from edge_tui.model.exchange import Exchange
from edge_tui.tui.dialogs.asking import Dialogs
from edge_tui.tui.dialogs.choice import Choice
from edge_tui.tui.dialogs.fields import Field, Fields

# Appended to a format's name: personal data is masked as well.
_SAFE = "-safe"


@dataclass(frozen=True, slots=True)
class WholeFormat:
    """A format that writes several exchanges as one, such as a table. `purpose` says what it is for."""

    title: str
    suffix: str
    purpose: str
    render: Callable[[Sequence[Exchange]], str]


class Export:
    """Asks for a format and a place, and exports. `copy` puts a text into the clipboard.

    `wholes` are offered besides the formats of a single exchange. `noun` is what the screen calls one.
    """

    def __init__(
        self,
        dialogs: Dialogs,
        new_uuid: Callable[[], UUID],
        copy: Callable[[str], object],
        wholes: Mapping[str, WholeFormat] | None = None,
        *,
        noun: str = "exchange",
    ) -> None:
        self._dialogs = dialogs
        self._new_uuid = new_uuid
        self._copy = copy
        self._wholes = wholes or {}
        self._noun = noun

    async def export(self, exchanges: list[Exchange]) -> None:
        """Writes exchanges to a file, or copies them, in the format that is chosen."""
        if not exchanges:
            return
        subject = f"{len(exchanges)} {self._noun}s" if len(exchanges) > 1 else exchanges[0].request_id
        chosen = await self._dialogs.open(Choice(f"Export {subject}", self._offered(len(exchanges))))
        if chosen is None:
            return
        title, file, text = await self._dialogs.keys_wait_for(asyncio.to_thread(self._rendered, chosen, exchanges))
        fields = [Field("path", "File", str(_folder() / file), "leave empty to copy instead")]
        masked = "Secrets and personal data are" if chosen.endswith(_SAFE) else "Secrets are"
        validate = partial(_validate_path, masked)
        texts = await self._dialogs.open(Fields(f"Export as {title}", fields, validate, accept="Export"))
        if texts is None:
            return
        if texts["path"]:
            self._write(texts["path"], text)
        else:
            self._copy(text)
            self._dialogs.notify(f"Copied {subject} as {title}.")

    def _offered(self, count: int) -> dict[str, tuple[str, str]]:
        """Of several what writes all of them as one first, a masked form below its own; of one it comes last."""
        singles = _choices(count)
        if count == 1:
            wholes = {name: (each.title, f"{each.suffix} · {each.purpose}") for name, each in self._wholes.items()}
            return singles | {name: words for name, words in wholes.items() if name not in singles}
        offered: dict[str, tuple[str, str]] = {}
        for name, each in self._wholes.items():
            offered[name] = each.title, f"{each.suffix} · {each.purpose}"
            if safe := singles.get(f"{name}{_SAFE}"):
                offered[f"{name}{_SAFE}"] = safe
        return offered | {name: words for name, words in singles.items() if name not in offered}

    def _rendered(self, chosen: str, exchanges: list[Exchange]) -> tuple[str, str, str]:
        """The title of the chosen format, the name of a file, and the text."""
        from edge_tui.formats import FORMATS
        from edge_tui.formats.export import export, file_name, suffix_of

        if whole := self._wholes.get(chosen):
            return whole.title, file_name(exchanges, whole.suffix, self._noun), whole.render(exchanges)
        name = chosen.removesuffix(_SAFE)
        title = FORMATS[name].title
        salt = None
        if name != chosen:
            title, salt = f"{title}, safe", self._new_uuid().bytes
        file = file_name(exchanges, suffix_of(name, len(exchanges)), self._noun)
        return title, file, export(name, exchanges, salt)

    def _write(self, name: str, text: str) -> None:
        from edge_tui.workspace.written_file import write_file

        path = Path(name).expanduser()
        try:
            write_file(path, text)
        except OSError as error:
            self._dialogs.notify(f"{path} could not be written: {error.strerror}.", severity="error")
        else:
            self._dialogs.notify(f"Wrote {path}")


# What each format is for.
_PURPOSES = {
    "curl": "to run in a shell",
    "har": "for DevTools, Charles, Postman",
    "httpie": "to run in a shell",
    "python": "a script that uses httpx",
    "alloy": "to paste into a page or console",
    "bundle": "a page for a support ticket",
    "body": "the request's JSON alone",
}


# Of several exchanges: what differs.
_PURPOSES_OF_SEVERAL = {"body": "JSON Lines, a request a line"}


def _choices(count: int) -> dict[str, tuple[str, str]]:
    """The formats for so many exchanges, the masked ones beside those that they are of."""
    from edge_tui.formats import FORMATS
    from edge_tui.formats.export import SHARED_FORMATS, suffix_of

    purposes = _PURPOSES | (_PURPOSES_OF_SEVERAL if count > 1 else {})

    choices: dict[str, tuple[str, str]] = {}
    for name, each in FORMATS.items():
        title = each.title[:1].upper() + each.title[1:] if name in ("bundle", "body") else each.title
        choices[name] = title, f"{suffix_of(name, count)} · {purposes[name]}"
        if name in SHARED_FORMATS:
            choices[f"{name}{_SAFE}"] = f"{title}, safe", f"{each.suffix} · personal data masked, too"
    return choices


def _validate_path(masked: str, texts: Mapping[str, str]) -> str:
    if not texts["path"]:
        return "Copies to the clipboard."
    path = Path(texts["path"]).expanduser()
    if path.is_dir():
        raise SetupError(f"{path} is a folder.", "Give the name of a file in it.")
    if not path.parent.is_dir():
        raise SetupError(f"There is no folder {path.parent}.", "Choose another.")
    return "This file exists and will be overwritten." if path.exists() else f"{masked} masked in it."


def _folder() -> Path:
    """The current folder; the user's own where that was deleted."""
    try:
        return Path.cwd()
    except FileNotFoundError:
        return Path.home()
