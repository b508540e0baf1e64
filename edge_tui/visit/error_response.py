"""Calls that Edge refused, or accepted only in part."""

from collections.abc import Iterator

from edge_tui.model.finding import Severity
from edge_tui.model.visit import Call, Visit, VisitFinding
from edge_tui.visit.subjects import keys, listed, named

_FIX = "Open the call: its response explains each problem."
_FIX_RULE = "The rule changed these calls on their way. If it made the response up, nothing is wrong with the site."


def check(visit: Visit) -> Iterator[VisitFinding]:
    """A status from 400 is an error; errors beside a response, as with 207, are a warning.

    Once for each page and kind.
    """
    grouped: dict[tuple[int, Severity, str, tuple[str, ...]], list[Call]] = {}
    for call in visit.calls:
        if (found := _problem(call)) is not None:
            grouped.setdefault((call.page_number, *found, call.changed), []).append(call)
    for (page, severity, message, changed), calls in grouped.items():
        times = f" {len(calls)} times" if len(calls) > 1 else ""
        under = f", under {listed(f'“{rule}”' for rule in changed)}" if changed else ""
        fix = _FIX_RULE if changed else _FIX
        yield VisitFinding("error-response", severity, f"{message}{times}{under}.", fix, keys(calls), page)


def _problem(call: Call) -> tuple[Severity, str] | None:
    read = call.read
    problems = ((read.problem,) if read.problem else read.errors) if read else ()
    names = listed(problem.name for problem in problems)
    if call.status is None or not (call.status >= 400 or problems):
        return None
    words = f": {names}" if names else ""
    severity = Severity.ERROR if call.status >= 400 else Severity.WARNING
    if call.changed:
        # Nobody but the rule knows whether Edge said so.
        return severity, f"{named(call)} got {call.status}{words}"
    if severity is Severity.ERROR:
        return severity, f"Edge refused {named(call)} with {call.status}{words}"
    return severity, f"Edge answered {named(call)} in part ({call.status}){words}"
