"""The paths that a comparison leaves out, as a text file that people edit."""

from collections.abc import Sequence
from pathlib import Path

from edge_tui.store import files

_HEAD = """\
# Paths that a comparison of two answers leaves out, one a line. A path is written with the
# labels of items, not their indexes; * stands for any part of a label, ** for any number of
# labels. Delete the file to have the list that ships again.
"""


class VolatilePaths:
    """The user's list, or the one that ships as long as there is no file."""

    def __init__(self, path: Path, shipped: Sequence[str]) -> None:
        self.path = path
        self._shipped = tuple(shipped)

    def all(self) -> tuple[str, ...]:
        """The paths in force; what is commented out or empty counts for nothing."""
        content = files.read(self.path)
        if content is None:
            return self._shipped
        lines = (line.strip() for line in content.decode("utf-8", "replace").splitlines())
        return tuple(line for line in lines if line.startswith("/"))

    def text(self) -> str:
        """The list as it is edited."""
        content = files.read(self.path)
        return _HEAD + "\n".join(self._shipped) + "\n" if content is None else content.decode("utf-8", "replace")

    def save(self, text: str) -> None:
        """Keeps an edited list; raises `StorageError` where it cannot be written."""
        files.write(self.path, text.encode())
