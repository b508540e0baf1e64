"""Whether a process runs."""

import os
import subprocess
import sys
from collections.abc import Callable

import pytest

from edge_tui.runtime.processes import is_running


def test_this_process_runs_and_one_that_ended_does_not() -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    assert is_running(os.getpid())
    assert not is_running(ended.pid)


@pytest.mark.parametrize(
    ("error", "runs"), [(ProcessLookupError, False), (OverflowError, False), (PermissionError, True), (OSError, True)]
)
def test_what_cannot_be_asked_is_taken_to_run(
    error: type[Exception], runs: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_pid: int, _signal: int) -> None:
        raise error

    kill: Callable[[int, int], None] = refuse
    monkeypatch.setattr(os, "kill", kill)
    assert is_running(4711) is runs
