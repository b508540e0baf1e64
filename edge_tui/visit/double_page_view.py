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
    """Page views with the name and the URL of the visitor's before on the same page, in the same datastream.

    A series of them is one finding.
    """
    for number, calls in visit.by_page.items():
        last: dict[tuple[str, str], tuple[tuple[str, ...], list[Call]]] = {}
        repeated: list[tuple[tuple[str, ...], list[Call]]] = []
        for call in reached(calls) if number else ():
            for _, event in call.views:
                places = ("name", "URL", "viewName")
                view = tuple(text_at(event, f"/xdm/web/webPageDetails/{place}") for place in places)
                who = visitor_of(call), call.datastream
                before = last.get(who)
                if before is None or before[0] != view or not any(view):
                    last[who] = view, [call]
                    continue
                before[1].append(call)
                if len(before[1]) == 2:
                    repeated.append(before)
        for view, series in repeated:
            yield _finding(number, series, view)


def _finding(number: int, calls: list[Call], view: tuple[str, ...]) -> VisitFinding:
    apart = (calls[-1].at - calls[0].at).total_seconds()
    words = f"{apart * 1000:.0f} ms" if apart < 1 else f"{apart:.1f} s"
    what = next((shown for each in view if (shown := shown_address(each))), "one page")[:100]
    origins = origins_of(calls[0], calls[1])
    if len(calls) == 2:
        message = f"Two page views of “{what}” {words} apart{origins}: Analytics counts both."
    else:
        message = f"{len(calls)} page views of “{what}” within {words}{origins}: Analytics counts each."
    fix = with_place_of_stack(_FIX, *calls)
    return VisitFinding("double-page-view", Severity.ERROR, message, fix, keys(calls), number)
