"""History survives kills, other processes, damage, a full disk, an unwritable folder."""

import multiprocessing
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest

from edge_tui.model.errors import StorageError
from edge_tui.store import damage, volumes
from edge_tui.store.history import History
from edge_tui.store.locks import exclusive_lock
from edge_tui.store.migrations import STEPS, VERSION
from edge_tui.store.records import outcome_row, pack_ending, pack_request, request_row
from tests.store.samples import MORNING, answered, begun, failed, record

forked = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")


def _in_a_process(work, *arguments) -> multiprocessing.Process:
    process = multiprocessing.get_context("fork").Process(target=work, args=arguments)
    process.start()
    return process


def _send_without_end(path: Path, round_number: int, log: int) -> None:
    history = History(path)
    for number in range(100_000):
        exchange = begun(f"{round_number}-{number}")
        history.begin(exchange)
        os.write(log, f"{exchange.request_id}\n".encode())
        if number % 7 == 3:
            history.search("pageviews", MORNING)
        history.complete(failed(exchange) if number % 5 == 0 else answered(exchange))


@forked
def test_a_kill_at_any_moment_loses_nothing_that_was_begun(paths, thorough):
    chance = random.Random(20260301)
    begun_ids: set[str] = set()
    for round_number in range(100 if thorough else 35):
        reading, log = os.pipe()
        process = _in_a_process(_send_without_end, paths.history, round_number, log)
        os.close(log)
        heard, wanted = b"", chance.randint(0, 12)
        while heard.count(b"\n") < wanted:
            heard += os.read(reading, 65536)
        for _ in range(chance.randint(0, 40_000)):
            pass
        os.kill(process.pid, signal.SIGKILL)
        process.join()
        while more := os.read(reading, 65536):
            heard += more
        os.close(reading)
        begun_ids.update(heard.decode().split())
    history = History(paths.history)
    kept = {summary.request_id: summary for summary in history.recent(limit=1_000_000)}
    assert begun_ids
    assert begun_ids <= kept.keys()
    assert history.warnings == ()
    assert all(history.load(summary.key).request_id == request_id for request_id, summary in kept.items())
    # The kills came both before and after sends had ended.
    assert any(summary.status == 200 for summary in kept.values())
    assert any(summary.status is None and summary.failure is None for summary in kept.values())
    unfinished = {summary.request_id for summary in history.search("status:unfinished", MORNING, limit=10_000)}
    assert unfinished == {each.request_id for each in kept.values() if each.status is None and each.failure is None}
    history.close()
    assert _check(paths.history) == "ok"


def _check(path: Path) -> str:
    connection = sqlite3.connect(path)
    for table in map(volumes.table, volumes.numbers(connection)):
        connection.execute(f"INSERT INTO {table} ({table}) VALUES ('integrity-check')")
    result = connection.execute("PRAGMA integrity_check").fetchone()[0]
    connection.close()
    return result


def _send_some(path: Path, process_number: int) -> None:
    history = History(path)
    for number in range(40):
        exchange = record(history, answered(begun(f"p{process_number}-{number}")))
        assert history.find(exchange.request_id) == exchange
    history.close()


@forked
def test_several_processes_that_begin_a_history_together_lose_nothing(paths):
    processes = [_in_a_process(_send_some, paths.history, number) for number in range(4)]
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0] * 4
    history = History(paths.history)
    expected = {f"p{process}-{number}" for process in range(4) for number in range(40)}
    assert {summary.request_id for summary in history.recent(limit=1000)} == expected
    assert len(history.search("status:200", MORNING, limit=1000)) == 160
    history.close()
    assert _check(paths.history) == "ok"


# A filled history and what is in it, by their number.
_FILLED: dict[int, tuple[bytes, dict[str, object]]] = {}


def _fill(path: Path, count: int = 300) -> dict[str, object]:
    """A history of so many exchanges, recorded once."""
    if count not in _FILLED:
        sent = _record(path, count)
        _FILLED[count] = path.read_bytes(), sent
    else:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(_FILLED[count][0])
    return dict(_FILLED[count][1])


def _record(path: Path, count: int) -> dict[str, object]:
    history = History(path)
    chance = random.Random(1)
    sent = {}
    for number in range(count):
        event = {"xdm": {"_id": chance.randbytes(400).hex()}}
        sent[f"r{number:03}"] = record(history, answered(begun(f"r{number:03}", event=event)))
    history.pin(history.summary("r007").key, pinned=True)
    history.annotate(history.summary("r007").key, "the one")
    history.close()
    return sent


def test_a_file_that_is_not_a_database_is_set_aside_and_reported(paths, history):
    paths.data.mkdir(parents=True)
    paths.history.write_bytes(b"not a database, but somebody may miss it" * 100)
    history.begin(begun("r1"))
    assert history.find("r1") == begun("r1")
    [warning] = history.warnings
    [aside] = paths.data.glob("*.kept")
    assert aside.name in warning
    assert aside.read_bytes().startswith(b"not a database")


def test_reading_a_damaged_file_sets_it_aside_too(paths, history):
    paths.data.mkdir(parents=True)
    paths.history.write_bytes(os.urandom(8192))
    assert history.recent() == []
    assert len(history.warnings) == 1
    assert history.search("anything", MORNING) == []


def test_of_several_threads_that_find_one_damage_the_first_recovers(paths, history, monkeypatch):
    paths.data.mkdir(parents=True)
    paths.history.write_bytes(b"no database " * 1000)
    found_by_all, is_damage = threading.Barrier(3, timeout=30), damage.is_damage

    def is_damage_once_found_by_all(*found):
        found_by_all.wait()
        return is_damage(*found)

    monkeypatch.setattr(damage, "is_damage", is_damage_once_found_by_all)
    readers = [threading.Thread(target=history.count) for _ in range(3)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    assert len(list(paths.data.glob("*.kept"))) == 1
    assert len(history.warnings) == 1


@pytest.mark.parametrize("damaged", ["r000", "r060", "r150", "r299"])
def test_everything_outside_a_damaged_page_is_recovered(paths, history, damaged):
    sent = _fill(paths.history)
    content = bytearray(paths.history.read_bytes())
    start = content.index(pack_request(sent[damaged])[:60]) // 4096 * 4096
    content[start : start + 4096] = os.urandom(4096)
    paths.history.write_bytes(content)
    for request_id in sent:
        history.find(request_id)
    history.search("note:one", MORNING)
    history.close()
    recovered = {summary.request_id: summary for summary in history.recent(limit=1000)}
    assert damaged not in recovered
    assert len(recovered) > 280
    for request_id, summary in recovered.items():
        assert history.load(summary.key) == sent[request_id]
    [warning] = history.warnings
    assert f"{len(recovered)} exchanges could be recovered" in warning
    [aside] = paths.data.glob("*.kept")
    assert aside.name in warning
    assert aside.read_bytes() == content
    history.close()
    assert _check(paths.history) == "ok"


@pytest.mark.parametrize("length", [16, 100, 4096])
@pytest.mark.parametrize("is_closed", [True, False])
def test_a_file_whose_beginning_is_lost_is_recovered_nearly_whole(paths, history, length, is_closed):
    sent = _fill(paths.history)
    if not is_closed:
        for request_id in ("late-1", "late-2"):
            sent[request_id] = record(history, answered(begun(request_id)))
    with paths.history.open("r+b") as file:
        file.write(os.urandom(length))
    survivor = History(paths.history)
    recovered = {summary.request_id: summary for summary in survivor.recent(limit=1000)}
    assert recovered.keys() == sent.keys()
    assert all(survivor.load(summary.key) == sent[request_id] for request_id, summary in recovered.items())
    assert [(each.request_id, each.note) for each in survivor.search("pinned", MORNING)] == [("r007", "the one")]
    # While it is open, its journal may have the beginning too: then there is nothing to recover.
    expected = [f"{len(sent)} exchanges could be recovered"] if is_closed or survivor.warnings else []
    assert [warning.partition(".kept. ")[2].partition(" from it")[0] for warning in survivor.warnings] == expected
    # The process that had it open continues in the new file.
    history.begin(begun("after"))
    assert survivor.find("after") == begun("after")
    survivor.close()
    history.close()
    assert _check(paths.history) == "ok"
    assert {path.suffix for path in paths.data.iterdir()} <= {".sqlite", ".kept", ".lock", ".kept-wal", ".kept-shm"}


def test_a_truncated_file_is_recovered_as_far_as_it_goes(paths, history):
    sent = _fill(paths.history)
    content = paths.history.read_bytes()
    paths.history.write_bytes(content[: len(content) * 3 // 4])
    assert history.recent(limit=1000) is not None
    for request_id in sent:
        history.find(request_id)
    history.begin(begun("after"))
    assert history.find("after") == begun("after")
    assert len(history.warnings) == 1
    assert all(history.load(each.key) == sent[each.request_id] for each in history.recent(1000) if each.status)


def test_during_a_recovery_others_get_an_error_and_do_not_wait(paths, history):
    _fill(paths.history, 20)
    with paths.history.open("r+b") as file:
        file.write(os.urandom(100))
    reader = threading.Thread(target=history.recent)
    # The recovery waits for a transaction of another process.
    with exclusive_lock(paths.history, []):
        reader.start()
        while history.recovered is None:
            assert reader.is_alive()
        with pytest.raises(StorageError) as error:
            history.begin(begun("meanwhile"))
    reader.join()
    assert "is being recovered" in error.value.what
    assert history.recovered is None
    history.complete(answered(begun("meanwhile")))
    assert history.find("meanwhile") == answered(begun("meanwhile"))
    assert history.count() == 21


def test_a_recovery_that_is_given_up_leaves_the_file_as_it_was_for_the_next_one(paths, history):
    sent = _fill(paths.history)
    assert history.count() == len(sent)
    history.close()
    with paths.history.open("r+b") as file:
        file.write(os.urandom(100))
    before = paths.history.read_bytes()
    history.cancel_recovery()
    with pytest.raises(StorageError) as error:
        history.recent()
    assert "recovery was canceled" in error.value.what
    assert paths.history.read_bytes() == before
    assert {path.name for path in paths.data.iterdir()} <= {"history.sqlite", ".history.sqlite.lock"}
    assert len(History(paths.history).recent(limit=1000)) == len(sent)


@pytest.mark.parametrize("_attempt", range(5))
def test_a_write_during_another_processs_recovery_is_in_the_new_file(paths, history, _attempt):
    """The writer may come before or after the replacement of the file."""
    record(history, answered(begun("r1")))
    aside = paths.history.with_name("aside")
    writer = threading.Thread(target=lambda: history.begin(begun("r2")))
    with closing(sqlite3.connect(paths.history, isolation_level=None)) as holder:
        holder.execute("BEGIN IMMEDIATE")
        writer.start()
        paths.history.rename(aside)
        for suffix in ("-wal", "-shm"):
            paths.history.with_name(paths.history.name + suffix).rename(aside.with_name(aside.name + suffix))
        holder.execute("ROLLBACK")
    writer.join()
    assert [each.request_id for each in history.recent()] == ["r2"]


def test_a_recovered_history_keeps_pins_and_notes(paths, history):
    _fill(paths.history)
    connection = sqlite3.connect(paths.history)
    [(page,)] = connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'by_request_id'")
    size = connection.execute("PRAGMA page_size").fetchone()[0]
    connection.close()
    with paths.history.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(os.urandom(size))
    assert history.find("r007") is not None
    assert history.count() == 300
    assert [(each.request_id, each.note) for each in history.search("pinned", MORNING)] == [("r007", "the one")]
    assert [each.request_id for each in history.search("note:one", MORNING)] == ["r007"]
    assert "300 exchanges could be recovered" in history.warnings[0]


def test_a_history_of_a_newer_edge_tui_is_refused_and_left_as_it_is(paths, history):
    record(history, answered(begun("r1")))
    history.close()
    connection = sqlite3.connect(paths.history)
    connection.execute(f"PRAGMA user_version = {VERSION + 1}")
    connection.close()
    before = paths.history.read_bytes()
    for work in (lambda: history.begin(begun("r2")), history.recent, lambda: history.search("r1", MORNING)):
        with pytest.raises(StorageError) as refusal:
            work()
        assert "newer edge-tui" in refusal.value.what
        assert "Update edge-tui" in refusal.value.how
    assert paths.history.read_bytes() == before


@pytest.mark.parametrize("reads_first", [True, False])
@pytest.mark.parametrize("version", range(1, VERSION))
def test_an_older_history_is_brought_forward_with_all_that_is_in_it(paths, history, version, reads_first):
    paths.data.mkdir(parents=True)
    connection = sqlite3.connect(paths.history)
    for statement in (statement for step in STEPS[:version] for statement in step):
        connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {version}")
    old = answered(begun("r1"))
    columns = {name for _, name, *_ in connection.execute("PRAGMA table_info(exchanges)")}
    written = {**request_row(old), **outcome_row(old, None)}
    row = {name: value for name, value in written.items() if name in columns}
    connection.execute(
        f"INSERT INTO exchanges ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})", tuple(row.values())
    )
    connection.execute("INSERT INTO contents VALUES (1, ?, ?, ?)", (pack_request(old), *pack_ending(old)))
    if version == 2:
        connection.execute("INSERT INTO words (rowid, status, note) VALUES (1, '200 2xx', 'the one')")
        connection.execute("UPDATE exchanges SET is_indexed = 1")
    if version > 1:
        connection.execute("UPDATE exchanges SET is_pinned = 1, note = 'the one'")
    connection.commit()
    connection.close()
    if reads_first:
        assert history.recent()[0].request_id == "r1"
    history.begin(begun("r2"))
    assert history.find("r1") == answered(begun("r1"))
    assert [summary.request_id for summary in history.search("status:200", MORNING)] == ["r1"]
    assert [summary.note for summary in history.search("pinned note:one", MORNING)] == ["the one"] * (version > 1)
    assert history.delete([1]) == 1
    assert history.search("status:200", MORNING) == []


def test_a_file_instead_of_the_folder_is_reported(tmp_path):
    (tmp_path / "home").write_text("")
    history = History(tmp_path / "home" / "history.sqlite")
    assert history.recent() == []
    with pytest.raises(StorageError) as error:
        history.begin(begun("r1"))
    assert "could not be written" in error.value.what
    assert error.value.how


def test_a_folder_instead_of_the_file_is_reported(paths, history):
    paths.history.mkdir(parents=True)
    for work in (lambda: history.begin(begun("r1")), history.recent):
        with pytest.raises(StorageError):
            work()
    assert paths.history.is_dir()


def test_a_link_to_itself_instead_of_the_file_is_reported_by_whatever_needs_the_file(paths, history):
    paths.history.parent.mkdir(parents=True, exist_ok=True)
    paths.history.symlink_to(paths.history.name)
    for work in (history.recent, history.count, lambda: history.pin(1, pinned=True), lambda: history.delete([1])):
        with pytest.raises(StorageError, match="a link that leads back to itself"):
            work()


_FILLING = """
import resource, signal, sys
from pathlib import Path
from dataclasses import replace
from edge_tui.model.errors import StorageError
from edge_tui.store.history import History
from tests.store.samples import answered, begun
import random
folder, limit = Path(sys.argv[1]), int(sys.argv[2])
if limit:
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
history = History(folder / "history.sqlite")
noise = random.Random(1)
kept = []
for number in range(2000):
    exchange = begun(f"r{number}", event={"xdm": {"_id": noise.randbytes(2000).hex()}})
    try:
        history.begin(exchange)
        kept.append(exchange)
        history.complete(answered(exchange))
    except StorageError as error:
        print(error.what)
        break
else:
    sys.exit("the disk was never full")
assert kept
assert {each.request_id for each in history.recent(5000)} >= {each.request_id for each in kept}
assert history.warnings == (), history.warnings
"""


def _run(code: str, *arguments: object, before: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
    command = [*before, sys.executable, "-c", code, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, cwd=Path(__file__).parents[2], timeout=120)


@pytest.mark.skipif(sys.platform == "win32", reason="needs a limit on the size of files")
def test_a_file_that_may_not_grow_is_a_sentence_and_loses_nothing(tmp_path):
    done = _run(_FILLING, tmp_path, 2_000_000)
    assert done.returncode == 0, done.stderr
    assert "disk is full" in done.stdout


def _can_mount() -> bool:
    if not shutil.which("unshare"):
        return False
    return (
        subprocess.run(["unshare", "-rm", "mount", "-t", "tmpfs", "none", "/tmp"], capture_output=True).returncode == 0
    )


needs_mounts = pytest.mark.skipif(not _can_mount(), reason="this system does not let a test mount a small disk")


@needs_mounts
def test_a_full_disk_is_a_sentence_and_loses_nothing(tmp_path):
    mounting = ("unshare", "-rm", "sh", "-c", 'mount -t tmpfs -o size=2m none "$0" && exec "$@"', str(tmp_path))
    done = _run(_FILLING, tmp_path, 0, before=mounting)
    assert done.returncode == 0, done.stderr
    assert "The disk is full" in done.stdout


_PRUNING = (
    _FILLING.replace("history = History", "(folder / 'spare').write_bytes(bytes(6_000_000))\nhistory = History")
    + """
try:
    deleted = history.prune(sent_before=kept[0].sent_at.replace(year=2090))
    assert deleted == len(kept), (deleted, len(kept))
    assert history.count() == 0
except StorageError as error:
    assert "needs some free space" in error.what, error.what
    megabytes = int(error.how.split()[2])
    assert 2 <= megabytes <= 6, error.how
    (folder / "spare").unlink()
    assert history.prune(sent_before=kept[0].sent_at.replace(year=2090)) > 0
    assert history.count() == 0
history.begin(begun("after"))
assert history.find("after") == begun("after")
print("pruned")
"""
)


@needs_mounts
@pytest.mark.parametrize("size", ["8m", "13m"])
def test_on_a_full_disk_deleting_works_or_says_how_much_space_it_needs(tmp_path, size):
    mounting = ("unshare", "-rm", "sh", "-c", f'mount -t tmpfs -o size={size} none "$0" && exec "$@"', str(tmp_path))
    done = _run(_PRUNING, tmp_path, 0, before=mounting)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip().endswith("pruned")


def test_a_folder_in_the_place_of_the_history_is_called_one(paths, history):
    paths.history.mkdir(parents=True)
    for work in (history.recent, lambda: history.begin(begun("r1"))):
        with pytest.raises(StorageError, match="it is a folder"):
            work()
    assert paths.history.is_dir()


_READING = """
import sys
from pathlib import Path
from edge_tui.model.errors import StorageError
from edge_tui.store.history import History
from tests.store.samples import MORNING, answered, begun
history = History(Path(sys.argv[1]) / "history.sqlite")
assert history.find("r1") == answered(begun("r1"))
assert [each.request_id for each in history.search("status:200", MORNING)] == ["r1"]
for work, argument in ((history.begin, begun("r2")), (history.complete, answered(begun("r2"))), (history.delete, [1])):
    try:
        work(argument)
    except StorageError as error:
        assert "read-only" in error.what, error.what
    else:
        sys.exit("a read-only folder was written")
"""


@needs_mounts
def test_a_read_only_folder_can_still_be_read_and_searched(tmp_path):
    history = History(tmp_path / "history.sqlite")
    record(history, answered(begun("r1")))
    history.close()
    mounting = 'mount --bind "$0" "$0" && mount -o remount,ro,bind "$0" && exec "$@"'
    done = _run(_READING, tmp_path, before=("unshare", "-rm", "sh", "-c", mounting, str(tmp_path)))
    assert done.returncode == 0, done.stderr
