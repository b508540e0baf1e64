"""The history's database file, shared by threads and processes, recovered when it is damaged."""

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from edge_tui.model.errors import StorageError
from edge_tui.store import files
from edge_tui.store.connection import Connection, ReadCanceledError, code_of, identity
from edge_tui.store.locks import exclusive_lock

_Result = TypeVar("_Result")

# Recovering a large file takes minutes; a send doesn't wait for it.
_MAX_RECOVERY_WAIT_SECONDS = 1.0


class Database:
    """One SQLite file, shared by threads and processes. Reading never waits for writing.

    A damaged file is set aside, what can be read of it is copied into a new one, and `warnings`
    says so; the work that found the damage is then repeated.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.warnings: list[str] = []
        # Exchanges recovered so far; None while no recovery is running.
        self.recovered: int | None = None
        self._recovery_lock = threading.Lock()
        self._recovery_canceled = False
        self._writer = Connection(path, self.warnings, is_writer=True)
        self._reader = Connection(path, self.warnings, is_writer=False)

    def write(self, work: Callable[[sqlite3.Connection], _Result]) -> _Result:
        """Runs work in one transaction, durable once this returns; creates the file if needed."""
        return self._with_recovery(lambda: self._writer.transact(work))

    def read(
        self,
        work: Callable[[sqlite3.Connection], _Result],
        default: _Result,
        is_unwanted: Callable[[], bool] | None = None,
    ) -> _Result:
        """Runs read-only work; `default` if there is no file yet.

        `is_unwanted` is called repeatedly in this thread: once it returns True, the work is
        interrupted and the default returned.
        """
        if not files.is_there(self.path):
            return default
        try:
            return self._with_recovery(lambda: self._read(work, is_unwanted))
        except ReadCanceledError:
            return default

    def vacuum(self, pages: int) -> bool:
        """Returns up to this many free pages to the file system; whether there are more."""
        return self._with_recovery(lambda: self._writer.vacuum(pages))

    def empty_journal(self) -> None:
        """Checkpoints and truncates the journal, which still has deleted content."""
        self._with_recovery(self._writer.empty_journal)

    def close(self) -> None:
        """Closes the file; the next access opens it again."""
        self._reader.close()
        self._writer.close()

    def cancel_recovery(self) -> None:
        """Cancels a running recovery on exit; the damaged file is unchanged."""
        self._recovery_canceled = True

    def _read(self, work: Callable[[sqlite3.Connection], _Result], is_unwanted: Callable[[], bool] | None) -> _Result:
        if self._reader.needs_migration():
            self._writer.transact(lambda _: None)
        return self._reader.read(work, is_unwanted)

    def _with_recovery(self, attempt: Callable[[], _Result]) -> _Result:
        with self._while_not_recovering():
            pass
        # Another thread may replace the file before this one finds it damaged.
        used = identity(self.path)
        try:
            return attempt()
        except (sqlite3.Error, UnicodeDecodeError) as error:
            from edge_tui.store.damage import is_damage

            if not is_damage(self.path, error):
                raise _storage_error(self.path, error) from error
        try:
            with self._while_not_recovering():
                self._recover(used)
            return attempt()
        except (sqlite3.Error, UnicodeDecodeError) as error:
            raise _storage_error(self.path, error) from error

    @contextmanager
    def _while_not_recovering(self) -> Iterator[None]:
        """Waits briefly for another thread's recovery, then raises `StorageError`."""
        if not self._recovery_lock.acquire(timeout=_MAX_RECOVERY_WAIT_SECONDS):
            raise StorageError(
                "The history is damaged and is being recovered.",
                "Recovery continues in the background; what you send meanwhile is not in history.",
            )
        try:
            yield
        finally:
            self._recovery_lock.release()

    def _recover(self, damaged: tuple[int, int] | None) -> None:
        self.close()
        self.recovered = 0
        try:
            with exclusive_lock(self.path, self.warnings):
                # Another thread or process may have replaced the file while this one waited.
                if damaged is not None and identity(self.path) == damaged:
                    from edge_tui.store.recovery import recover

                    self.warnings.append(recover(self.path, self._report_progress))
        finally:
            self.recovered = None

    def _report_progress(self, recovered: int) -> None:
        self.recovered = recovered
        if self._recovery_canceled:
            raise StorageError(
                "The history is damaged, and its recovery was canceled.", "The next start runs it again."
            )


class FullError(StorageError):
    """The disk is full."""


def run_paced(work: Callable[[], _Result]) -> _Result:
    """Runs one batch of many, then pauses as long as it took, so that other writers get their turn."""
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
