"""Writes the files that a user asks for: exports and reports, which hold what was sent."""

import os
import stat
from pathlib import Path


def write_file(path: Path, text: str, *, is_private: bool = False) -> None:
    """Writes a file. A new one is private to its owner, as all that is stored; an existing one keeps its mode.

    With `is_private`, that one becomes private, too. A device or a pipe stays as it is. Raises `OSError`.
    """
    descriptor = os.open(path.expanduser(), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        if is_private and stat.S_ISREG(os.fstat(descriptor).st_mode):
            os.fchmod(descriptor, 0o600)
        file.write(text)
