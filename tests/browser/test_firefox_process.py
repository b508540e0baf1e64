"""Firefox ends when it is to, and otherwise says itself how it ended."""

import signal
from pathlib import Path

import pytest

from edge_tui.browser.firefox_process import FirefoxProcess, start_firefox


def _started(folder: Path, then: str) -> FirefoxProcess:
    """A program that listens as Firefox does, then does something else."""
    program = folder / "firefox"
    program.write_text(f"#!/bin/sh\necho 'WebDriver BiDi listening on ws://127.0.0.1:1' >&2\n{then}\n")
    program.chmod(0o700)
    started = start_firefox(str(program), folder, (), headless=True)
    assert isinstance(started, FirefoxProcess)
    return started


@pytest.mark.parametrize("status", [0, 21])
def test_a_firefox_that_ends_by_itself_has_its_own_status(tmp_path: Path, status: int) -> None:
    process = _started(tmp_path, f"sleep 1; exit {status}")
    assert process.wait(60)
    process.end()
    assert process.status == status


def test_a_firefox_that_goes_on_is_ended(tmp_path: Path) -> None:
    process = _started(tmp_path, "exec sleep 60")
    assert not process.wait(0)
    process.end()
    assert process.status == 128 + signal.SIGTERM
