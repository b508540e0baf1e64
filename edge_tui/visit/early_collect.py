"""A `collect` call before the visitor was known: it returns no identity, so the event has none."""

from collections.abc import Iterator

from edge_tui.model.finding import Severity
from edge_tui.model.request import Action
from edge_tui.model.visit import Visit, VisitFinding
from edge_tui.visit.continuity import ecid_of_call, identification_of
from edge_tui.visit.subjects import keys, named

_KNOWN = ("ECID", "FPID")
_FIX = "Send the first event with interact, which returns an identity."


def check(visit: Visit) -> Iterator[VisitFinding]:
    """Calls that show no ECID and no FPID, before any call of the visit had one; a deleted one may have had it."""
    if visit.left or visit.deleted:
        return
    for call in visit.calls:
        if call.action is Action.COLLECT and call.body is not None:
            sent = identification_of(call).sent
            if not any(each.namespace in _KNOWN for each in sent) and not any(each.is_primary for each in sent):
                message = f"{named(call)} went to collect before the visitor had an identity."
                yield VisitFinding("early-collect", Severity.WARNING, message, _FIX, keys((call,)), call.page_number)
        elif ecid_of_call(call):
            return
