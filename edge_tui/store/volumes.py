"""The index of words in volumes: the exchanges of so many keys in each, each a full-text table of its own.

Words are out of such a table for good only when it was written anew. A volume is small enough for
that however large a history is, and one that little is left of is dropped and written again.
"""

import sqlite3

COLUMNS = ("ids", "event", "template", "handle", "code", "profile", "visitor", "status", "note", "sent", "answer")
KEYS = 20_000

# Contentless: the texts are kept once, compressed, in `contents`. Who changes this makes a step of
# the migrations that drops all volumes there are.
_DECLARED = f"fts5({', '.join(COLUMNS)}, content = '', tokenize = 'unicode61 remove_diacritics 2', prefix = '3')"

# What the column `state` of `volumes` says: whether words are in it that were taken out, and how
# far the work is of writing it anew.
_CLEAN, _STALE, _MERGING = range(3)

# So few at a time that a send in another process does not wait long.
_MERGED_PAGES = 500


def number_of(key: int) -> int:
    """The volume that the words of an exchange are in."""
    return key // KEYS


def table(number: int) -> str:
    """The name of a volume's table."""
    return f"words_{number}"


def numbers(connection: sqlite3.Connection) -> list[int]:
    """The volumes that there are, the newest first."""
    return [number for (number,) in connection.execute("SELECT number FROM volumes ORDER BY number DESC")]


def put(connection: sqlite3.Connection, key: int, texts: tuple[str, ...]) -> None:
    """Puts the words of an exchange, a text for each of `COLUMNS`, into its volume."""
    number = number_of(key)
    if connection.execute("SELECT 1 FROM volumes WHERE number = ?", (number,)).fetchone() is None:
        connection.execute(f"CREATE VIRTUAL TABLE {table(number)} USING {_DECLARED}")
        connection.execute("INSERT INTO volumes VALUES (?, ?)", (number, _CLEAN))
    placeholders = ", ?" * len(COLUMNS)
    connection.execute(
        f"INSERT INTO {table(number)} (rowid, {', '.join(COLUMNS)}) VALUES (?{placeholders})", (key, *texts)
    )


def remove(connection: sqlite3.Connection, key: int, texts: tuple[str, ...]) -> None:
    """Lets no search find an exchange by its words, which must be those that were put in.

    They stay in the file until `merge` has written the volume anew.
    """
    name, placeholders = table(number_of(key)), ", ?" * len(COLUMNS)
    statement = f"INSERT INTO {name} ({name}, rowid, {', '.join(COLUMNS)}) VALUES ('delete', ?{placeholders})"
    connection.execute(statement, (key, *texts))
    connection.execute("UPDATE volumes SET state = ? WHERE number = ?", (_STALE, number_of(key)))


def drop(connection: sqlite3.Connection, number: int) -> None:
    """Drops a volume with all words in it; its exchanges count as not indexed."""
    connection.execute(f"DROP TABLE IF EXISTS {table(number)}")
    connection.execute("DELETE FROM volumes WHERE number = ?", (number,))
    connection.execute(
        "UPDATE exchanges SET is_indexed = 0 WHERE is_indexed = 1 AND id >= ? AND id < ?",
        (number * KEYS, (number + 1) * KEYS),
    )


def is_stale(connection: sqlite3.Connection) -> bool:
    """Whether words are in the file that were taken out."""
    return bool(connection.execute("SELECT 1 FROM volumes WHERE state <> ? LIMIT 1", (_CLEAN,)).fetchone())


def merge(connection: sqlite3.Connection) -> bool:
    """Does some of the work that takes out of the file what `take_out` left there; False when all is done.

    It may be left at any point: the next call goes on (the `merge` command of FTS5, section 6.9
    of its manual).
    """
    stale = "SELECT number, state FROM volumes WHERE state <> ? ORDER BY number DESC LIMIT 1"
    row = connection.execute(stale, (_CLEAN,)).fetchone()
    if row is None:
        return False
    number, state = row
    # A negative number begins.
    pages = _MERGED_PAGES if state == _MERGING else -_MERGED_PAGES
    before = connection.total_changes
    connection.execute(f"INSERT INTO {table(number)} ({table(number)}, rank) VALUES ('merge', ?)", (pages,))
    state = _MERGING if connection.total_changes - before >= 2 else _CLEAN
    connection.execute("UPDATE volumes SET state = ? WHERE number = ?", (state, number))
    return True
