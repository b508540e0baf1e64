"""A workspace with a frozen clock, in UTC."""

import time
from collections import deque
from collections.abc import Iterator
from pathlib import Path

import pytest
import textual._wait
from textual._compositor import Compositor, LayoutUpdate
from textual.geometry import Region

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


@pytest.fixture(autouse=True)
def no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every widget draws its lines as usual, but they aren't composed for a terminal that doesn't exist.

    Without a terminal Textual throws an update away once it has been composed. What a test reads off the
    screen (`Stage.drawn`, a picture) is composed when it is asked for.
    """
    compose = Compositor.render_full_update

    def full_update(compositor: Compositor, simplify: bool = False) -> LayoutUpdate | None:
        if simplify:
            return compose(compositor, simplify)
        compositor._dirty_regions.clear()
        draw(compositor, compositor.size.region)
        return None

    def partial_update(compositor: Compositor) -> None:
        if regions := compositor._dirty_regions.copy():
            compositor._dirty_regions.clear()
            draw(compositor, Region.from_union(regions).intersection(compositor.size.region))

    def draw(compositor: Compositor, region: Region) -> None:
        deque(compositor._get_renders(region), maxlen=0)

    monkeypatch.setattr(Compositor, "render_full_update", full_update)
    monkeypatch.setattr(Compositor, "render_partial_update", partial_update)


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """After every key Textual's pilot waits until the process is idle, and looks for that in steps of this length."""
    monkeypatch.setattr(textual._wait, "SLEEP_GRANULARITY", 0.005)
    monkeypatch.setattr(textual._wait, "SLEEP_IDLE", 0.0005)


@pytest.fixture
def workspace(home: Path) -> Workspace:
    """A workspace in this test's home, at noon."""
    return frozen_workspace(home)
