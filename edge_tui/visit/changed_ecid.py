"""A visitor who became another one during the visit."""

from collections.abc import Iterator

from edge_tui.model.finding import Severity
from edge_tui.model.text import shortened
from edge_tui.model.visit import Call, Visit, VisitFinding
from edge_tui.visit.continuity import ecid_of_call, visitor_of
from edge_tui.visit.subjects import keys, named

_FIX = "The identity cookie was not sent, or was lost: look at the cookies of the second call."


def check(visit: Visit) -> Iterator[VisitFinding]:
    """Another ECID than the visitor's call before it had in the same datastream."""
    last: dict[tuple[str, str], tuple[str, Call]] = {}
    for call in visit.calls:
        ecid = ecid_of_call(call)
        if not ecid:
            continue
        place = visitor_of(call), call.datastream
        before = last.get(place)
        if before is not None and before[0] != ecid:
            message = f"The ECID changed from {shortened(before[0])} to {shortened(ecid)} with {named(call)}."
            found = keys((call, before[1]))
            yield VisitFinding("changed-ecid", Severity.ERROR, message, _FIX, found, call.page_number)
        last[place] = ecid, call
