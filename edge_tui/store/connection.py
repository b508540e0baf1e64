"""One connection to the history's database file: opened when needed, private, durable."""

import os
import sqlite3
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from edge_tui.model.errors import StorageError
from edge_tui.store import files
from edge_tui.store.locks import exclusive_lock
from edge_tui.store.migrations import VERSION, migrate, version_of

_Result = TypeVar("_Result")

# How long to wait for another process to finish writing; a write takes milliseconds.
_BUSY_TIMEOUT_SECONDS = 10.0
# A file with our schema may claim to be this much newer; a larger version number is damage.
_MAX_VERSIONS_AHEAD = 16
# A search asks every volume of the index in its own statement; all of them are kept for the next key.
_CACHED_STATEMENTS = 1024
_JOURNAL_BYTES = 16 * 1024 * 1024
# SQLite virtual machine steps between two checks for cancellation: about a tenth of a millisecond.
_STEPS_BETWEEN_CANCEL_CHECKS = 2000


class ReadCanceledError(Exception):
    """The caller no longer wants what is being read."""


class DamageError(sqlite3.DatabaseError):
    """A row, or the file's version, can't have been written by edge-tui."""


class Connection:
    """The reader's or the writer's connection, used by one thread at a time."""

    def __init__(self, path: Path, warnings: list[str], *, is_writer: bool) -> None:
        self._path = path
        self._warnings = warnings
        self._is_writer = is_writer
        self._lock = threading.RLock()
        self._connection: sqlite3.Connection | None = None
        self._identity: tuple[int, int] | None = None

    def transact(self, work: Callable[[sqlite3.Connection], _Result]) -> _Result:
        with self._lock:
            connection = self._begin_transaction()
            try:
                done = work(connection)
                connection.execute("COMMIT")
            except BaseException:
                # A full disk may already have ended the transaction.
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise
            return done

    def _begin_transaction(self) -> sqlite3.Connection:
        """The connection, inside a transaction on the file that currently has the name."""
        while True:
            connection = self._opened()
            connection.execute("BEGIN IMMEDIATE")
            if identity(self._path) == self._identity:
                return connection
            # Another process replaced a damaged file while this one waited for the lock.
            connection.execute("ROLLBACK")

    def read(self, work: Callable[[sqlite3.Connection], _Result], is_unwanted: Callable[[], bool] | None) -> _Result:
        with self._lock:
            connection = self._opened()
            connection.set_progress_handler(is_unwanted, _STEPS_BETWEEN_CANCEL_CHECKS)
            try:
                return work(connection)
            except sqlite3.OperationalError as error:
                if code_of(error) == sqlite3.SQLITE_INTERRUPT:
                    raise ReadCanceledError from None
                raise
            finally:
                connection.set_progress_handler(None, 0)

    def vacuum(self, pages: int) -> bool:
        with self._lock:
            connection = self._opened()
            before = connection.execute("PRAGMA freelist_count").fetchone()[0]
            # `executescript` runs the pragma to its end; `execute` would free a single page.
            connection.executescript(f"PRAGMA incremental_vacuum({pages})")
            after = connection.execute("PRAGMA freelist_count").fetchone()[0]
            # Files created by the first version never shrink: they reuse the free space.
            return bool(0 < after < before)

    def empty_journal(self) -> None:
        with self._lock:
            self._opened().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def needs_migration(self) -> bool:
        """Whether the file has yet to be migrated; raises `StorageError` for a newer edge-tui's."""
        with self._lock:
            return version_of(self._opened()) < VERSION

    def close(self) -> None:
        with self._lock:
            if self._connection is not None:
                # A damaged file may fail here as well.
                with suppress(sqlite3.Error):
                    self._connection.close()
                self._connection = None

    def _opened(self) -> sqlite3.Connection:
        """The open connection; a new one when the file was replaced or deleted under it."""
        if self._connection is None or identity(self._path) != self._identity:
            self.close()
            files.require_regular_file(self._path)
            connection = _open_to_write(self._path, self._warnings) if self._is_writer else _open_to_read(self._path)
            self._connection, self._identity = connection, identity(self._path)
        return self._connection


def _open_to_write(path: Path, warnings: list[str]) -> sqlite3.Connection:
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
            with exclusive_lock(path, warnings):
                connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
                connection.execute("PRAGMA journal_mode = WAL")
                migrate(connection)
        if connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
            # A recovered file. If others have it open, the next start switches it.
            with suppress(sqlite3.OperationalError), exclusive_lock(path, warnings):
                connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute(f"PRAGMA journal_size_limit = {_JOURNAL_BYTES}")
    except BaseException:
        connection.close()
        raise
    return connection


def _open_to_read(path: Path) -> sqlite3.Connection:
    """Opens a file for reading, even in a read-only folder."""
    for mode in ("rw", "ro", "ro&immutable=1"):
        connection = _connect(path, mode)
        try:
            _refuse_newer(path, connection)
            connection.execute("PRAGMA query_only = ON")
            connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        except sqlite3.OperationalError as error:
            connection.close()
            if mode.endswith("1") or code_of(error) == sqlite3.SQLITE_BUSY:
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
        timeout=_BUSY_TIMEOUT_SECONDS,
        isolation_level=None,
        check_same_thread=False,
        cached_statements=_CACHED_STATEMENTS,
    )


def _refuse_newer(path: Path, connection: sqlite3.Connection) -> None:
    version = version_of(connection)
    # The version may be damaged too: then it is improbably high while the tables are the current ones.
    if version < 0 or version > VERSION + _MAX_VERSIONS_AHEAD:
        from edge_tui.store.damage import has_our_schema

        if version < 0 or has_our_schema(connection):
            raise DamageError(f"no version {version} exists")
    if version > VERSION:
        raise StorageError(
            f"{path} was written by a newer edge-tui; this version leaves it alone.",
            "Update edge-tui, or set EDGE_TUI_HOME to another folder.",
        )


def code_of(error: BaseException) -> int | None:
    """SQLite's primary result code; None for an error raised by Python's module itself."""
    code = getattr(error, "sqlite_errorcode", None)
    return None if code is None else code & 0xFF


def identity(path: Path) -> tuple[int, int] | None:
    try:
        stat = path.stat()
    except OSError:
        return None
    return stat.st_dev, stat.st_ino
