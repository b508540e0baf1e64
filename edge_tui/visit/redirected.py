"""Calls that were redirected: Edge never does, so something in front of it did."""

from collections.abc import Iterator

from edge_tui.formats.address import read_address
from edge_tui.model.finding import Severity
from edge_tui.model.text import counted
from edge_tui.model.visit import Call, Visit, VisitFinding
from edge_tui.visit.subjects import host_and_path, keys, listed, named

# A client sends these again as they were; of others, all make a GET without the body.
_AS_IT_WAS = (307, 308)
_FIX_LOST = "Edge never redirects: send to where it leads, or let what is in front of Edge pass the call on."
_FIX = "Each event costs a second request, which a page that goes may not make: send to where it leads."
_FIX_RULE = "The rule changed these calls on their way. If it made the redirect up, nothing is wrong with the site."


def check(visit: Visit) -> Iterator[VisitFinding]:
    """One finding for each page, status, host and target, and for what a rule did.

    A client that follows 301, 302 or 303 asks with GET, without the event; what leads to no Edge path is lost, too.
    """
    grouped: dict[tuple[int, int, str, str, tuple[str, ...]], list[Call]] = {}
    for call in visit.calls:
        response = call.exchange.response
        if response is not None and response.is_redirect:
            place = response.header("location") or ""
            key = call.page_number, response.status, call.host, place, call.changed
            grouped.setdefault(key, []).append(call)
    for (page, status, host, place, changed), calls in grouped.items():
        is_edge = read_address(place) is not None
        where = f" to {host_and_path(place)}" if place else ""
        is_kept = status in _AS_IT_WAS and is_edge
        then = "" if is_kept else ", so no event reached Edge"
        under = f", under {listed(f'“{rule}”' for rule in changed)}" if changed else ""
        kinds = listed(map(named, calls))
        subject = f"{counted(len(calls), 'call')} to {host} {'was' if len(calls) == 1 else 'were'}"
        message = f"{subject} redirected{where} ({status}){then}{under}: {kinds}."
        fix = _FIX_RULE if changed else _FIX if is_kept else _FIX_LOST
        severity = Severity.WARNING if is_kept else Severity.ERROR
        yield VisitFinding("redirected", severity, message, fix, keys(calls), page)
