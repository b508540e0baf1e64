"""Cleans up after killed processes: unfinished files have names that identify their process."""

import os
import platform
import re
import threading
import time
import zlib
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

_NAME = re.compile(r"\..+\.(?:([0-9a-f]{8})-)?(\d{1,10})-\d{1,20}\.tmp", re.DOTALL)
# A process on another machine that shares this disk may still be running.
_ABANDONED_SECONDS = 24 * 60 * 60


def unfinished_name(name: str) -> str:
    """The name of a file until it is complete, unique to this machine, process and thread."""
    return f".{name}.{_machine()}-{os.getpid()}-{threading.get_native_id()}.tmp"


def clear_unfinished(folders: Iterable[Path]) -> None:
    """Deletes unfinished files of processes that no longer run; failures are left to the next start."""
    for folder in dict.fromkeys(folders):
        with suppress(OSError), os.scandir(folder) as entries:
            for entry in entries:
                match = entry.name.startswith(".") and _NAME.fullmatch(entry.name)
                if match and _is_abandoned(entry, match[1], int(match[2])):
                    with suppress(OSError):
                        Path(entry.path).unlink()


def _is_abandoned(entry: os.DirEntry[str], machine: str | None, process: int) -> bool:
    try:
        if not entry.is_file(follow_symlinks=False):
            return False
        age_seconds = time.time() - entry.stat(follow_symlinks=False).st_mtime
    except OSError:
        return False
    # Few starts find such a file.
    from edge_tui.runtime.processes import is_running

    return age_seconds > _ABANDONED_SECONDS or (machine == _machine() and not is_running(process))


def _machine() -> str:
    return f"{zlib.crc32(platform.node().encode('utf-8', 'replace')):08x}"
