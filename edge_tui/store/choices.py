"""Last choices, such as the profile and the theme, remembered between runs."""

from pathlib import Path

from edge_tui.store import files
from edge_tui.store.small_files import Loaded, SmallFiles, texts_of


class Choices:
    """Chosen names by kind of choice, in one small file.

    Every choice is easily made again, so a file that can't be used counts as missing.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._files = SmallFiles()
        self._chosen: dict[str, str] = {}

    @property
    def warnings(self) -> tuple[str, ...]:
        """About a file that was damaged and set aside, or couldn't be used."""
        return tuple(self._files.warnings)

    def get(self, kind: str) -> str | None:
        """The last name chosen for a kind; the named thing may no longer exist."""
        return self._chosen.get(kind) or (self._load().content or {}).get(kind)

    def put(self, kind: str, name: str) -> None:
        """Remembers a choice. Raises `StorageError` if it can't be written; it still applies to this run."""
        known, self._chosen[kind] = self.get(kind), name
        if known == name:
            return
        kept = self._load()
        if kept.refusal is not None:
            raise kept.refusal
        files.write_json(self._path, {**(kept.content or {}), kind: name})

    def _load(self) -> Loaded[dict[str, str]]:
        return self._files.load(
            self._path,
            "The file of last choices",
            texts_of,
            "the emulator and the first theme are used until you choose",
        )
