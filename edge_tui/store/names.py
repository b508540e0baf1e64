"""Names chosen by users: which are valid as file names."""

import re
import unicodedata
from collections.abc import Iterable

from edge_tui.model.errors import SetupError

_SLUG = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")
_MAX_LENGTH = 100
# Windows reserves these for devices, with any extension, so a disk shared with Windows can't have them either.
_RESERVED = re.compile(
    r"(?:con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(?:\..*)?", re.IGNORECASE | re.DOTALL
)


def check_slug(name: str, kind: str) -> None:
    """Raises `SetupError` for a name that isn't a portable file name: a to z, digits, hyphens, underscores."""
    if is_reserved(name):
        raise SetupError(
            f"{name!r} can't be the name of a {kind}: Windows reserves it for a device.", f"Use {name}-1, for example."
        )
    if _SLUG.fullmatch(name) and len(name) <= _MAX_LENGTH:
        return
    fit = slug(name)
    raise SetupError(
        f"{name!r} can't be the name of a {kind}: it becomes a file name.",
        "Use lower-case letters, digits and hyphens" + (f", such as {fit}." if fit else "."),
    )


def is_reserved(name: str) -> bool:
    """Whether a file of this name is a device on Windows: `con`, `NUL`, `com1.json`."""
    return _RESERVED.fullmatch(name.rstrip(" .")) is not None


def folded(name: str) -> str:
    """A name as case-insensitive and normalizing file systems compare it."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def check_new(name: str, kind: str, taken: Iterable[str]) -> None:
    """Raises `SetupError` for a new name that some file system or command can't tell from another or an option."""
    if name.startswith("-"):
        raise SetupError(
            f"{name!r} can't be the name of a {kind}: commands would read it as an option.",
            "Start it with a letter or a digit.",
        )
    if len(name) > _MAX_LENGTH:
        raise SetupError(f"The name of the {kind} is longer than {_MAX_LENGTH} characters.", "Choose a shorter one.")
    same = next((each for each in taken if folded(each) == folded(name)), None)
    if same is not None:
        raise SetupError(f"There is already a {kind} {same!r}.", "Choose another name.")


def slug(text: str) -> str:
    """A text as a file name: `Page view (EU)` becomes `page-view-eu`. Empty if no character is valid."""
    return re.sub(r"[^a-z0-9_]+", "-", text.casefold())[:_MAX_LENGTH].strip("-_")
