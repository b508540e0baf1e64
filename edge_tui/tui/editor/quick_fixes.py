"""Picks the finding that a key goes to or fixes."""

from collections.abc import Sequence

from edge_tui.model.finding import Finding, Severity

Place = tuple[int, int]


def next_finding(findings: Sequence[Finding], cursor: Place, step: int) -> int:
    """The index of the finding after the cursor in the text, or before it for a negative step, wrapping around."""
    in_order = sorted(range(len(findings)), key=lambda i: _place(findings[i]))
    if step > 0:
        return next((i for i in in_order if _place(findings[i]) > cursor), in_order[0])
    return next((i for i in reversed(in_order) if _place(findings[i]) < cursor), in_order[-1])


def _place(finding: Finding) -> Place:
    return finding.line, finding.column


def fix_on_line(findings: Sequence[Finding], line: int) -> int | None:
    """The index of the first fixable finding on a line: of findings with the worst first, the worst."""
    return next((i for i, finding in enumerate(findings) if finding.suggestion and finding.line == line), None)


def next_fix(findings: Sequence[Finding], line: int) -> int | None:
    """The index of the fixable finding to go to: the worst ones first, of these the next below a line, wrapping around.

    An event that would be refused isn't helped by what is only advice.
    """
    fixable = [i for i, finding in enumerate(findings) if finding.suggestion]
    for severity in Severity:
        worst = sorted((i for i in fixable if findings[i].severity is severity), key=lambda i: _place(findings[i]))
        if worst:
            return next((i for i in worst if findings[i].line > line), worst[0])
    return None
