"""Deletes exchanges permanently: from lists, from the search index, and from the disk."""

import sqlite3
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from functools import partial
from itertools import groupby

from edge_tui.model.errors import StorageError
from edge_tui.store import volumes, words
from edge_tui.store.database import Database, FullError, run_paced
from edge_tui.store.lookup import IsUnwanted
from edge_tui.store.records import microseconds

# Small batches, so that a send in another process doesn't wait long.
_BATCH = 200
_PAGES = 1000

# Gets the number of exchanges deleted so far, and the total.
ReportProgress = Callable[[int, int], None]


def delete(database: Database, keys: list[int], is_unwanted: IsUnwanted, report_progress: ReportProgress) -> int:
    """Deletes exchanges by key; returns how many."""
    deleted = _delete(database, keys, is_unwanted, report_progress)
    if deleted:
        tidy(database, is_unwanted)
    return deleted


def delete_before(
    database: Database, moment: datetime, is_unwanted: IsUnwanted, report_progress: ReportProgress
) -> int:
    """Deletes unpinned exchanges sent before a moment; returns how many."""
    return delete(database, _unpinned(database, "sent_at < ?", microseconds(moment)), is_unwanted, report_progress)


def delete_down_to(
    database: Database, keep_bytes: int, is_unwanted: IsUnwanted, report_progress: ReportProgress
) -> int:
    """Deletes the oldest unpinned exchanges until the file is small enough; returns how many.

    Deletes an estimated share, then measures again: the space of an exchange is known only once
    it is deleted.
    """
    deleted = 0
    while not is_unwanted() and (used := _used_bytes(database)) > keep_bytes:
        keys = _unpinned(database, "id > ?", 0)
        share = keys[: 1 + int(len(keys) * (1 - keep_bytes / used))]
        if not share:
            break
        so_far = deleted

        def report_total(count: int, whole: int, so_far: int = so_far) -> None:
            report_progress(so_far + count, so_far + whole)

        deleted += delete(database, share, is_unwanted, report_total)
    return deleted


def count_before(database: Database, moment: datetime, is_unwanted: IsUnwanted) -> int:
    """How many exchanges `delete_before` would delete."""
    # Counts in two indexes: reading every record for its pin would take ten times as long.
    older = "SELECT count(*) FROM exchanges WHERE sent_at < ?"
    pinned = "SELECT count(*) FROM exchanges INDEXED BY pinned WHERE is_pinned = 1 AND sent_at < ?"
    at = microseconds(moment)
    return _count(database, is_unwanted, older, at) - _count(database, is_unwanted, pinned, at)


def count_down_to(database: Database, keep_bytes: int, is_unwanted: IsUnwanted) -> int:
    """Estimates how many exchanges `delete_down_to` would delete, assuming equal sizes."""
    used = _used_bytes(database)
    if used <= keep_bytes:
        return 0
    pinned = "SELECT count(*) FROM exchanges INDEXED BY pinned WHERE is_pinned = 1"
    all_of_them = _count(database, is_unwanted, "SELECT count(*) FROM exchanges")
    count = all_of_them - _count(database, is_unwanted, pinned)
    return min(count, 1 + int(count * (1 - keep_bytes / used)))


def tidy(database: Database, is_unwanted: IsUnwanted) -> None:
    """Removes deleted words from the file, and returns free space to the disk."""
    # On a full disk this is left to the next start.
    with suppress(FullError):
        _tidy(database, is_unwanted)


def _tidy(database: Database, is_unwanted: IsUnwanted) -> None:
    while not is_unwanted() and run_paced(lambda: database.write(volumes.merge)):
        pass
    while not is_unwanted() and run_paced(lambda: database.vacuum(_PAGES)):
        pass
    database.empty_journal()


def _count(database: Database, is_unwanted: IsUnwanted, query: str, *values: int) -> int:
    return database.read(
        lambda connection: int(connection.execute(query, values).fetchone()[0]), 0, is_unwanted=is_unwanted
    )


def _delete(database: Database, keys: list[int], is_unwanted: IsUnwanted, report_progress: ReportProgress) -> int:
    deleted = 0
    for number, grouped in groupby(sorted(keys), volumes.number_of):
        of_volume = list(grouped)
        for start in range(0, len(of_volume), _BATCH):
            if is_unwanted():
                return deleted
            if start == 0:
                dropped = partial(_drop_if_most, number=number, count=len(of_volume))
                # On a full disk words are deleted one by one, with their exchanges.
                with suppress(FullError):
                    run_paced(partial(database.write, dropped))
            deleted += run_paced(partial(_delete_as_room_allows, database, of_volume[start : start + _BATCH]))
            report_progress(deleted, len(keys))
    return deleted


def _delete_as_room_allows(database: Database, keys: list[int]) -> int:
    """Deletes in one transaction; on a full disk in smaller ones, since each first writes to the journal."""
    try:
        return database.write(partial(_delete_batch, keys=keys))
    except FullError as error:
        # Checkpointing the journal frees its space.
        with suppress(StorageError):
            database.empty_journal()
        if len(keys) == 1:
            raise FullError(
                "The disk is full, and deleting from history needs some free space.",
                f"Free about {_needed_megabytes(database)} MB elsewhere on this disk, then try again.",
            ) from error
    middle = len(keys) // 2
    return _delete_as_room_allows(database, keys[:middle]) + _delete_as_room_allows(database, keys[middle:])


def _needed_megabytes(database: Database) -> int:
    """The space to checkpoint the journal, and for one deletion."""
    journal = database.path.with_name(f"{database.path.name}-wal")
    with suppress(OSError):
        return 2 + journal.stat().st_size // 1_000_000
    return 2


def _drop_if_most(connection: sqlite3.Connection, number: int, count: int) -> bool:
    """Drops a volume if most of it is being deleted: indexing the rest again is faster."""
    first = number * volumes.KEYS
    query = "SELECT count(*) FROM exchanges WHERE id >= ? AND id < ?"
    whole = int(connection.execute(query, (first, first + volumes.KEYS)).fetchone()[0])
    if is_most := count * 2 > whole:
        volumes.drop(connection, number)
    return is_most


def _delete_batch(connection: sqlite3.Connection, keys: list[int]) -> int:
    deleted = 0
    for key in keys:
        words.remove(connection, key)
        connection.execute("DELETE FROM contents WHERE id = ?", (key,))
        deleted += connection.execute("DELETE FROM exchanges WHERE id = ?", (key,)).rowcount
    return deleted


def _unpinned(database: Database, condition: str, value: int) -> list[int]:
    query = f"SELECT id FROM exchanges WHERE {condition} AND is_pinned = 0 ORDER BY id"
    none: list[tuple[int]] = []
    return [key for (key,) in database.read(lambda connection: connection.execute(query, (value,)).fetchall(), none)]


def _used_bytes(database: Database) -> int:
    """The bytes in use inside the file."""

    def measure(connection: sqlite3.Connection) -> int:
        count, free, size = (
            connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "freelist_count", "page_size")
        )
        return int((count - free) * size)

    return database.read(measure, 0)
