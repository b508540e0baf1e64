"""Calls without the location hint that a response before had given."""

from collections.abc import Iterator

from edge_tui.model.finding import Severity
from edge_tui.model.text import counted
from edge_tui.model.visit import Visit, VisitFinding
from edge_tui.visit.continuity import hint_uses
from edge_tui.visit.subjects import keys

_FIX = (
    "Without the hint another edge location may serve the call, which doesn't have the visitor's profile yet. "
    "The SDK keeps it in the cookie kndctr_…_cluster: check that cookies are kept."
)


def check(visit: Visit) -> Iterator[VisitFinding]:
    """One finding for the visit."""
    uses = list(hint_uses(visit))
    missing = [call for call, is_used in uses if not is_used]
    if missing:
        message = f"{counted(len(missing), 'call')} of {len(uses)} didn't use the location hint that Edge had given."
        yield VisitFinding("unused-hint", Severity.WARNING, message, _FIX, keys(missing))
