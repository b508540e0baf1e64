"""One process at a time, for the rare work that a database's own locks do not cover."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from edge_tui.store import files


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Waits until no other process holds the lock beside a file, then holds it.

    It is the system's and goes with the process, however that ends. Where there are no such
    locks (Windows, some network disks), nothing is held. It is not for one thread to take twice.
    """
    try:
        import fcntl
    except ImportError:
        yield
        return
    files.make_folder(path.parent)
    try:
        descriptor = os.open(path.with_name(f".{path.name}.lock"), os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise files.unwritable(path, error) from error
    try:
        with suppress(OSError):
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
