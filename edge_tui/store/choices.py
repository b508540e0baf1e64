"""What was chosen last, such as a profile or a theme, remembered beyond the run."""

from pathlib import Path

from edge_tui.store import files
from edge_tui.store.small_files import Loaded, SmallFiles, texts_of


class Choices:
    """Names by what they were chosen for, in one small file.

    It holds nothing that cannot be chosen again, so a file that cannot be used counts as none.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._files = SmallFiles()
        self._chosen: dict[str, str] = {}

    @property
    def warnings(self) -> tuple[str, ...]:
        """Sentences about a file that was damaged and set aside, or could not be used."""
        return tuple(self._files.warnings)

    def get(self, kind: str) -> str | None:
        """The name that was chosen last for something; what it names may be gone by now."""
        return self._chosen.get(kind) or (self._load().content or {}).get(kind)

    def put(self, kind: str, name: str) -> None:
        """Remembers a choice. Raises `StorageError` where nothing can be written; it holds for this run even then."""
        known, self._chosen[kind] = self.get(kind), name
        if known == name:
            return
        kept = self._load()
        if kept.refusal is not None:
            raise kept.refusal
        files.write_json(self._path, {**(kept.content or {}), kind: name})

    def _load(self) -> Loaded[dict[str, str]]:
        return self._files.load(
            self._path, "What was chosen last", texts_of, "the emulator and the first theme are used until you choose"
        )
