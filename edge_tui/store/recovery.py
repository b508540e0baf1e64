"""Recovers a damaged history: sets it aside, never deletes it, and copies what can be read into a new file."""

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from itertools import chain
from pathlib import Path

from edge_tui.model.exchange import Exchange
from edge_tui.model.text import counted
from edge_tui.store import files
from edge_tui.store.damage import has_our_schema
from edge_tui.store.migrations import VERSION, migrate
from edge_tui.store.records import UNREADABLE, Packed, exchange_of, insert, pack_outcome
from edge_tui.store.salvage import rows_in

# Any statement on a damaged file may raise these.
_DAMAGE_ERRORS = (sqlite3.Error, UnicodeDecodeError)
_BATCH = 200
# If the last key is unreadable: this many missing keys in a row end the search for more.
_MAX_GAP = 20_000
# A larger last key is itself damaged.
_MAX_KEY = 10_000_000
_PAGE_BYTES = 4096
_JOURNAL_MODE = slice(18, 20)
_CHANGE_COUNTER = slice(24, 28)


def recover(path: Path, report_progress: Callable[[int], None]) -> str:
    """Replaces a damaged history by what can be read of it; returns a sentence for the user.

    `report_progress` gets the number of exchanges recovered so far: a large history takes
    minutes. Raises `sqlite3.Error` or `StorageError` where there is no room for a new file, and
    whatever `report_progress` raises; nothing is changed then. The caller keeps others from
    opening the file; those that have it open can't write to it meanwhile.
    """
    with _write_locked(path):
        return _replace(path, report_progress)


@contextmanager
def _write_locked(path: Path) -> Iterator[None]:
    """Locks a damaged file against writing, if it is readable enough to be locked."""
    if os.name == "nt":
        # An open file can't be renamed there.
        yield
        return
    holder = sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, isolation_level=None)
    try:
        with suppress(*_DAMAGE_ERRORS):
            holder.execute("BEGIN IMMEDIATE")
        yield
    finally:
        with suppress(*_DAMAGE_ERRORS):
            holder.close()


def _replace(path: Path, report_progress: Callable[[int], None]) -> str:
    unfinished = path.with_name(f".{path.name}.recovered")
    _delete_all(unfinished)
    files.write(unfinished, b"")
    try:
        recovered = _copy(path, unfinished, report_progress)
    except BaseException:
        _delete_all(unfinished)
        raise
    aside = files.set_aside(path)
    for suffix in ("-wal", "-shm"):
        journal = path.with_name(path.name + suffix)
        if journal.exists():
            journal.rename(aside.with_name(aside.name + suffix))
    unfinished.replace(path)
    exchanges = counted(recovered, "exchange") if recovered else "Nothing"
    return f"The history was damaged. It was set aside as {aside.name}. {exchanges} could be recovered from it."


def _copy(damaged: Path, path: Path, report_progress: Callable[[int], None]) -> int:
    """Fills a new file with what can be read of a damaged one; returns how many exchanges."""
    _make(path)
    count = _copy_readable(damaged, path, report_progress) if _opens(damaged) else 0
    if count and _has_known_schema(damaged):
        return count
    # If the file no longer says where its tables are, they are where a new file has them.
    repaired = damaged.with_name(f".{damaged.name}.repaired")
    other = path.with_name(f"{path.name}-too")
    try:
        _delete_all(other)
        files.write(other, b"")
        _make(other)
        _restore_first_page(damaged, other, repaired)
        found = _copy_readable(repaired, other, report_progress) if _opens(repaired) else 0
        if found > count:
            other.replace(path)
        return max(found, count)
    finally:
        _delete_all(repaired)
        _delete_all(other)


def _make(path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as new:
        new.execute("PRAGMA auto_vacuum = INCREMENTAL")
        migrate(new)


def _opens(path: Path) -> bool:
    """Whether SQLite can open a file; if so, most of it can be read despite other damage."""
    with suppress(*_DAMAGE_ERRORS), closing(_reading(path)) as connection:
        return bool(connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0])
    return False


def _has_known_schema(path: Path) -> bool:
    with suppress(*_DAMAGE_ERRORS), closing(_reading(path)) as connection:
        return any(has_our_schema(connection, version) for version in range(1, VERSION + 1))
    return False


def _reading(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)
    # A note with a damaged character keeps the others.
    connection.text_factory = lambda text: text.decode("utf-8", "replace")
    return connection


def _restore_first_page(damaged: Path, sound: Path, repaired: Path) -> None:
    """Copies a file whose beginning is lost, with a new file's first page.

    The first page has the header and the root page of each table, and the same migrations put
    the tables on the same pages (https://www.sqlite.org/fileformat2.html#the_database_header).
    """
    for suffix in ("", "-wal"):
        source = damaged.with_name(damaged.name + suffix)
        if source.exists():
            shutil.copyfile(source, repaired.with_name(repaired.name + suffix))
            repaired.with_name(repaired.name + suffix).chmod(0o600)
    with sound.open("rb") as file:
        page = bytearray(file.read(_PAGE_BYTES))
    page[_JOURNAL_MODE] = b"\x02\x02"
    # With two counters that differ, SQLite ignores the number of pages in this header.
    page[_CHANGE_COUNTER] = b"\xff\xff\xff\xff"
    with repaired.open("r+b") as file:
        file.write(page)


def _delete_all(path: Path) -> None:
    for suffix in ("", "-wal", "-shm", "-journal"):
        files.delete(path.with_name(path.name + suffix))


def _copy_readable(damaged: Path, path: Path, report_progress: Callable[[int], None]) -> int:
    with closing(_reading(damaged)) as old, closing(sqlite3.connect(path, isolation_level=None)) as new:
        new.execute("BEGIN")
        copied: set[int] = set()
        for key, exchange, packed in chain(_readable(old), _orphaned(damaged, old, copied)):
            is_pinned, note = _marks(old, key)
            # A damaged B-tree may contain a row twice.
            with suppress(sqlite3.IntegrityError):
                insert(new, exchange, packed, id=key, is_pinned=is_pinned, note=note)
                copied.add(key)
            if len(copied) % _BATCH == 0:
                report_progress(len(copied))
        new.execute("COMMIT")
    return len(copied)


def _orphaned(damaged: Path, old: sqlite3.Connection, copied: set[int]) -> Iterator[tuple[int, Exchange, Packed]]:
    """The exchanges that the B-tree no longer reaches; no deleted ones, as far as that can be known."""
    known: set[int] | None = None
    with suppress(*_DAMAGE_ERRORS):
        known = {key for (key,) in old.execute("SELECT id FROM exchanges NOT INDEXED")}
    if known is not None and known <= copied:
        return
    for found in rows_in(damaged):
        if found[0] not in copied and (known is None or found[0] in known):
            for row in _readable_parts(*found):
                yield row[0], exchange_of(*row[1:]), row[1:]


def _readable_parts(
    key: int, request: bytes, outcome: bytes | None, body: bytes | None
) -> list[tuple[int, bytes, bytes | None, bytes | None]]:
    """A readable record, without the response's body if only that is damaged; otherwise empty."""
    with suppress(*UNREADABLE):
        exchange_of(request, outcome, body)
        return [(key, request, outcome, body)]
    with suppress(*UNREADABLE):
        exchange = exchange_of(request, outcome, None)
        exchange = exchange.noted("The response's body was lost: the history file was damaged.")
        return [(key, request, pack_outcome(exchange), None)]
    return []


def _readable(old: sqlite3.Connection) -> Iterator[tuple[int, Exchange, Packed]]:
    """Every readable exchange, with its packed record; in batches of keys, or key by key if a page is damaged."""
    last = _last_key(old)
    key = found = 0
    while key < (last or found + _MAX_GAP):
        try:
            rows = old.execute(
                "SELECT id, request, outcome, body FROM contents WHERE id > ? AND id <= ?", (key, key + _BATCH)
            ).fetchall()
        except _DAMAGE_ERRORS:
            rows = [row for each in range(key + 1, key + _BATCH + 1) for row in _one(old, each)]
        for each in rows:
            for row in _readable_parts(*each):
                yield row[0], exchange_of(*row[1:]), row[1:]
                found = row[0]
        key += _BATCH


def _one(old: sqlite3.Connection, key: int) -> list[tuple[int, bytes, bytes | None, bytes | None]]:
    """The row of a key, without the response's body if only that is lost."""
    with suppress(*_DAMAGE_ERRORS):
        return old.execute("SELECT id, request, outcome, body FROM contents WHERE id = ?", (key,)).fetchall()
    with suppress(*UNREADABLE, sqlite3.Error):
        for request, outcome in old.execute("SELECT request, outcome FROM contents WHERE id = ?", (key,)):
            # The body can't be read: any invalid bytes count as lost.
            return _readable_parts(key, request, outcome, b"lost")
    return []


def _last_key(old: sqlite3.Connection) -> int | None:
    for query in ("SELECT max(seq) FROM sqlite_sequence", "SELECT max(id) FROM contents"):
        with suppress(*_DAMAGE_ERRORS):
            last = old.execute(query).fetchone()[0]
            if isinstance(last, int) and 0 < last <= _MAX_KEY:
                return last
    return None


def _marks(old: sqlite3.Connection, key: int) -> tuple[int, str]:
    """An exchange's pin and note, if they are readable."""
    with suppress(*_DAMAGE_ERRORS):
        for is_pinned, note in old.execute("SELECT is_pinned, note FROM exchanges WHERE id = ?", (key,)):
            return int(is_pinned == 1), note if isinstance(note, str) else ""
    return 0, ""
