"""The lock against two processes changing one file at once."""

import errno
import multiprocessing
import os
from pathlib import Path

import pytest

from edge_tui.store.locks import exclusive_lock

forked = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")


def _count_up(path: Path, times: int) -> None:
    for _ in range(times):
        with exclusive_lock(path, []):
            path.write_text(str(int(path.read_text()) + 1))


@forked
def test_no_process_reads_what_another_is_changing(tmp_path):
    path = tmp_path / "count"
    path.write_text("0")
    fork = multiprocessing.get_context("fork")
    processes = [fork.Process(target=_count_up, args=(path, 200)) for _ in range(4)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert path.read_text() == "800"


def test_the_lock_file_is_private_and_unlocked_after_the_work_or_its_failure(tmp_path):
    path = tmp_path / "new" / "file"
    for _ in range(2):
        with pytest.raises(ZeroDivisionError), exclusive_lock(path, []):
            raise ZeroDivisionError
    [lock] = path.parent.iterdir()
    assert lock.stat().st_mode & 0o077 == 0


def _no_locks(_descriptor: int) -> None:
    raise OSError(errno.ENOLCK, "No locks available")


def test_a_disk_without_locks_works_with_one_warning(tmp_path):
    warnings: list[str] = []
    done = []
    for _ in range(2):
        with exclusive_lock(tmp_path / "file", warnings, _no_locks):
            done.append("work")
    assert len(done) == 2
    [warning] = warnings
    assert "without file locks" in warning
    assert "EDGE_TUI_HOME" in warning
