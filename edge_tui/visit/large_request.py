"""Requests over the gateway's limit, over that of browsers for beacons, or over one fragment."""

from collections.abc import Iterator

from edge_tui.lint.size import FRAGMENT_BYTES, LIMIT_BYTES
from edge_tui.model.finding import Severity
from edge_tui.model.text import counted
from edge_tui.model.visit import Call, Visit, VisitFinding
from edge_tui.visit.subjects import keys, named

_LIMIT = "Send less in one event, or two events."
_FRAGMENTS = "The rate limit counts each 8 KB: send fewer fields if you come near it."


def check(visit: Visit) -> Iterator[VisitFinding]:
    """An error for each over 64 KB; one notice for all that are over 8 KB."""
    several: list[Call] = []
    for call in visit.calls:
        size = len(call.exchange.request.body.encode("utf-8", "surrogatepass"))
        if size > LIMIT_BYTES:
            who = "browsers don't send more as the page goes" if call.is_unload else "the gateway accepts at most 64 KB"
            message = f"{named(call)} has {size / 1024:.1f} KB: {who}."
            yield VisitFinding("large-request", Severity.ERROR, message, _LIMIT, keys((call,)), call.page_number)
        elif size > FRAGMENT_BYTES:
            several.append(call)
    if several:
        verb = "has" if len(several) == 1 else "have"
        message = f"{counted(len(several), 'call')} of {len(visit.calls)} {verb} more than 8 KB."
        yield VisitFinding("large-request", Severity.INFO, message, _FRAGMENTS, keys(several))
