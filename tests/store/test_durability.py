"""Durability, which only a power cut would show: everything is synced before it is confirmed."""

import os
import sqlite3
import stat
import sys

import pytest

from edge_tui.store import files
from edge_tui.store.connection import Connection
from edge_tui.store.history import History
from tests.store.samples import MORNING, answered, begun, record

_FULL, _ON = 2, 1


def _settings(connection: sqlite3.Connection) -> dict[str, object]:
    names = ("synchronous", "journal_mode", "secure_delete", "auto_vacuum")
    return {name: connection.execute(f"PRAGMA {name}").fetchone()[0] for name in names}


def _opened_to_write(path) -> dict[str, object]:
    writer = Connection(path, [], is_writer=True)
    try:
        return writer.transact(_settings)
    finally:
        writer.close()


@pytest.mark.parametrize("is_new", [True, False])
def test_every_writing_connection_syncs_and_overwrites_deleted_content(paths, history, is_new):
    if not is_new:
        record(history, answered(begun("r1")))
        history.close()
    paths.data.mkdir(parents=True, exist_ok=True)
    assert _opened_to_write(paths.history) == {
        "synchronous": _FULL,
        "journal_mode": "wal",
        "secure_delete": _ON,
        "auto_vacuum": 2,
    }


def test_a_connection_to_a_recovered_file_syncs_and_overwrites_too(paths, history):
    record(history, answered(begun("r1")))
    history.close()
    with paths.history.open("r+b") as file:
        file.write(b"x" * 200)
    assert history.find("r1") == answered(begun("r1"))
    assert len(history.warnings) == 1
    history.begin(begun("r2"))
    history.close()
    settings = _opened_to_write(paths.history)
    assert (settings["synchronous"], settings["secure_delete"]) == (_FULL, _ON)
    assert settings["journal_mode"] == "wal"


def test_no_deleted_word_is_in_the_file_or_its_journal(paths, history):
    record(history, answered(begun("r1", event={"xdm": {"_id": "x"}}, profile_name="profileofthedeleted")))
    record(history, answered(begun("r2")))
    assert len(history.search("profileofthedeleted", MORNING)) == 1
    assert history.delete([1]) == 1
    content = b"".join(path.read_bytes() for path in paths.data.glob("history.sqlite*"))
    assert b"r2" in content
    assert b"profileofthedeleted" not in content


@pytest.fixture
def synced(monkeypatch) -> list[tuple[str, str]]:
    """The synced files and folders, in order."""
    fsync, synced = os.fsync, []

    def observed(descriptor: int) -> None:
        kind = "folder" if stat.S_ISDIR(os.fstat(descriptor).st_mode) else "file"
        synced.append((kind, os.path.realpath(f"/proc/self/fd/{descriptor}")))
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", observed)
    return synced


@pytest.mark.skipif(sys.platform != "linux", reason="needs /proc to tell what a descriptor is of")
@pytest.mark.parametrize("is_new", [True, False])
def test_a_file_is_on_the_disk_before_it_has_its_name_and_then_the_name_is(tmp_path, synced, is_new):
    path = tmp_path / "visitors.json"
    if not is_new:
        files.write(path, b"old")
        synced.clear()
    files.write(path, b"new")
    (first, unfinished), (second, folder) = synced
    assert (first, second) == ("file", "folder")
    assert os.path.basename(unfinished).startswith(".visitors.json.")  # noqa: PTH119
    assert folder == str(tmp_path)
    assert path.read_bytes() == b"new"


@pytest.mark.skipif(sys.platform != "linux", reason="needs /proc to tell what a descriptor is of")
def test_the_name_of_a_new_history_is_on_the_disk(paths, synced):
    paths.data.mkdir(parents=True)
    history = History(paths.history)
    history.begin(begun("r1"))
    history.close()
    assert ("folder", str(paths.data.resolve())) in synced
