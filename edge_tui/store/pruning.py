"""Deleting exchanges for good: from lists, from the words they are found by, and from the disk."""

import sqlite3
from datetime import datetime
from functools import partial
from itertools import takewhile

from edge_tui.store import words
from edge_tui.store.database import Database
from edge_tui.store.lookup import IsUnwanted
from edge_tui.store.records import microseconds

# So few at a time that a send in another process does not wait long.
_BATCH = 200
# What one deletion by hand does of the work that the index owes; pruning does all of it.
_STEPS_BY_HAND = 5


def delete(database: Database, keys: list[int]) -> int:
    """Deletes exchanges by their keys; how many there were."""
    deleted = _delete(database, keys)
    if deleted:
        _give_back(database, _STEPS_BY_HAND)
    return deleted


def delete_before(database: Database, moment: datetime, is_unwanted: IsUnwanted) -> int:
    """Deletes what was sent before a moment and is not pinned; how many that were."""
    deleted = _delete(database, _unpinned(database, "sent_at < ?", microseconds(moment)), is_unwanted)
    if deleted:
        _give_back(database, is_unwanted=is_unwanted)
    return deleted


def delete_down_to(database: Database, keep_bytes: int, is_unwanted: IsUnwanted) -> int:
    """Deletes the oldest that are not pinned until the file is no larger; how many that were.

    The share that should do is deleted, then the file is looked at again: what an exchange
    takes is known only when it is gone.
    """
    deleted = 0
    while not is_unwanted() and (used := _used_bytes(database)) > keep_bytes:
        keys = _unpinned(database, "id > ?", 0)
        share = keys[: 1 + int(len(keys) * (1 - keep_bytes / used))]
        if not share:
            break
        deleted += _delete(database, share, is_unwanted)
        _give_back(database, is_unwanted=is_unwanted)
    return deleted


def count_before(database: Database, moment: datetime) -> int:
    """How many exchanges `delete_before` would delete."""
    # Two indexes are counted: to look into every record for its pin would take ten times as long.
    older = "SELECT count(*) FROM exchanges WHERE sent_at < ?"
    pinned = "SELECT count(*) FROM exchanges INDEXED BY pinned WHERE is_pinned = 1 AND sent_at < ?"
    return _count(database, older, microseconds(moment)) - _count(database, pinned, microseconds(moment))


def count_down_to(database: Database, keep_bytes: int) -> int:
    """About how many exchanges `delete_down_to` would delete, as though all were of one size."""
    used = _used_bytes(database)
    if used <= keep_bytes:
        return 0
    pinned = "SELECT count(*) FROM exchanges INDEXED BY pinned WHERE is_pinned = 1"
    count = _count(database, "SELECT count(*) FROM exchanges") - _count(database, pinned)
    return min(count, 1 + int(count * (1 - keep_bytes / used)))


def _count(database: Database, query: str, *values: int) -> int:
    return database.read(lambda connection: int(connection.execute(query, values).fetchone()[0]), 0)


def _delete(database: Database, keys: list[int], is_unwanted: IsUnwanted = lambda: False) -> int:
    batches = (keys[start : start + _BATCH] for start in range(0, len(keys), _BATCH))
    wanted = takewhile(lambda _: not is_unwanted(), batches)
    return sum(database.write(partial(_delete_batch, keys=batch)) for batch in wanted)


def _delete_batch(connection: sqlite3.Connection, keys: list[int]) -> int:
    deleted = 0
    for key in keys:
        words.forget(connection, key)
        connection.execute("DELETE FROM contents WHERE id = ?", (key,))
        deleted += connection.execute("DELETE FROM exchanges WHERE id = ?", (key,)).rowcount
    return deleted


def _unpinned(database: Database, condition: str, value: int) -> list[int]:
    query = f"SELECT id FROM exchanges WHERE {condition} AND is_pinned = 0 ORDER BY id"
    none: list[tuple[int]] = []
    return [key for (key,) in database.read(lambda connection: connection.execute(query, (value,)).fetchall(), none)]


def _give_back(database: Database, steps: int | None = None, is_unwanted: IsUnwanted = lambda: False) -> None:
    """Takes deleted words out of the index, in so many steps at most, and gives free room to the disk."""
    goes_on = database.write(lambda connection: words.merge(connection, begins=True))
    done = 1
    while goes_on and done != steps and not is_unwanted():
        goes_on = database.write(lambda connection: words.merge(connection, begins=False))
        done += 1
    database.vacuum()


def _used_bytes(database: Database) -> int:
    """The room that is in use inside the file."""

    def measure(connection: sqlite3.Connection) -> int:
        count, free, size = (
            connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "freelist_count", "page_size")
        )
        return int((count - free) * size)

    return database.read(measure, 0)
