"""A proposition whose display was reported twice at once."""

from collections.abc import Iterator
from datetime import timedelta

from edge_tui.model.finding import Severity
from edge_tui.model.visit import Call, Visit, VisitFinding
from edge_tui.visit.continuity import visitor_of
from edge_tui.visit.subjects import is_display, keys, propositions_of, reached, text_at

_WITHIN = timedelta(seconds=2)
_FIX = "Each counts as an impression: render it once, or send the display event by hand only without renderDecisions."


def check(visit: Visit) -> Iterator[VisitFinding]:
    """The same proposition in display events of a page and view, each within two seconds of the one before."""
    for number, calls in visit.by_page.items():
        last: dict[tuple[str, str, str], list[Call]] = {}
        repeated: list[list[Call]] = []
        for call in reached(calls):
            shown = {
                (visitor_of(call), text_at(proposition, "/id"), text_at(event, "/xdm/web/webPageDetails/viewName"))
                for _, event in call.events
                if is_display(event)
                for proposition in propositions_of(event)
                if text_at(proposition, "/id")
            }
            for each in sorted(shown):
                series = last.get(each)
                if series is None or call.at - series[-1].at > _WITHIN:
                    last[each] = [call]
                    continue
                series.append(call)
                if len(series) == 2:
                    repeated.append(series)
        for series in {keys(each): each for each in repeated}.values():
            times = "twice" if len(series) == 2 else f"{len(series)} times"
            message = f"The display of a proposition was reported {times} on this page."
            yield VisitFinding("repeated-display", Severity.WARNING, message, _FIX, keys(series), number)
