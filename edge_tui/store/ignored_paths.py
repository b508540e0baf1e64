"""The ignored paths of comparisons, as a text file that users edit."""

from collections.abc import Sequence
from pathlib import Path

from edge_tui.model.encoding import decode_utf8
from edge_tui.model.errors import StorageError
from edge_tui.store import files

_HEAD = """\
# Paths that comparing two responses ignores, one per line. A path has the labels of items,
# not their indexes; * matches any part of a label, ** any number of labels. Delete this file
# to restore the default list.
"""


class IgnoredPaths:
    """The user's list, or the default list if there is no readable file."""

    def __init__(self, path: Path, shipped: Sequence[str]) -> None:
        self.path = path
        self._shipped = tuple(shipped)
        self._warnings: list[str] = []

    @property
    def warnings(self) -> tuple[str, ...]:
        """About a list that couldn't be read."""
        return tuple(self._warnings)

    def all(self) -> tuple[str, ...]:
        """The paths to ignore, without comments and empty lines."""
        text = self._read_text()
        if text is None:
            return self._shipped
        lines = (line.strip() for line in text.splitlines())
        return tuple(line for line in lines if line.startswith("/"))

    def text(self) -> str:
        """The text to edit, comments included."""
        text = self._read_text()
        return _HEAD + "\n".join(self._shipped) + "\n" if text is None else text

    def save(self, text: str) -> None:
        """Saves an edited list; raises `StorageError` if it can't be written, or the old list can't be read."""
        files.read(self.path)
        files.write(self.path, text.encode("utf-8", "replace"))

    def _read_text(self) -> str | None:
        try:
            content = files.read(self.path)
        except StorageError as error:
            warning = f"{error.what} The default list is used."
            if warning not in self._warnings:
                self._warnings.append(warning)
            return None
        return None if content is None else decode_utf8(content, "replace")
