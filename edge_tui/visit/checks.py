"""The registry of checks; a check's name is its module's name with hyphens."""

from collections.abc import Callable, Iterator

from edge_tui.model.finding import Severity
from edge_tui.model.visit import Visit, VisitFinding
from edge_tui.visit import blocked, error_response

Check = Callable[[Visit], Iterator[VisitFinding]]

CHECKS: dict[str, Check] = {
    "blocked": blocked.check,
    "error-response": error_response.check,
}

_ORDER = {severity: place for place, severity in enumerate(Severity)}


def check_visit(visit: Visit) -> tuple[VisitFinding, ...]:
    """Everything that the checks find, errors first, then in the order of pages and calls."""
    found = [each for check in CHECKS.values() for each in check(visit)]
    places = {call.key: place for place, call in enumerate(visit.calls)}

    def order(finding: VisitFinding) -> tuple[int, int, int]:
        place = places.get(finding.calls[0], 0) if finding.calls else 0
        return _ORDER[finding.severity], finding.page or len(visit.pages) + 1, place

    return tuple(sorted(found, key=order))
