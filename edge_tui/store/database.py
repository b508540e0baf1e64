"""The history's database file, shared by threads and processes; damage repaired, warnings for the user."""

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from edge_tui.model.errors import StorageError
from edge_tui.store.connection import Connection, ReadCanceledError, identity
from edge_tui.store.damage import code_of, is_damage
from edge_tui.store.locks import exclusive_lock
from edge_tui.store.recovery import recover

_Result = TypeVar("_Result")

# Mending a large file takes minutes; whoever sends meanwhile is not kept waiting for that.
_MAX_RECOVERY_WAIT_SECONDS = 1.0


class Database:
    """One SQLite file, shared by threads and processes. Reading never waits for writing.

    A file that proves damaged is set aside, what can be read of it goes into a new one, and
    `warnings` says so; the work that met the damage is done again.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.warnings: list[str] = []
        # How far the recovery is that is under way.
        self.recovered: int | None = None
        self._recovery_lock = threading.Lock()
        self._recovery_canceled = False
        self._writer = Connection(path, self.warnings, is_writer=True)
        self._reader = Connection(path, self.warnings, is_writer=False)

    def write(self, work: Callable[[sqlite3.Connection], _Result]) -> _Result:
        """Does work in one transaction, which is on the disk when this returns; makes the file if need be."""
        return self._with_recovery(lambda: self._writer.transact(work))

    def read(
        self,
        work: Callable[[sqlite3.Connection], _Result],
        default: _Result,
        is_unwanted: Callable[[], bool] | None = None,
    ) -> _Result:
        """Does reading work; `default` where there is no file yet.

        `is_unwanted` is asked all the while, in this thread: as soon as it says so the work ends
        in the middle, with the default.
        """
        if identity(self.path) is None:
            return default
        try:
            return self._with_recovery(lambda: self._read(work, is_unwanted))
        except ReadCanceledError:
            return default

    def vacuum(self, pages: int) -> bool:
        """Gives so much of the room of what was deleted back to the disk; whether there is more."""
        return self._with_recovery(lambda: self._writer.vacuum(pages))

    def empty_journal(self) -> None:
        """Takes what was written, and what it was written over, out of the journal."""
        self._with_recovery(self._writer.empty_journal)

    def close(self) -> None:
        """Closes the file; the next work opens it again."""
        self._reader.close()
        self._writer.close()

    def cancel_recovery(self) -> None:
        """Ends a recovery that is under way, for a program that ends: the file is as it was."""
        self._recovery_canceled = True

    def _read(self, work: Callable[[sqlite3.Connection], _Result], is_unwanted: Callable[[], bool] | None) -> _Result:
        if self._reader.needs_migration():
            self._writer.transact(lambda _: None)
        return self._reader.read(work, is_unwanted)

    def _with_recovery(self, attempt: Callable[[], _Result]) -> _Result:
        with self._while_not_recovering():
            pass
        try:
            return attempt()
        except (sqlite3.Error, UnicodeDecodeError) as error:
            if not is_damage(self.path, error):
                raise _storage_error(self.path, error) from error
        try:
            with self._while_not_recovering():
                self._recover()
            return attempt()
        except (sqlite3.Error, UnicodeDecodeError) as error:
            raise _storage_error(self.path, error) from error

    @contextmanager
    def _while_not_recovering(self) -> Iterator[None]:
        """Waits a while for another thread that mends, then gives up and says so."""
        if not self._recovery_lock.acquire(timeout=_MAX_RECOVERY_WAIT_SECONDS):
            raise StorageError(
                "The history is damaged, and what can be read of it is being recovered.",
                "It goes on by itself; what is sent meanwhile is not kept.",
            )
        try:
            yield
        finally:
            self._recovery_lock.release()

    def _recover(self) -> None:
        damaged = identity(self.path)
        self.close()
        self.recovered = 0
        try:
            with exclusive_lock(self.path, self.warnings):
                # Another process may have set the file aside while this one waited.
                if damaged is not None and identity(self.path) == damaged:
                    self.warnings.append(recover(self.path, self._report_progress))
        finally:
            self.recovered = None

    def _report_progress(self, recovered: int) -> None:
        self.recovered = recovered
        if self._recovery_canceled:
            raise StorageError("The history is damaged, and its recovery was ended.", "The next start begins it anew.")


class FullError(StorageError):
    """There is no room on the disk for what was to be written."""


def run_paced(work: Callable[[], _Result]) -> _Result:
    """Does one of many pieces of work, then waits for as long as it took: others want to write, too."""
    begun = time.perf_counter()
    done = work()
    time.sleep(time.perf_counter() - begun)
    return done


def _storage_error(path: Path, error: Exception) -> StorageError:
    code = code_of(error)
    if code in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_TOOBIG):
        return FullError(f"The disk is full: {path} could not be written.", "Free some space, then try again.")
    if code == sqlite3.SQLITE_IOERR:
        return StorageError(
            f"{path} could not be read or written: the disk is full or reports an error.",
            "Free some space and check the disk, or set EDGE_TUI_HOME to a folder on another one.",
        )
    if code == sqlite3.SQLITE_BUSY:
        return StorageError(f"{path} is in use by another program.", "Close that program, then try again.")
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM):
        return StorageError(
            f"{path} could not be written: it or its folder is read-only.",
            "Change its permissions, or set EDGE_TUI_HOME to a folder of your own.",
        )
    return StorageError(
        f"{path} could not be read or written: {error}.", "Check the disk, or set EDGE_TUI_HOME to another folder."
    )
