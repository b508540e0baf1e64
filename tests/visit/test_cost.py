"""What a look at a visit costs grows with its calls: a visit of twice as many costs twice as much."""

import cProfile
import pstats
from uuid import uuid4

import pytest

from edge_tui.model.origin import Source
from edge_tui.model.visit import Visit
from edge_tui.recording import Observer
from edge_tui.visit import CHECKS
from tests.recording import flood


def _visit(calls: int) -> Visit:
    """A visit with a page for every two calls."""
    seen = Observer(Source.CHROMIUM, "a visit", new_uuid=uuid4)
    for sighting in flood.calls(calls, every_seconds=5):
        seen.see(sighting)
    return seen.visit


def _steps(name: str, visit: Visit) -> int:
    """How many functions a check calls for a visit that it knows."""
    list(CHECKS[name](visit))
    profile = cProfile.Profile()
    profile.runcall(lambda: list(CHECKS[name](visit)))
    return int(pstats.Stats(profile).total_calls)  # type: ignore[attr-defined]


def test_no_check_costs_more_a_call_in_a_longer_visit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flood, "CALLS_A_PAGE", 2)
    short, long = _visit(300), _visit(600)
    costs = {name: (_steps(name, short), _steps(name, long)) for name in CHECKS}
    assert {name: cost for name, cost in costs.items() if cost[1] > 2.2 * cost[0]} == {}
