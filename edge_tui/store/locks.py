"""One process at a time, for the rare work that a database's own locks do not cover."""

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

    # Windows itself gives up after ten seconds, and looks again only once in a second.
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
    """Waits until no other process holds the lock beside a file, then holds it.

    It is the system's and goes with the process, however that ends. Some network disks have no
    such locks: the work is done without one, and `warnings` says so once. It is not for one
    thread to take twice. `wait_for` takes the lock of an open file, or raises `OSError`.
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
                f"{path.parent} is on a disk that has no file locks: keep it to one edge-tui at a time, "
                "or set EDGE_TUI_HOME to a folder on another disk."
            )
            if warning not in warnings:
                warnings.append(warning)
        yield
    finally:
        os.close(descriptor)
