"""A text looked through in the pager of the user's choice, which takes texts of any size."""

import os
import shlex
import shutil
import subprocess
from collections.abc import Mapping

from edge_tui.model.errors import SetupError

_OTHERWISE = ("less", "more")


def command(environ: Mapping[str, str]) -> list[str]:
    """The pager's command: PAGER, or one that most machines have. Raises `SetupError` without any."""
    if wanted := environ.get("PAGER", "").strip():
        return shlex.split(wanted, posix=os.name != "nt")
    found = next((pager for pager in _OTHERWISE if shutil.which(pager)), None)
    if found is None:
        raise SetupError("There is no pager to open.", "Set PAGER to its command, such as less.")
    return [found]


def page(text: str, pager: list[str]) -> None:
    """Hands a text to the pager and blocks until it is closed. Raises `SetupError` where it cannot be started."""
    try:
        subprocess.run(pager, input=text.encode("utf-8", "replace"), check=False)
    except OSError as error:
        raise SetupError(f"{pager[0]} cannot be started: {error.strerror}.", "Set PAGER to another one.") from error
