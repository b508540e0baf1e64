"""What was sent is in history: after kills at any moment, with no room on the disk, with no folder to write to."""

import json
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from edge_tui.model.exchange import Draft
from edge_tui.model.profile import EMULATOR_PROFILE
from edge_tui.workspace import Workspace

ROUNDS = 100
PAGE = Draft('{"event": {"xdm": {"eventType": "web.webpagedetails.pageViews"}}}')


def test_kills_at_a_hundred_random_moments_lose_nothing_that_was_begun(home: Path) -> None:
    command = [sys.executable, "-m", "tests.killed", str(home), str(ROUNDS), "20260314"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, cwd=Path(__file__).parent.parent)
    assert done.returncode == 0, done.stderr
    seen = (home / "seen").read_text().split()
    workspace = Workspace({"EDGE_TUI_HOME": str(home)})
    recorded = {summary.request_id: summary for summary in workspace.history.recent(limit=100_000)}

    assert len(seen) >= ROUNDS
    assert set(seen) <= set(recorded)
    assert workspace.history.troubles == ()
    assert workspace.visitors.troubles == ()
    assert workspace.drafts.load() is not None
    for summary in recorded.values():
        assert workspace.history.load(summary.key) is not None
    assert {summary.status for summary in recorded.values()} <= {200, None}


async def test_with_no_folder_to_write_to_the_answer_is_still_there_and_this_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    workspace = Workspace({"EDGE_TUI_HOME": str(tmp_path / "file" / "home")})
    session = workspace.session(EMULATOR_PROFILE)
    first, second = await session.send(PAGE), await session.send(PAGE)
    await workspace.close()

    assert first.answer is not None
    assert first.answer.status == 200
    assert any("is not in history" in remark for remark in first.remarks)
    assert any("kept for this run only" in remark for remark in first.remarks)
    assert second.request.url.startswith("http://emulator/ee/or2/v2/")


@pytest.mark.skipif(sys.platform == "win32", reason="no limits there")
def test_with_no_room_on_the_disk_the_answer_is_still_printed_and_this_is_said(home: Path) -> None:
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
