"""Two page views of one page: Analytics counts both."""

from collections.abc import Iterator

from edge_tui.model.addresses import shown_address
from edge_tui.model.finding import Severity
from edge_tui.model.visit import Call, Visit, VisitFinding
from edge_tui.visit.callers import origins_of, with_place_of_stack
from edge_tui.visit.continuity import visitor_of
from edge_tui.visit.subjects import keys, reached, text_at

_FIX = "Let one of them send it."


def check(visit: Visit) -> Iterator[VisitFinding]:
    """A page view with the name and the URL of the visitor's before it on the same page, in the same datastream."""
    for number, calls in visit.by_page.items():
        last: dict[tuple[str, str], tuple[tuple[str, ...], Call]] = {}
        for call in reached(calls) if number else ():
            for _, event in call.views:
                places = ("name", "URL", "viewName")
                view = tuple(text_at(event, f"/xdm/web/webPageDetails/{place}") for place in places)
                who = visitor_of(call), call.datastream
                before = last.get(who)
                if before is not None and before[0] == view and any(view):
                    yield _finding(number, before[1], call, view)
                last[who] = view, call


def _finding(number: int, first: Call, second: Call, view: tuple[str, ...]) -> VisitFinding:
    apart = (second.at - first.at).total_seconds()
    words = f"{apart * 1000:.0f} ms" if apart < 1 else f"{apart:.1f} s"
    what = next((shown for each in view if (shown := shown_address(each))), "one page")
    message = f"Two page views of “{what[:100]}” {words} apart{origins_of(first, second)}: Analytics counts both."
    fix = with_place_of_stack(_FIX, first, second)
    return VisitFinding("double-page-view", Severity.ERROR, message, fix, keys((first, second)), number)
