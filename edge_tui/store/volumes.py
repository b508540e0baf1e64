"""The full-text index in volumes: one full-text table for each range of `KEYS` keys.

Deleted words leave such a table only when it is rewritten. A volume is small enough for that
however large the history is, and a volume with little left is dropped and indexed again.
"""

import sqlite3

COLUMNS = ("ids", "event", "template", "handle", "code", "profile", "visitor", "status", "note", "sent", "answer")
KEYS = 20_000

# Contentless: the texts are stored once, compressed, in `contents`. A change here needs a migration
# that drops all volumes.
_DECLARED = f"fts5({', '.join(COLUMNS)}, content = '', tokenize = 'unicode61 remove_diacritics 2', prefix = '3')"

# The column `state` of `volumes`: whether a volume still has deleted words, and whether it is being
# rewritten.
_CLEAN, _STALE, _MERGING = range(3)

# Small steps, so that a send in another process doesn't wait long.
_MERGED_PAGES = 500


def number_of(key: int) -> int:
    """The number of the volume that indexes an exchange."""
    return key // KEYS


def table(number: int) -> str:
    """The name of a volume's table."""
    return f"words_{number}"


def numbers(connection: sqlite3.Connection) -> list[int]:
    """The existing volumes, newest first."""
    return [number for (number,) in connection.execute("SELECT number FROM volumes ORDER BY number DESC")]


def has_match(connection: sqlite3.Connection, number: int, match: str) -> bool:
    """Whether a volume has anything that matches a full-text expression."""
    name = table(number)
    return connection.execute(f"SELECT 1 FROM {name} WHERE {name} MATCH ? LIMIT 1", (match,)).fetchone() is not None


def put(connection: sqlite3.Connection, key: int, texts: tuple[str, ...]) -> None:
    """Indexes an exchange: a text for each of `COLUMNS`."""
    number = number_of(key)
    if connection.execute("SELECT 1 FROM volumes WHERE number = ?", (number,)).fetchone() is None:
        connection.execute(f"CREATE VIRTUAL TABLE {table(number)} USING {_DECLARED}")
        connection.execute("INSERT INTO volumes VALUES (?, ?)", (number, _CLEAN))
    placeholders = ", ?" * len(COLUMNS)
    connection.execute(
        f"INSERT INTO {table(number)} (rowid, {', '.join(COLUMNS)}) VALUES (?{placeholders})", (key, *texts)
    )


def remove(connection: sqlite3.Connection, key: int, texts: tuple[str, ...]) -> None:
    """Removes an exchange from the index; the texts must be the indexed ones.

    The words stay in the file until `merge` has rewritten the volume.
    """
    name, placeholders = table(number_of(key)), ", ?" * len(COLUMNS)
    statement = f"INSERT INTO {name} ({name}, rowid, {', '.join(COLUMNS)}) VALUES ('delete', ?{placeholders})"
    connection.execute(statement, (key, *texts))
    connection.execute("UPDATE volumes SET state = ? WHERE number = ?", (_STALE, number_of(key)))


def drop(connection: sqlite3.Connection, number: int) -> None:
    """Drops a volume; its exchanges count as not indexed."""
    connection.execute(f"DROP TABLE IF EXISTS {table(number)}")
    connection.execute("DELETE FROM volumes WHERE number = ?", (number,))
    connection.execute(
        "UPDATE exchanges SET is_indexed = 0 WHERE is_indexed = 1 AND id >= ? AND id < ?",
        (number * KEYS, (number + 1) * KEYS),
    )


def is_stale(connection: sqlite3.Connection) -> bool:
    """Whether removed words are still in the file."""
    return bool(connection.execute("SELECT 1 FROM volumes WHERE state <> ? LIMIT 1", (_CLEAN,)).fetchone())


def merge(connection: sqlite3.Connection) -> bool:
    """Rewrites part of a volume to erase removed words; False once nothing is left to do.

    It may be interrupted at any point: the next call continues (the `merge` command of FTS5,
    section 6.9 of its manual).
    """
    stale = "SELECT number, state FROM volumes WHERE state <> ? ORDER BY number DESC LIMIT 1"
    row = connection.execute(stale, (_CLEAN,)).fetchone()
    if row is None:
        return False
    number, state = row
    # A negative number starts a merge.
    pages = _MERGED_PAGES if state == _MERGING else -_MERGED_PAGES
    before = connection.total_changes
    connection.execute(f"INSERT INTO {table(number)} ({table(number)}, rank) VALUES ('merge', ?)", (pages,))
    state = _MERGING if connection.total_changes - before >= 2 else _CLEAN
    connection.execute("UPDATE volumes SET state = ? WHERE number = ?", (state, number))
    return True
