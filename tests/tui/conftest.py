"""A workspace in which time stands still, in a time zone that everybody has."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from edge_tui.workspace import Workspace
from tests.tui.stage import frozen_workspace


@pytest.fixture(autouse=True)
def greenwich(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Local time is UTC, wherever the test runs."""
    with monkeypatch.context() as patch:
        patch.setenv("TZ", "UTC")
        time.tzset()
        yield
    time.tzset()


@pytest.fixture
def workspace(home: Path) -> Workspace:
    """A workspace in this test's home, at noon."""
    return frozen_workspace(home)
