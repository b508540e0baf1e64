"""Calls that Edge refused, or accepted only in part."""

from collections.abc import Iterator

from edge_tui.model.finding import Severity
from edge_tui.model.visit import Call, Visit, VisitFinding
from edge_tui.visit.subjects import keys, listed, named

_FIX = "Open the call: its response explains each problem."


def check(visit: Visit) -> Iterator[VisitFinding]:
    """A status from 400 is an error; errors beside a response, as with 207, are a warning.

    Once for each page and kind.
    """
    grouped: dict[tuple[int, Severity, str], list[Call]] = {}
    for call in visit.calls:
        if (found := _problem(call)) is not None:
            grouped.setdefault((call.page_number, *found), []).append(call)
    for (page, severity, message), calls in grouped.items():
        times = f" {len(calls)} times" if len(calls) > 1 else ""
        yield VisitFinding("error-response", severity, f"{message}{times}.", _FIX, keys(calls), page)


def _problem(call: Call) -> tuple[Severity, str] | None:
    read = call.read
    problems = ((read.problem,) if read.problem else read.errors) if read else ()
    names = listed(problem.name for problem in problems)
    if call.status is not None and call.status >= 400:
        return Severity.ERROR, f"Edge refused {named(call)} with {call.status}{f': {names}' if names else ''}"
    if call.status is not None and problems:
        return Severity.WARNING, f"Edge answered {named(call)} in part ({call.status}): {names}"
    return None
