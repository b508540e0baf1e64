"""Which values kept on this machine each origin of events may read."""

from dataclasses import replace
from typing import TYPE_CHECKING

from edge_tui.model.exchange import Draft

if TYPE_CHECKING:
    from collections.abc import Iterable

    from edge_tui.store.choices import Choices


class Permissions:
    """Remembers permanent permissions; a lost permission is simply requested again."""

    def __init__(self, choices: "Choices") -> None:
        self._choices = choices

    def allowed(self, origin: str) -> tuple[str, ...]:
        """The permissions of an origin."""
        stored = (self._choices.get(_key(origin)) or "") if origin else ""
        # Names of environment variables were once separated by blanks, which other permissions may contain.
        return tuple(stored.splitlines() if stored.endswith("\n") else stored.split())

    def allow(self, origin: str, names: "Iterable[str]") -> None:
        """Gives an origin permissions from now on. Raises `StorageError`, but still applies to this run."""
        names = dict.fromkeys((*self.allowed(origin), *names))
        self._choices.put(_key(origin), "".join(f"{name}\n" for name in names))

    def granted(self, draft: Draft, names: "Iterable[str]" = ()) -> Draft:
        """The draft with the permissions of its origin, and with `names`, given only this time."""
        return replace(draft, allowed=tuple(dict.fromkeys((*draft.allowed, *self.allowed(draft.origin), *names))))


def origin_of_text(kind: str, text: str) -> str:
    """An origin for exactly this text: a permission for it doesn't apply to any other."""
    # Loads OpenSSL.
    from hashlib import sha256

    return f"{kind} ({sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()[:12]})"


def _key(origin: str) -> str:
    return f"environment of {origin}"
