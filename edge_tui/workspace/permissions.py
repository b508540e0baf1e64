"""Which environment variables each origin of events may read."""

from dataclasses import replace
from hashlib import sha256
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
        """The variables that an origin may read."""
        return tuple((self._choices.get(_key(origin)) or "").split()) if origin else ()

    def allow(self, origin: str, names: "Iterable[str]") -> None:
        """Permits an origin to read variables from now on. Raises `StorageError`, but still applies to this run."""
        self._choices.put(_key(origin), " ".join(dict.fromkeys((*self.allowed(origin), *names))))

    def granted(self, draft: Draft, names: "Iterable[str]" = ()) -> Draft:
        """The draft with the variables its origin may read, and with `names`, allowed only this time."""
        return replace(draft, allowed=tuple(dict.fromkeys((*draft.allowed, *self.allowed(draft.origin), *names))))


def origin_of_text(kind: str, text: str) -> str:
    """An origin for exactly this text: a permission for it doesn't apply to any other."""
    return f"{kind} ({sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()[:12]})"


def _key(origin: str) -> str:
    return f"environment of {origin}"
