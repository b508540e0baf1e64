"""Tells damage of the history file from everything else that can go wrong with a database."""

import re
import sqlite3
from contextlib import closing
from functools import cache
from pathlib import Path

from edge_tui.store.connection import DamageError, code_of
from edge_tui.store.migrations import STEPS, VERSION, version_of

_CERTAIN = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_FORMAT}
# In a damaged file our statements may fail with these; otherwise the file isn't the reason.
_POSSIBLE = {sqlite3.SQLITE_ERROR, sqlite3.SQLITE_CONSTRAINT, sqlite3.SQLITE_MISMATCH, sqlite3.SQLITE_SCHEMA}
_POSSIBLE |= {sqlite3.SQLITE_INTERNAL, sqlite3.SQLITE_TOOBIG, sqlite3.SQLITE_RANGE, sqlite3.SQLITE_NOMEM}
# Far more likely a full disk or a read-only folder: only the beginning of the file is checked.
_UNLIKELY = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY}

_VOLUME = re.compile(r"words_(\d+)(?:_.*)?", re.DOTALL)
_LAST_KEY = 2**62


def is_damage(path: Path, error: BaseException) -> bool:
    """Whether a database error means that its file is damaged. Checks the file if the error alone can't tell."""
    # SQLite's messages quote names from the file, so decoding them may fail too.
    if isinstance(error, DamageError | UnicodeDecodeError):
        return True
    if not isinstance(error, sqlite3.DatabaseError):
        return False
    code = code_of(error)
    if code in _CERTAIN:
        return True
    if code is None:
        return "decode" in str(error)
    if code in _POSSIBLE or code in _UNLIKELY:
        return _is_unsound(path, thoroughly=code in _POSSIBLE)
    return False


def has_our_schema(connection: sqlite3.Connection, version: int = VERSION) -> bool:
    """Whether the tables and indexes in a file are exactly those of a version."""
    return _schema_of(connection) == _schema_of_version(version)


def _is_unsound(path: Path, *, thoroughly: bool) -> bool:
    try:
        with path.open("rb") as file:
            if _has_foreign_header(file.read(100)):
                return True
    except OSError:
        return False
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            return _is_inconsistent(connection) or (thoroughly and _fails_its_checks(connection))
    except UnicodeDecodeError:
        return True
    except sqlite3.DatabaseError as error:
        return code_of(error) in _CERTAIN | _POSSIBLE | {None}


def _has_foreign_header(header: bytes) -> bool:
    """Whether a header has values we never write (https://www.sqlite.org/fileformat2.html#the_database_header)."""
    if len(header) < 100:
        return bool(header)
    write_version, read_version, schema_format, encoding = header[18], header[19], header[44:48], header[56:60]
    return (
        not {write_version, read_version} <= {1, 2}
        or int.from_bytes(schema_format, "big") > 4
        or int.from_bytes(encoding, "big") > 1
    )


def _is_inconsistent(connection: sqlite3.Connection) -> bool:
    version = version_of(connection)
    if not 0 <= version <= VERSION or not has_our_schema(connection, version):
        return True
    if version == 0:
        return False
    row = connection.execute("SELECT max(seq) FROM sqlite_sequence").fetchone()
    return isinstance(row[0], int) and row[0] >= _LAST_KEY


def _fails_its_checks(connection: sqlite3.Connection) -> bool:
    if connection.execute("PRAGMA integrity_check(1)").fetchone()[0] != "ok":
        return True
    orphan = "SELECT 1 FROM contents WHERE id NOT IN (SELECT id FROM exchanges) LIMIT 1"
    if connection.execute(orphan).fetchone():
        return True
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    there = {int(match[1]) for name in tables if (match := _VOLUME.fullmatch(name))}
    if "volumes" not in tables:
        return bool(there)
    if there != {number for (number,) in connection.execute("SELECT number FROM volumes")}:
        return True
    for number in there:
        table = f"words_{number}"
        connection.execute(f"SELECT rowid FROM {table} WHERE {table} MATCH '\"a\"' LIMIT 1").fetchall()
    return False


@cache
def _schema_of_version(version: int) -> frozenset[tuple[str, ...]]:
    with closing(sqlite3.connect(":memory:")) as connection:
        for step in STEPS[:version]:
            for statement in step:
                connection.execute(statement)
        return _schema_of(connection)


def _schema_of(connection: sqlite3.Connection) -> frozenset[tuple[str, ...]]:
    """The tables and indexes, without the search index's volumes, which are created on demand."""
    rows = connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_schema").fetchall()
    return frozenset(tuple(map(str, row)) for row in rows if not _VOLUME.fullmatch(str(row[1])))
