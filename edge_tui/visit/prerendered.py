"""Calls of a page that the browser loaded in the background and that nobody saw: they count all the same."""

from collections.abc import Iterator

from edge_tui.model.finding import Severity
from edge_tui.model.text import counted
from edge_tui.model.visit import Visit, VisitFinding
from edge_tui.visit.subjects import keys, listed, named, reached

_FIX = "While document.prerendering is true, wait for the event prerenderingchange before the page sends anything."


def check(visit: Visit) -> Iterator[VisitFinding]:
    """One finding for each page; of a page that is shown later, its calls are early, and not wrong."""
    for page in visit.pages:
        calls = list(reached(visit.by_page.get(page.number, ()))) if page.is_hidden else []
        if calls:
            sent = f"{counted(len(calls), 'call')} ({listed(map(named, calls))})"
            counts = "Analytics counts it" if len(calls) == 1 else "Analytics counts them"
            message = f"This page was prerendered and never shown, and sent {sent}: {counts}."
            yield VisitFinding("prerendered", Severity.WARNING, message, _FIX, keys(calls), page.number)
