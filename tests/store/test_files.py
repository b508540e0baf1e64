"""Small files are replaced atomically anywhere, and errors are sentences."""

import errno
import os
import subprocess
import sys
import threading

import pytest

from edge_tui.model.errors import StorageError
from edge_tui.store import files


def test_a_file_is_replaced_whole_by_threads_that_write_at_once(tmp_path):
    path = tmp_path / "file"
    contents = [bytes([65 + number]) * 100_000 for number in range(4)]
    threads = [threading.Thread(target=lambda c=c: [files.write(path, c) for _ in range(10)]) for c in contents]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert path.read_bytes() in contents
    assert list(tmp_path.iterdir()) == [path]


def test_a_link_to_a_file_kept_elsewhere_stays_a_link(tmp_path):
    (tmp_path / "dotfiles").mkdir()
    kept = tmp_path / "dotfiles" / "profiles.toml"
    kept.write_text("old")
    link = tmp_path / "profiles.toml"
    link.symlink_to(kept)
    files.write(link, b"new")
    assert link.is_symlink()
    assert kept.read_text() == "new"


def test_a_file_where_a_folder_is_needed_is_reported(tmp_path):
    (tmp_path / "home").write_text("")
    with pytest.raises(StorageError) as error:
        files.write(tmp_path / "home" / "visitors" / "default.json", b"")
    assert "a file is where a folder is needed" in error.value.what
    assert "EDGE_TUI_HOME" in error.value.how


def test_a_folder_where_a_file_is_needed_is_reported_and_nothing_is_left_behind(tmp_path):
    (tmp_path / "file").mkdir()
    with pytest.raises(StorageError):
        files.write(tmp_path / "file", b"new")
    with pytest.raises(StorageError):
        files.read(tmp_path / "file")
    assert list(tmp_path.iterdir()) == [tmp_path / "file"]


@pytest.mark.skipif(sys.platform == "win32", reason="needs a limit on the size of files")
def test_a_full_disk_is_reported_and_the_old_content_stays(tmp_path):
    code = (
        "import resource, sys; from pathlib import Path; from edge_tui.store import files\n"
        "from edge_tui.model.errors import StorageError\n"
        "path = Path(sys.argv[1]); files.write(path, b'old')\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        "try: files.write(path, b'new' * 1000)\n"
        "except StorageError as error: print(error)\n"
    )
    path = tmp_path / "file"
    done = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True)
    assert done.stdout.startswith("The disk is full"), done.stderr
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("number", "words"),
    [(errno.ENOSPC, "disk is full"), (errno.EROFS, "read-only"), (errno.EACCES, "read-only"), (errno.EIO, "could not")],
)
def test_every_error_is_two_sentences(tmp_path, number, words):
    error = files.unwritable(tmp_path, OSError(number, os.strerror(number)))
    assert words in error.what
    assert error.what.endswith(".")
    assert error.how.endswith(".")


def test_a_damaged_file_never_replaces_one_that_was_set_aside_before(tmp_path):
    kept = set()
    for content in ("first", "second", "third"):
        path = tmp_path / "default.json"
        path.write_text(content)
        kept.add(files.set_aside(path))
    assert {path.read_text() for path in kept} == {"first", "second", "third"}
    assert files.list_files(tmp_path, ".json") == []
