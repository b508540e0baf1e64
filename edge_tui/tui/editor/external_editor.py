"""A text written on in the editor of the user's choice, in a file that only the user can read."""

import os
import shlex
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from edge_tui.model.errors import SetupError

_OTHERWISE = ("nano", "vim", "vi", "notepad")


def command(environ: Mapping[str, str]) -> list[str]:
    """The editor's command: VISUAL, EDITOR, or one that most machines have. Raises `SetupError` without any."""
    for name in ("VISUAL", "EDITOR"):
        if wanted := environ.get(name, "").strip():
            return shlex.split(wanted, posix=os.name != "nt")
    found = next((editor for editor in _OTHERWISE if shutil.which(editor)), None)
    if found is None:
        raise SetupError("There is no editor to open.", "Set EDITOR to its command, such as vim or `code --wait`.")
    return [found]


def edit(text: str, editor: list[str]) -> str:
    """The text after the editor was closed; blocks until then. Raises `SetupError` where it cannot be started.

    A line feed that the editor adds at the end is taken off again.
    """
    with tempfile.TemporaryDirectory(prefix="edge-tui-") as folder:
        path = Path(folder) / "event.json"
        path.write_text(text + "\n", encoding="utf-8", errors="surrogatepass")
        path.chmod(0o600)
        try:
            ended = subprocess.run([*editor, str(path)], check=False)
        except OSError as error:
            raise SetupError(
                f"{editor[0]} cannot be started: {error.strerror}.", "Set EDITOR to another one."
            ) from error
        if ended.returncode != 0:
            raise SetupError(f"{editor[0]} ended with status {ended.returncode}.", "The draft is as it was.")
        try:
            written = path.read_text(encoding="utf-8", errors="surrogatepass")
        except (OSError, UnicodeDecodeError) as error:
            raise SetupError(f"What {editor[0]} wrote cannot be read: {error}.", "The draft is as it was.") from error
    return written.removesuffix("\n")
