"""Calls that something in the browser blocked: by whom, and how many."""

from collections.abc import Iterator

from edge_tui.model.finding import Severity
from edge_tui.model.visit import Call, Visit, VisitFinding
from edge_tui.visit.subjects import listed, named

_BY = {
    "extension": "by an extension, such as an ad blocker",
    "csp": "by the page's content security policy",
    "cors": "by the browser, because of CORS",
    "mixed-content": "by the browser, because the page is HTTPS and the call was not",
}
_FIX = {
    "extension": "Ask how many visitors have one: an edge domain of the site's own is blocked less often.",
    "csp": "Add the edge domain to connect-src.",
    "cors": "Allow the page's origin on the edge domain.",
    "mixed-content": "Use an https: edge domain.",
}


def check(visit: Visit) -> Iterator[VisitFinding]:
    """One finding for each page and cause."""
    grouped: dict[tuple[int, str], list[Call]] = {}
    for call in visit.blocked:
        grouped.setdefault((call.page_number, blocked_by(call)), []).append(call)
    for (page, cause), calls in grouped.items():
        subject = "1 call was" if len(calls) == 1 else f"{len(calls)} calls were"
        kinds = listed(map(named, calls))
        message = f"{subject} blocked {_BY.get(cause, 'in the browser')}: {kinds}."
        fix = _FIX.get(cause, "The browser's console names the reason.")
        yield VisitFinding("blocked", Severity.WARNING, message, fix, tuple(call.key for call in calls), page)


def blocked_by(call: Call) -> str:
    """What blocked a call, as a value of `Cause`; empty when it isn't known, or wasn't blocked."""
    return call.exchange.failure.cause if call.exchange.failure else ""
