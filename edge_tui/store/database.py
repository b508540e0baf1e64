"""The history's database file: opened when needed, private, durable; its troubles in words."""

import os
import sqlite3
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from edge_tui.model.errors import StorageError
from edge_tui.store import files
from edge_tui.store.locks import alone
from edge_tui.store.migrations import VERSION, migrate, version_of
from edge_tui.store.recovery import recover

_Result = TypeVar("_Result")

# How long one process waits for the writes of others, each of which takes milliseconds.
_PATIENCE_SECONDS = 10.0
_DAMAGE = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_JOURNAL_BYTES = 16 * 1024 * 1024
# How many of SQLite's steps lie between two questions whether a read is still wanted: some tenth
# of a millisecond.
_STEPS_BETWEEN_QUESTIONS = 2000


class Database:
    """One SQLite file, shared by threads and processes. Reading never waits for writing.

    A file that proves damaged is set aside, what can be read of it goes into a new one, and
    `troubles` says so; the work that met the damage is done again.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.troubles: list[str] = []
        self._writer = _Connection(path, self.troubles, is_writer=True)
        self._reader = _Connection(path, self.troubles, is_writer=False)

    def write(self, work: Callable[[sqlite3.Connection], _Result]) -> _Result:
        """Does work in one transaction, which is on the disk when this returns; makes the file if need be."""
        return self._sound(lambda: self._writer.transact(work))

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
        if not self.path.exists():
            return default
        try:
            return self._sound(lambda: self._read(work, is_unwanted))
        except _UnwantedError:
            return default

    def vacuum(self, pages: int) -> bool:
        """Gives so much of the room of what was deleted back to the disk; whether there is more."""
        return self._sound(lambda: self._writer.vacuum(pages))

    def empty_journal(self) -> None:
        """Takes what was written, and what it was written over, out of the journal."""
        self._sound(self._writer.empty_journal)

    def close(self) -> None:
        """Closes the file; the next work opens it again."""
        self._reader.close()
        self._writer.close()

    def _read(self, work: Callable[[sqlite3.Connection], _Result], is_unwanted: Callable[[], bool] | None) -> _Result:
        if self._reader.is_behind():
            self._writer.transact(lambda _: None)
        return self._reader.read(work, is_unwanted)

    def _sound(self, attempt: Callable[[], _Result]) -> _Result:
        try:
            return attempt()
        except sqlite3.DatabaseError as error:
            if not _is_damage(error):
                raise _in_words(self.path, error) from error
        try:
            self._mend()
            return attempt()
        except sqlite3.DatabaseError as error:
            raise _in_words(self.path, error) from error

    def _mend(self) -> None:
        damaged = _identity(self.path)
        self.close()
        with alone(self.path, self.troubles):
            # Another process may have set the file aside while this one waited.
            if damaged is not None and _identity(self.path) == damaged:
                self.troubles.append(recover(self.path))


def in_turn(work: Callable[[], _Result]) -> _Result:
    """Does one of many pieces of work, then waits for as long as it took: others want to write, too."""
    begun = time.perf_counter()
    done = work()
    time.sleep(time.perf_counter() - begun)
    return done


class _UnwantedError(Exception):
    """Nobody waits any more for what is being read."""


class _Connection:
    """A connection for one purpose, used by one thread at a time."""

    def __init__(self, path: Path, troubles: list[str], *, is_writer: bool) -> None:
        self._path = path
        self._troubles = troubles
        self._is_writer = is_writer
        self._lock = threading.RLock()
        self._connection: sqlite3.Connection | None = None
        self._identity: tuple[int, int] | None = None

    def transact(self, work: Callable[[sqlite3.Connection], _Result]) -> _Result:
        with self._lock:
            connection = self._opened()
            connection.execute("BEGIN IMMEDIATE")
            try:
                done = work(connection)
                connection.execute("COMMIT")
            except BaseException:
                # A full disk may have ended the transaction already.
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise
            return done

    def read(self, work: Callable[[sqlite3.Connection], _Result], is_unwanted: Callable[[], bool] | None) -> _Result:
        with self._lock:
            connection = self._opened()
            connection.set_progress_handler(is_unwanted, _STEPS_BETWEEN_QUESTIONS)
            try:
                return work(connection)
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode == sqlite3.SQLITE_INTERRUPT:
                    raise _UnwantedError from None
                raise
            finally:
                connection.set_progress_handler(None, 0)

    def vacuum(self, pages: int) -> bool:
        with self._lock:
            connection = self._opened()
            before = connection.execute("PRAGMA freelist_count").fetchone()[0]
            # A script steps through the pages, where `execute` would free one.
            connection.executescript(f"PRAGMA incremental_vacuum({pages})")
            after = connection.execute("PRAGMA freelist_count").fetchone()[0]
            # Files of the first version cannot give anything back: they use the room again.
            return bool(0 < after < before)

    def empty_journal(self) -> None:
        with self._lock:
            self._opened().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def is_behind(self) -> bool:
        """Whether the file has yet to be migrated; raises `StorageError` for one of a newer edge-tui."""
        with self._lock:
            return version_of(self._opened()) < VERSION

    def close(self) -> None:
        with self._lock:
            if self._connection is not None:
                # A damaged file may complain once more here.
                with suppress(sqlite3.Error):
                    self._connection.close()
                self._connection = None

    def _opened(self) -> sqlite3.Connection:
        """The open connection; a new one when the file was replaced or deleted under it."""
        if self._connection is None or _identity(self._path) != self._identity:
            self.close()
            connection = _open_to_write(self._path, self._troubles) if self._is_writer else _open_to_read(self._path)
            self._connection, self._identity = connection, _identity(self._path)
        return self._connection


def _open_to_write(path: Path, troubles: list[str]) -> sqlite3.Connection:
    files.make_folder(path.parent)
    try:
        # SQLite gives its journal the mode of the file.
        is_new = not path.exists()
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        if is_new:
            files.make_durable(path.parent)
    except OSError as error:
        raise files.unwritable(path, error) from error
    connection = _connect(path, "rw")
    try:
        _refuse_newer(path, connection)
        if version_of(connection) < VERSION:
            with alone(path, troubles):
                connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
                connection.execute("PRAGMA journal_mode = WAL")
                migrate(connection)
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute(f"PRAGMA journal_size_limit = {_JOURNAL_BYTES}")
    except BaseException:
        connection.close()
        raise
    return connection


def _open_to_read(path: Path) -> sqlite3.Connection:
    """Opens a file for reading, also where nothing may be written beside it."""
    for mode in ("rw", "ro", "ro&immutable=1"):
        connection = _connect(path, mode)
        try:
            _refuse_newer(path, connection)
            connection.execute("PRAGMA query_only = ON")
            connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        except sqlite3.OperationalError as error:
            connection.close()
            if mode.endswith("1") or error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY:
                raise
        except BaseException:
            connection.close()
            raise
        else:
            return connection
    raise AssertionError("the last mode returns or raises")


def _connect(path: Path, mode: str) -> sqlite3.Connection:
    return sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}",
        uri=True,
        timeout=_PATIENCE_SECONDS,
        isolation_level=None,
        check_same_thread=False,
    )


def _refuse_newer(path: Path, connection: sqlite3.Connection) -> None:
    if version_of(connection) > VERSION:
        raise StorageError(
            f"{path} was written by a newer edge-tui, and this one does not touch it.",
            "Update edge-tui, or set EDGE_TUI_HOME to another folder.",
        )


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        stat = path.stat()
    except OSError:
        return None
    return stat.st_dev, stat.st_ino


def _is_damage(error: sqlite3.DatabaseError) -> bool:
    return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_OK) & 0xFF in _DAMAGE


def _in_words(path: Path, error: sqlite3.DatabaseError) -> StorageError:
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_OK) & 0xFF
    if code in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_TOOBIG):
        return StorageError(f"The disk is full: {path} could not be written.", "Free some space, then try again.")
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
