"""File locks between processes, for the rare work that a database's own locks don't cover."""

import errno
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from edge_tui.store import files

if sys.platform == "win32":
    import msvcrt

    # Windows itself retries only once a second, and gives up after ten.
    _RETRY_SECONDS = 0.02
    _LOCK_HELD = {errno.EACCES, errno.EDEADLK}

    def _wait_for(descriptor: int) -> None:
        while True:
            try:
                msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
            except OSError as error:
                if error.errno not in _LOCK_HELD:
                    raise
                time.sleep(_RETRY_SECONDS)
            else:
                return
else:
    import fcntl

    def _wait_for(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX)


@contextmanager
def exclusive_lock(path: Path, warnings: list[str], wait_for: Callable[[int], None] = _wait_for) -> Iterator[None]:
    """Waits for the lock file beside a path, and holds it; a thread must not take it twice.

    The system releases it when the process ends in any way. Some network disks have no locks:
    the work then runs without one, and `warnings` says so once. `wait_for` locks an open file, or
    raises `OSError`.
    """
    files.make_folder(path.parent)
    try:
        descriptor = os.open(path.with_name(f".{path.name}.lock"), os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise files.unwritable(path, error) from error
    try:
        try:
            wait_for(descriptor)
        except OSError:
            warning = (
                f"{path.parent} is on a disk without file locks: run only one edge-tui at a time, "
                "or set EDGE_TUI_HOME to a folder on another disk."
            )
            if warning not in warnings:
                warnings.append(warning)
        yield
    finally:
        os.close(descriptor)
