"""Errors of the history file, recovery from damage, and the counts of pruning: rules as tables."""

import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest

from edge_tui.model.errors import SetupError, StorageError
from edge_tui.store.database import Database
from edge_tui.store.history import History
from edge_tui.store.paths import Paths
from tests.store.samples import MORNING, answered, begun, record


def sqlite_error(code: int) -> sqlite3.OperationalError:
    error = sqlite3.OperationalError("something of SQLite's own")
    error.sqlite_errorcode = code
    return error


TROUBLE = [
    (sqlite3.SQLITE_FULL, "disk is full", "Free some space"),
    (sqlite3.SQLITE_TOOBIG, "disk is full", "Free some space"),
    (sqlite3.SQLITE_IOERR, "disk", "check the disk"),
    # The second byte of a code only has details.
    (sqlite3.SQLITE_IOERR_FSYNC, "disk", "check the disk"),
    (sqlite3.SQLITE_BUSY, "in use", "Close that program"),
    (sqlite3.SQLITE_READONLY, "read-only", "permissions"),
    (sqlite3.SQLITE_CANTOPEN, "read-only", "permissions"),
    (sqlite3.SQLITE_PERM, "read-only", "permissions"),
    (sqlite3.SQLITE_ERROR, "something of SQLite's own", "EDGE_TUI_HOME"),
]


@pytest.mark.parametrize(("code", "what", "how"), TROUBLE)
@pytest.mark.parametrize("way", ["read", "write"])
def test_a_file_error_is_reported_and_nothing_is_set_aside(
    paths: Paths, code: int, what: str, how: str, way: str
) -> None:
    database = Database(paths.history)
    database.write(lambda connection: None)

    def work(_connection: sqlite3.Connection) -> None:
        raise sqlite_error(code)

    with pytest.raises(StorageError) as error:
        database.write(work) if way == "write" else database.read(work, None)
    database.close()

    assert what in error.value.what
    assert "history" in error.value.what or "disk is full" in error.value.what
    assert how in error.value.how
    assert database.warnings == []
    assert not [path for path in paths.history.parent.iterdir() if "damaged" in path.name]


@pytest.mark.parametrize("code", [sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT_VTAB])
def test_damage_is_recovered_from_once_and_the_work_done_again(history: History, paths: Paths, code: int) -> None:
    record(history, answered(begun("r1")))
    history.close()
    database, tries = Database(paths.history), []

    def work(connection: sqlite3.Connection) -> int:
        tries.append(1)
        if len(tries) == 1:
            raise sqlite_error(code)
        return int(connection.execute("SELECT count(*) FROM exchanges").fetchone()[0])

    assert database.read(work, -1) == 1
    assert len(tries) == 2
    assert len(database.warnings) == 1
    assert database.recovered is None
    database.close()
    assert [path for path in paths.history.parent.iterdir() if "damaged" in path.name]


def test_damage_that_recovery_does_not_repair_is_reported(paths: Paths) -> None:
    database = Database(paths.history)
    database.write(lambda connection: None)

    def work(_connection: sqlite3.Connection) -> None:
        raise sqlite_error(sqlite3.SQLITE_CORRUPT)

    with pytest.raises(StorageError):
        database.write(work)
    database.close()


def test_failed_work_is_rolled_back(history: History, paths: Paths) -> None:
    record(history, answered(begun("r1")))
    database = Database(paths.history)

    def work(connection: sqlite3.Connection) -> None:
        connection.execute("DELETE FROM exchanges")
        raise ValueError("no more")

    with pytest.raises(ValueError, match="no more"):
        database.write(work)
    assert history.count() == 1
    # The next one has a transaction as usual.
    assert database.write(lambda connection: connection.in_transaction) is True
    database.close()


def test_a_read_cannot_write(history: History, paths: Paths) -> None:
    record(history, answered(begun("r1")))
    database = Database(paths.history)
    with pytest.raises(StorageError):
        database.read(lambda connection: connection.execute("DELETE FROM exchanges"), None)
    database.close()
    assert history.count() == 1


def test_there_is_nothing_to_read_or_change_before_there_is_a_file(paths: Paths) -> None:
    history = History(paths.history)
    history.pin(1, pinned=True)
    history.annotate(1, "a note")
    history.tidy()
    assert Database(paths.history).read(lambda connection: 1, 7) == 7
    assert history.prune(sent_before=MORNING, keep_bytes=0) == 0
    assert history.prunable(sent_before=MORNING, keep_bytes=0) == 0
    assert (history.index_some(), history.unindexed(), history.is_tidy) == (0, 0, True)
    assert (history.stamp(), history.load(1)) == ((), None)
    history.cancel_recovery()
    history.close()
    assert not paths.history.exists()


# Pruning.


@pytest.fixture
def five(history: History) -> History:
    """Five exchanges, a minute apart, the second one pinned."""
    for minute in range(5):
        record(history, answered(begun(f"r{minute}", minutes=minute)))
    [second] = [each for each in history.recent() if each.request_id == "r1"]
    history.pin(second.key, pinned=True)
    return history


def left(history: History) -> list[str]:
    return sorted(each.request_id for each in history.recent())


@pytest.mark.parametrize(
    ("minutes", "seconds", "ids"),
    [
        (-1, 0, ["r0", "r1", "r2", "r3", "r4"]),
        (0, 0, ["r0", "r1", "r2", "r3", "r4"]),
        (0, 1, ["r1", "r2", "r3", "r4"]),
        (2, 0, ["r1", "r2", "r3", "r4"]),
        (2, 1, ["r1", "r3", "r4"]),
        (9, 0, ["r1"]),
    ],
)
def test_exchanges_before_a_moment_are_counted_and_deleted_except_pinned_ones(
    five: History, minutes: int, seconds: int, ids: list[str]
) -> None:
    moment = MORNING + timedelta(minutes=minutes, seconds=seconds)
    progress: list[tuple[int, int]] = []
    deleted = 5 - len(ids)

    assert five.prunable(sent_before=moment) == deleted
    assert left(five) == ["r0", "r1", "r2", "r3", "r4"]
    assert five.prune(sent_before=moment, tell=lambda count, whole: progress.append((count, whole))) == deleted
    assert left(five) == ids
    assert five.count() == len(ids)
    assert progress == ([(deleted, deleted)] if deleted else [])
    assert five.prunable(sent_before=moment) == 0


def test_by_size_the_oldest_go_and_the_pinned_stay(five: History) -> None:
    assert five.prunable(keep_bytes=10**12) == five.prune(keep_bytes=10**12) == 0
    assert five.prunable(keep_bytes=0) == 4
    progress: list[tuple[int, int]] = []
    assert five.prune(keep_bytes=0, tell=lambda count, whole: progress.append((count, whole))) == 4
    assert left(five) == ["r1"]
    assert progress[-1] == (4, 4)


def test_the_progress_by_age_and_by_size_adds_up(five: History) -> None:
    progress: list[tuple[int, int]] = []
    moment = MORNING + timedelta(minutes=2, seconds=1)
    assert five.prunable(sent_before=moment, keep_bytes=0) == 4
    assert five.prune(sent_before=moment, keep_bytes=0, tell=lambda *numbers: progress.append(numbers)) == 4
    assert progress[0] == (2, 2)
    assert progress[-1] == (4, 4)
    assert [count for count, _ in progress] == sorted(count for count, _ in progress)


def test_a_canceled_deletion_deletes_nothing(five: History) -> None:
    assert five.prune(sent_before=MORNING + timedelta(days=1), keep_bytes=0, is_unwanted=lambda: True) == 0
    assert five.delete([each.key for each in five.recent()], lambda: True) == 0
    assert five.count() == 5


def test_deleting_counts_existing_exchanges(five: History) -> None:
    keys = [each.key for each in five.recent()]
    progress: list[tuple[int, int]] = []
    assert five.delete([keys[0], 999_999, keys[1]], tell=lambda *numbers: progress.append(numbers)) == 2
    assert progress[-1][0] == 2
    assert five.count() == 3
    assert five.delete([]) == five.delete([keys[0]]) == 0
    assert five.is_tidy


def test_a_pin_and_a_note_are_taken_off_again(five: History) -> None:
    [second] = [each for each in five.recent() if each.request_id == "r1"]
    five.annotate(second.key, "  the one of Monday ")
    [annotated] = [each for each in five.recent() if each.request_id == "r1"]
    assert (annotated.pinned, annotated.note) == (True, "the one of Monday")
    five.annotate(second.key, " ")
    five.pin(second.key, pinned=False)
    [plain] = [each for each in five.recent() if each.request_id == "r1"]
    assert (plain.pinned, plain.note) == (False, "")
    assert five.prune(sent_before=MORNING + timedelta(days=1)) == 5


# Ids.


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("b7a0-11", "b7a0-11"),
        ("b7a0-1", SetupError),
        ("b7a0-12", "b7a0-12"),
        ("B7A0-12", "b7a0-12"),
        ("C-CAP", None),
        ("C-cap", "C-capital"),
        ("b7a0-11-0123", "b7a0-11"),
        ("", None),
        ("  ", None),
        ("b7a1", None),
        ("7a0", None),
    ],
)
def test_an_id_names_one_exchange_or_none(history: History, text: str, found: str | type | None) -> None:
    for request_id in ("b7a0-11", "b7a0-12", "C-capital"):
        record(history, answered(begun(request_id)))
    if found is SetupError:
        with pytest.raises(SetupError):
            history.find(text)
        return
    exchange = history.find(text)
    assert (exchange.request_id if exchange else None) == found


def test_a_stamp_changes_after_a_write(history: History, paths: Paths) -> None:
    record(history, answered(begun("r1")))
    before = history.stamp()
    assert history.stamp() == before
    assert history.size_bytes() == sum(path.stat().st_size for path in existing(paths.history))
    another = History(paths.history)
    record(another, answered(begun("r2")))
    another.close()
    assert history.stamp() != before


def existing(path: Path) -> list[Path]:
    return [each for each in (path, path.with_name(path.name + "-wal")) if each.exists()]


@pytest.mark.parametrize(("deleted", "unindexed"), [(1, 0), (2, 0), (3, 2), (5, 0)])
def test_only_where_most_is_deleted_the_rest_is_indexed_again(five: History, deleted: int, unindexed: int) -> None:
    while five.index_some():
        pass
    assert five.unindexed() == 0
    five.delete([each.key for each in five.recent()][:deleted])
    assert five.unindexed() == unindexed


@pytest.mark.parametrize(("unit", "hours"), [("s", 1 / 3600), ("m", 1 / 60), ("h", 1), ("d", 24), ("w", 24 * 7)])
def test_a_time_span_of_a_search_counts_from_now(history: History, unit: str, hours: float) -> None:
    record(history, answered(begun("then")))
    now = MORNING + timedelta(hours=2 * hours)
    found = [f"after:3{unit}", f"before:1{unit}"]
    assert [[each.request_id for each in history.search(text, now)] for text in found] == [["then"], ["then"]]
    assert history.search(f"after:1{unit}", now) == history.search(f"before:3{unit}", now) == []
