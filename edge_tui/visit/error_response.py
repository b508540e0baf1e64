"""Calls that Edge refused, or accepted only in part."""

from collections.abc import Iterator

from edge_tui.model.finding import Severity
from edge_tui.model.visit import Visit, VisitFinding


def check(visit: Visit) -> Iterator[VisitFinding]:
    """A status from 400 is an error; errors beside a response, as with 207, are a warning."""
    for call in visit.calls:
        if call.status is None:
            continue
        read = call.read
        problems = ((read.problem,) if read.problem else read.errors) if read else ()
        names = ", ".join(dict.fromkeys(problem.name for problem in problems))
        what = call.event_type or str(call.action)
        if call.status >= 400:
            message = f"Edge refused {what} with {call.status}{f': {names}' if names else ''}."
            severity = Severity.ERROR
        elif problems:
            message, severity = f"Edge answered {what} in part ({call.status}): {names}.", Severity.WARNING
        else:
            continue
        fix = "Open the call: its response explains each problem."
        yield VisitFinding("error-response", severity, message, fix, (call.key,), call.page_number)
