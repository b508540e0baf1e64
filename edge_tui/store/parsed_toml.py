"""The tables of a large TOML file, kept as JSON: thousands of tables take half a second to parse, and 20 ms so."""

import json
from pathlib import Path
from typing import Any

from edge_tui.model.errors import StorageError
from edge_tui.store import files
from edge_tui.store.profile_table import SECRETS
from edge_tui.store.small_files import DamagedError, parse_json, parse_toml


class ParsedToml:
    """Parses a TOML text, or takes what was kept of exactly this text. The copy can be deleted at any time."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def parse(self, text: str) -> dict[str, Any]:
        """The document. Raises `DamagedError` for a text that isn't TOML."""
        if (kept := self._kept(text)) is not None:
            return kept
        document = parse_toml(text)
        self.keep(text, document)
        return document

    def keep(self, text: str, document: dict[str, Any]) -> None:
        """Keeps the document of a text, unless it has a secret, or dates, which have no exact form in JSON."""
        try:
            content = json.dumps({"sha256": _digest(text), "document": document}, allow_nan=False)
            if not any(f'"{key}"' in content for key in SECRETS):
                files.write(self._path, content.encode())
        except (StorageError, TypeError, ValueError):
            return

    def _kept(self, text: str) -> dict[str, Any] | None:
        try:
            kept = parse_json(files.read(self._path) or b"")
        except (DamagedError, StorageError):
            return None
        if not isinstance(kept, dict) or kept.get("sha256") != _digest(text):
            return None
        document = kept.get("document")
        return document if isinstance(document, dict) else None


def _digest(text: str) -> str:
    # Loads OpenSSL.
    import hashlib

    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
