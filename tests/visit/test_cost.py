"""What a look at a visit costs grows with its calls: a visit of twice as many costs twice as much."""

import cProfile
import pstats
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from edge_tui.cli.recording.documents import visit_document
from edge_tui.cli.recording.feed import VisitFeed, VisitWriter, write_page_by_page
from edge_tui.cli.recording.lines import summary_lines
from edge_tui.formats.export import export
from edge_tui.model.finding import Severity
from edge_tui.model.node import Node
from edge_tui.model.origin import Source
from edge_tui.model.visit import Visit, VisitFinding
from edge_tui.recording import Observer, summarize
from edge_tui.visit import CHECKS, check_visit
from tests.recording import flood

# All checks, for the first time, of a call like the Web SDK's whose event is like no other.
_FIRST_STEPS_A_CALL = 4000


class _Key(str):
    """A call's key whose comparisons are steps."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return str.__eq__(self, other)  # type: ignore[arg-type]

    def __hash__(self) -> int:
        return str.__hash__(self)


class _NoWriter(VisitWriter):
    """Writes nothing."""


def _visit(calls: int, first: int = 0) -> Visit:
    """A visit with a page for every two calls."""
    seen = Observer(Source.CHROMIUM, "a visit", new_uuid=uuid4)
    for sighting in flood.calls(calls, first, every_seconds=5):
        seen.see(sighting)
    return seen.visit


def _steps(run: Callable[[], object]) -> int:
    """How many functions are called."""
    profile = cProfile.Profile()
    profile.runcall(run)
    return int(pstats.Stats(profile).total_calls)  # type: ignore[attr-defined]


def _findings(visit: Visit) -> tuple[VisitFinding, ...]:
    """Some that are about all calls."""
    keys = tuple(_Key(call.key) for call in visit.calls)
    return (VisitFinding("blocked", Severity.WARNING, "Blocked.", calls=keys),) * 3


def _readers(visit: Visit) -> dict[str, Callable[[], object]]:
    """Whoever reads a visit that is over."""
    findings, summary = _findings(visit), summarize(visit)
    now = datetime(2026, 11, 28, tzinfo=UTC)
    return {
        "summary": lambda: summarize(visit),
        "summary lines": lambda: list(summary_lines(visit, summary, findings)),
        "page by page": lambda: write_page_by_page(visit, _NoWriter()),
        "as it goes on": lambda: VisitFeed(_NoWriter()).look(visit, now, is_over=True),
        "document": lambda: visit_document(visit, summary, findings, lambda _: Node("")),
        "HAR": lambda: export("har", [call.exchange for call in visit.calls]),
    }


@pytest.fixture(autouse=True)
def _two_calls_a_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flood, "CALLS_A_PAGE", 2)


def test_no_check_costs_more_a_call_in_a_longer_visit() -> None:
    costs: dict[str, tuple[int, ...]] = {}
    visits = _visit(300), _visit(600)
    for name, check in CHECKS.items():
        for visit in visits:
            list(check(visit))
        costs[name] = tuple(_steps(lambda visit=visit, check=check: list(check(visit))) for visit in visits)  # type: ignore[misc]
    assert {name: cost for name, cost in costs.items() if cost[1] > 2.2 * cost[0]} == {}


def test_no_reader_costs_more_a_call_in_a_longer_visit() -> None:
    short, long = _readers(_visit(300)), _readers(_visit(600))
    costs = {name: (_steps(short[name]), _steps(long[name])) for name in short}
    assert {name: cost for name, cost in costs.items() if cost[1] > 2.2 * cost[0]} == {}


def test_the_first_look_at_calls_that_are_all_different_does_only_what_can_find_something() -> None:
    check_visit(_visit(40))
    visit = _visit(200, first=40)
    assert _steps(lambda: check_visit(visit)) < _FIRST_STEPS_A_CALL * 200


def test_what_a_page_was_given_and_never_displayed_is_one_finding_however_many_calls_it_made() -> None:
    visit = _visit(40)
    ended = replace(visit, recording=replace(visit.recording, ended=datetime(2026, 11, 29, tzinfo=UTC)))
    found = [each for each in check_visit(ended) if each.check == "missing-display"]
    assert len({each.page for each in found}) == len(found)
    assert max(len(each.calls) for each in found) == 2
