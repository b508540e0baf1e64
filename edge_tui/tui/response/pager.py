"""Opens a text of any size in the user's pager."""

import os
import shlex
import shutil
import subprocess
from collections.abc import Mapping

from edge_tui.model.errors import SetupError

_FALLBACKS = ("less", "more")


def command(environ: Mapping[str, str]) -> list[str]:
    """The pager's command: PAGER, or a common pager. Raises `SetupError` if there is none."""
    if configured := environ.get("PAGER", "").strip():
        return shlex.split(configured, posix=os.name != "nt")
    found = next((pager for pager in _FALLBACKS if shutil.which(pager)), None)
    if found is None:
        raise SetupError("No pager found.", "Set PAGER to a command such as less.")
    return [found]


def page(text: str, pager: list[str]) -> None:
    """Opens a text in the pager and blocks until it is closed. Raises `SetupError` if it fails to start."""
    try:
        subprocess.run(pager, input=text.encode("utf-8", "replace"), check=False)
    except OSError as error:
        raise SetupError(f"{pager[0]} can't be started: {error.strerror}.", "Set PAGER to another pager.") from error
