"""Every sent event is in history: after kills at any moment, on a full disk, without a writable folder."""

import contextlib
import json
import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from edge_tui.model.errors import StorageError
from edge_tui.model.exchange import Draft
from edge_tui.model.profile import EMULATOR_PROFILE
from edge_tui.model.visitor import Visitor
from edge_tui.workspace import Workspace

PAGE = Draft('{"event": {"xdm": {"eventType": "web.webpagedetails.pageViews"}}}')


def test_kills_at_random_moments_lose_nothing_that_was_begun(home: Path, thorough: bool) -> None:
    rounds = 100 if thorough else 12
    command = [sys.executable, "-m", "tests.killed", str(home), str(rounds), "20260314"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, cwd=Path(__file__).parent.parent)
    assert done.returncode == 0, done.stderr
    seen = (home / "seen").read_text().split()
    workspace = Workspace({"EDGE_TUI_HOME": str(home)})
    recorded = {summary.request_id: summary for summary in workspace.history.recent(limit=100_000)}

    assert len(seen) >= rounds
    assert set(seen) <= set(recorded)
    assert workspace.history.warnings == ()
    assert workspace.visitors.warnings == ()
    assert workspace.drafts.load() is not None
    for summary in recorded.values():
        assert workspace.history.load(summary.key) is not None
    assert {summary.status for summary in recorded.values()} <= {200, None}


async def test_without_a_writable_folder_the_response_is_still_there_with_a_note(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    workspace = Workspace({"EDGE_TUI_HOME": str(tmp_path / "file" / "home")})
    session = workspace.sessions.get(EMULATOR_PROFILE)
    first, second = await session.send(PAGE), await session.send(PAGE)
    await workspace.close()

    assert first.response is not None
    assert first.response.status == 200
    assert any("is not in history" in note for note in first.notes)
    assert any("kept for this run only" in note for note in first.notes)
    assert second.request.url.startswith("http://emulator/ee/or2/v2/")


@pytest.mark.skipif(sys.platform == "win32", reason="no limits there")
def test_on_a_full_disk_the_response_is_still_printed_with_a_note(home: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "edge_tui", "send", "page-view", "--json"],
        capture_output=True,
        timeout=120,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096)),
    )

    assert done.returncode == 0, done.stderr.decode()
    assert json.loads(done.stdout)["status"] == 200
    assert "is not in history" in done.stderr.decode()
    assert "Traceback" not in done.stderr.decode()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 300 KB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=300k", "tmpfs", folder], capture_output=True)
    if mounted.returncode != 0:
        pytest.skip("only root mounts a disk")
    yield folder
    subprocess.run(["umount", "--lazy", folder], check=True)


@pytest.mark.skipif(shutil.which("mount") is None, reason="no disk can be mounted here")
async def test_a_full_disk_loses_nothing_recorded_before_and_is_used_again_once_there_is_space(
    small_disk: Path,
) -> None:
    workspace = Workspace({"EDGE_TUI_HOME": str(small_disk)})
    session = workspace.sessions.get(EMULATOR_PROFILE)
    before = await session.send(PAGE)
    with (small_disk / "filler").open("wb", buffering=0) as filler, contextlib.suppress(OSError):
        while filler.write(b"\0" * 1024):
            pass
    full = await session.send(PAGE)
    with pytest.raises(StorageError, match="full"):
        workspace.visitors.add(Visitor("anna"))
    kept = session.state
    (small_disk / "filler").unlink()
    after = await session.send(PAGE)
    recorded = [summary.request_id for summary in workspace.history.recent()]
    await workspace.close()
    workspace.history.close()

    assert before.notes == after.notes == ()
    assert full.response is not None
    assert full.response.status == 200
    assert any("is not in history" in note for note in full.notes)
    assert any("kept for this run only" in note for note in full.notes)
    assert recorded == [after.request_id, before.request_id]
    assert {entry.key for entry in kept.entries} <= {entry.key for entry in session.state.entries}


@pytest.mark.skipif(sys.platform == "win32", reason="no such permissions there")
def test_with_a_read_only_folder_the_response_is_still_printed_with_a_note(home: Path) -> None:
    # Root may write anywhere, unless it drops that capability.
    without = ["setpriv", "--bounding-set=-dac_override"] if os.getuid() == 0 else []
    if without and shutil.which("setpriv") is None:
        pytest.skip("only setpriv takes a right from root")
    home.chmod(0o555)
    done = subprocess.run(
        [*without, sys.executable, "-m", "edge_tui", "send", "page-view", "--json"], capture_output=True, timeout=120
    )
    home.chmod(0o755)

    assert done.returncode == 0, done.stderr.decode()
    assert json.loads(done.stdout)["status"] == 200
    assert "is not in history" in done.stderr.decode()
    assert "read-only" in done.stderr.decode()
    assert "Traceback" not in done.stderr.decode()
    assert list(home.iterdir()) == []
