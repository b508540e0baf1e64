"""Edits a text in $EDITOR, through a temporary file that only the user can read."""

import os
import shlex
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from edge_tui.model.errors import SetupError

_FALLBACKS = ("nano", "vim", "vi", "notepad")


def command(environ: Mapping[str, str]) -> list[str]:
    """The editor's command: VISUAL, EDITOR, or a common editor. Raises `SetupError` if there is none."""
    for name in ("VISUAL", "EDITOR"):
        if configured := environ.get(name, "").strip():
            return shlex.split(configured, posix=os.name != "nt")
    found = next((editor for editor in _FALLBACKS if shutil.which(editor)), None)
    if found is None:
        raise SetupError("No editor found.", "Set EDITOR to a command such as vim or `code --wait`.")
    return [found]


def edit(text: str, editor: list[str], file_name: str = "event.json", kept: str = "Your draft is unchanged.") -> str:
    """The text after the editor was closed; blocks until then. Raises `SetupError` if it fails to start.

    A line feed that the editor adds at the end is removed. `kept` says what becomes of the text when it fails.
    """
    with tempfile.TemporaryDirectory(prefix="edge-tui-") as folder:
        path = Path(folder) / file_name
        path.write_text(text + "\n", encoding="utf-8", errors="surrogatepass")
        path.chmod(0o600)
        try:
            ended = subprocess.run([*editor, str(path)], check=False)
        except OSError as error:
            raise SetupError(
                f"{editor[0]} can't be started: {error.strerror}.", "Set EDITOR to another editor."
            ) from error
        if ended.returncode != 0:
            raise SetupError(f"{editor[0]} exited with status {ended.returncode}.", kept)
        try:
            written = path.read_text(encoding="utf-8", errors="surrogatepass").removeprefix("\ufeff")
        except (OSError, UnicodeDecodeError) as error:
            raise SetupError(f"The file that {editor[0]} saved can't be read: {error}.", kept) from error
    return written.removesuffix("\n")
