"""Unfinished files of killed processes are deleted at the next start; those of running processes stay."""

import os
import signal
import stat
import subprocess
import sys
import time

import pytest

from edge_tui.store.unfinished import clear_unfinished, unfinished_name
from edge_tui.workspace import Workspace

_A_DAY = 24 * 60 * 60

# Stops after a file is written, before it gets its name.
_STANDING_STILL = """
import os, signal, sys
from pathlib import Path
from edge_tui.store import files
def stand_still(descriptor):
    print("here", flush=True)
    signal.pause()
os.fsync = stand_still
files.write(Path(sys.argv[1]), b"a copy of what is private")
"""


@pytest.mark.skipif(not hasattr(signal, "pause"), reason="needs signals")
@pytest.mark.parametrize("kept", ["profiles.toml", "visitors/default.json", "drafts/draft.json", "templates/mine.json"])
def test_a_file_that_a_kill_left_half_written_is_private_and_gone_after_the_next_start(home, kept):
    path = home / kept
    process = subprocess.Popen([sys.executable, "-c", _STANDING_STILL, str(path)], stdout=subprocess.PIPE)
    assert process.stdout.readline() == b"here\n"
    [unfinished] = path.parent.glob(".*.tmp")
    # Another start meanwhile doesn't delete it.
    assert Workspace({"EDGE_TUI_HOME": str(home)}).paths.data == home
    assert stat.S_IMODE(unfinished.stat().st_mode) == 0o600
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    assert unfinished.exists()
    assert Workspace({"EDGE_TUI_HOME": str(home)}).paths.data == home
    assert list(path.parent.glob(".*.tmp")) == []


def _dead() -> int:
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def test_only_abandoned_files_are_deleted(tmp_path):
    own = unfinished_name("draft.json")
    machine = own.removeprefix(".draft.json.").partition("-")[0]
    other = "0" * 8 if machine != "0" * 8 else "1" * 8
    dead = _dead()
    ages = {
        own: 0,
        f".a b.json.{machine}-{dead}-7.tmp": 0,
        f".draft.json.{other}-{dead}-7.tmp": 0,
        f".old.json.{other}-{dead}-7.tmp": _A_DAY + 60,
        f".draft.json.{dead}-7.tmp": _A_DAY - 60,
        f".older.json.{dead}-7.tmp": _A_DAY + 60,
        f".draft.json.{machine}-99999999999999-7.tmp": 0,
        f"draft.json.{machine}-{dead}-7.tmp": _A_DAY * 9,
        f".draft.{machine}-{dead}.tmp": _A_DAY * 9,
        "profiles.toml": _A_DAY * 9,
        ".profiles.toml.lock": _A_DAY * 9,
    }
    for name, age_seconds in ages.items():
        (tmp_path / name).write_text("")
        os.utime(tmp_path / name, (time.time() - age_seconds,) * 2)
    (tmp_path / f".folder.{machine}-{dead}-7.tmp").mkdir()
    clear_unfinished((tmp_path, tmp_path, tmp_path / "nowhere", tmp_path / "profiles.toml"))
    gone = ages.keys() - {path.name for path in tmp_path.iterdir()}
    assert gone == {
        f".a b.json.{machine}-{dead}-7.tmp",
        f".old.json.{other}-{dead}-7.tmp",
        f".older.json.{dead}-7.tmp",
    }
    assert (tmp_path / f".folder.{machine}-{dead}-7.tmp").is_dir()
