"""What was chosen last, such as a profile or a theme, remembered beyond the run."""

import json
from pathlib import Path
from typing import Any

from edge_tui.model.errors import StorageError
from edge_tui.store import files


class Choices:
    """Names by what they were chosen for, in one small file.

    It holds nothing that cannot be chosen again, so a file that cannot be read counts as none.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._made: dict[str, str] = {}

    def get(self, kind: str) -> str | None:
        """The name that was chosen last for something; what it names may be gone by now."""
        chosen = self._made.get(kind) or self._kept().get(kind)
        return chosen if isinstance(chosen, str) else None

    def put(self, kind: str, name: str) -> None:
        """Remembers a choice. Raises `StorageError` where nothing can be written; it holds for this run even then."""
        known, self._made[kind] = self.get(kind), name
        if known != name:
            files.write_json(self._path, {**self._kept(), kind: name})

    def _kept(self) -> dict[str, Any]:
        try:
            kept = json.loads(files.read(self._path) or b"{}")
        except (StorageError, ValueError):
            return {}
        return kept if isinstance(kept, dict) else {}
