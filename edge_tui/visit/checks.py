"""The registry of checks; a check's name is its module's name with hyphens."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from edge_tui.model.addresses import without_query_values
from edge_tui.model.finding import Severity
from edge_tui.model.visit import Visit, VisitFinding
from edge_tui.visit import (
    blocked,
    changed_ecid,
    consent,
    development_library,
    double_page_view,
    early_collect,
    error_response,
    event_lint,
    foreign_identity,
    large_request,
    missing_display,
    missing_page_view,
    page_url,
    personal_data,
    prerendered,
    redirected,
    repeated_display,
    repeated_payload,
    several_datastreams,
    several_organizations,
    several_sdks,
    slow_decisions,
    third_party_domain,
    unreachable,
    unused_hint,
)

Check = Callable[[Visit], Iterator[VisitFinding]]

CHECKS: dict[str, Check] = {
    "double-page-view": double_page_view.check,
    "missing-page-view": missing_page_view.check,
    "prerendered": prerendered.check,
    "consent": consent.check,
    "blocked": blocked.check,
    "unreachable": unreachable.check,
    "redirected": redirected.check,
    "error-response": error_response.check,
    "several-datastreams": several_datastreams.check,
    "several-organizations": several_organizations.check,
    "several-sdks": several_sdks.check,
    "changed-ecid": changed_ecid.check,
    "foreign-identity": foreign_identity.check,
    "unused-hint": unused_hint.check,
    "third-party-domain": third_party_domain.check,
    "missing-display": missing_display.check,
    "repeated-display": repeated_display.check,
    "early-collect": early_collect.check,
    "page-url": page_url.check,
    "repeated-payload": repeated_payload.check,
    "large-request": large_request.check,
    "development-library": development_library.check,
    "event-lint": event_lint.check,
    "personal-data": personal_data.check,
    "slow-decisions": slow_decisions.check,
}

_ORDER = {severity: place for place, severity in enumerate(Severity)}


def check_visit(visit: Visit) -> tuple[VisitFinding, ...]:
    """Everything that the checks find, errors first, then in the order of pages and calls.

    Whatever of an event a message quotes, an address in it has the names of its query only, as pages have.
    """
    found = [_without_query_values(each) for check in CHECKS.values() for each in check(visit)]
    places = {call.key: place for place, call in enumerate(visit.calls)}

    def order(finding: VisitFinding) -> tuple[int, int, int]:
        place = places.get(finding.calls[0], 0) if finding.calls else 0
        return _ORDER[finding.severity], finding.page or len(visit.pages) + 1, place

    return tuple(sorted(found, key=order))


def _without_query_values(finding: VisitFinding) -> VisitFinding:
    message = without_query_values(finding.message)
    return finding if message == finding.message else replace(finding, message=message)
