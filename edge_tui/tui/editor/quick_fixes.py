"""Picks the finding that a key goes to or fixes."""

from collections.abc import Sequence

from edge_tui.model.finding import Finding

Place = tuple[int, int]


def next_finding(findings: Sequence[Finding], cursor: Place, step: int) -> int:
    """The index of the finding after the cursor, or before it for a negative step, wrapping around."""
    places = [(finding.line, finding.column) for finding in findings]
    if step > 0:
        return next((i for i, place in enumerate(places) if place > cursor), 0)
    return next((i for i in reversed(range(len(places))) if places[i] < cursor), len(places) - 1)


def fix_on_line(findings: Sequence[Finding], line: int) -> int | None:
    """The index of the first fixable finding on a line."""
    return next((i for i, finding in enumerate(findings) if finding.suggestion and finding.line == line), None)


def next_fix(findings: Sequence[Finding], line: int) -> int | None:
    """The index of the next fixable finding below a line, wrapping around."""
    fixable = [i for i, finding in enumerate(findings) if finding.suggestion]
    return next((i for i in fixable if findings[i].line > line), fixable[0] if fixable else None)
