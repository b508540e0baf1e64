"""A proposition whose display was reported twice at once."""

from collections.abc import Iterator
from datetime import timedelta

from edge_tui.model.finding import Severity
from edge_tui.model.visit import Call, Visit, VisitFinding
from edge_tui.visit.continuity import visitor_of
from edge_tui.visit.subjects import is_display, keys, propositions_of, reached, text_at

_WITHIN = timedelta(seconds=2)
_FIX = "It counts as two impressions: render it once, or send the display event by hand only without renderDecisions."


def check(visit: Visit) -> Iterator[VisitFinding]:
    """The same proposition in two display events of a page and view within two seconds."""
    for number, calls in visit.by_page.items():
        last: dict[tuple[str, str, str], Call] = {}
        for call in reached(calls):
            shown = {
                (visitor_of(call), text_at(proposition, "/id"), text_at(event, "/xdm/web/webPageDetails/viewName"))
                for _, event in call.events
                if is_display(event)
                for proposition in propositions_of(event)
                if text_at(proposition, "/id")
            }
            before = next((last[each] for each in sorted(shown) if each in last), None)
            if before is not None and call.at - before.at <= _WITHIN:
                message = "The display of a proposition was reported twice on this page."
                found = keys((before, call))
                yield VisitFinding("repeated-display", Severity.WARNING, message, _FIX, found, number)
            last |= dict.fromkeys(shown, call)
