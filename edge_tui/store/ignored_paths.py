"""The paths that a comparison leaves out, as a text file that people edit."""

from collections.abc import Sequence
from pathlib import Path

from edge_tui.model.errors import StorageError
from edge_tui.store import files

_HEAD = """\
# Paths that a comparison of two answers leaves out, one a line. A path is written with the
# labels of items, not their indexes; * stands for any part of a label, ** for any number of
# labels. Delete the file to have the list that ships again.
"""


class IgnoredPaths:
    """The user's list, or the one that ships as long as there is no file, or none that can be read."""

    def __init__(self, path: Path, shipped: Sequence[str]) -> None:
        self.path = path
        self._shipped = tuple(shipped)
        self._warnings: list[str] = []

    @property
    def warnings(self) -> tuple[str, ...]:
        """Sentences about a list that could not be read."""
        return tuple(self._warnings)

    def all(self) -> tuple[str, ...]:
        """The paths in force; what is commented out or empty counts for nothing."""
        text = self._read_text()
        if text is None:
            return self._shipped
        lines = (line.strip() for line in text.splitlines())
        return tuple(line for line in lines if line.startswith("/"))

    def text(self) -> str:
        """The list as it is edited."""
        text = self._read_text()
        return _HEAD + "\n".join(self._shipped) + "\n" if text is None else text

    def save(self, text: str) -> None:
        """Keeps an edited list; raises `StorageError` where it cannot be written, or the old one not be read."""
        files.read(self.path)
        files.write(self.path, text.encode("utf-8", "replace"))

    def _read_text(self) -> str | None:
        try:
            content = files.read(self.path)
        except StorageError as error:
            warning = f"{error.what} The list that ships is used."
            if warning not in self._warnings:
                self._warnings.append(warning)
            return None
        return None if content is None else content.decode("utf-8-sig", "replace")
