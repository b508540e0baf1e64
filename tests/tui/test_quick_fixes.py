"""Which finding a key goes to, and which fix it applies first."""

import pytest

from edge_tui.model.finding import Finding, Severity, Suggestion
from edge_tui.tui.editor.inspection import worst_first
from edge_tui.tui.editor.quick_fixes import fix_on_line, next_finding, next_fix

ERROR, WARNING, INFO = Severity.ERROR, Severity.WARNING, Severity.INFO


def found(severity: Severity, line: int, *, is_fixable: bool = True) -> Finding:
    """A finding on a line."""
    suggestion = Suggestion("fix it", "/event") if is_fixable else None
    return Finding("rule", severity, "wrong", "/event", line, 1, suggestion=suggestion)


NOTE, OTHER, REFUSED, LATER = found(INFO, 2), found(WARNING, 9, is_fixable=False), found(ERROR, 7), found(ERROR, 12)
LISTED = worst_first([NOTE, REFUSED, OTHER, LATER])


def test_the_worst_is_listed_first_and_each_kind_in_the_order_of_the_text() -> None:
    assert LISTED == (REFUSED, LATER, OTHER, NOTE)


@pytest.mark.parametrize(
    ("line", "step", "expected"),
    [(1, 1, NOTE), (2, 1, REFUSED), (8, 1, OTHER), (12, 1, NOTE), (12, -1, OTHER), (1, -1, LATER), (3, -1, NOTE)],
)
def test_a_key_goes_from_problem_to_problem_in_the_order_of_the_text(line: int, step: int, expected: Finding) -> None:
    assert LISTED[next_finding(LISTED, (line, 1), step)] is expected


@pytest.mark.parametrize(("line", "expected"), [(1, REFUSED), (7, LATER), (12, REFUSED), (30, REFUSED)])
def test_a_fix_of_an_error_comes_before_a_fix_of_a_note(line: int, expected: Finding) -> None:
    index = next_fix(LISTED, line)
    assert index is not None
    assert LISTED[index] is expected


def test_the_fix_on_the_line_is_the_worst_and_there_may_be_none() -> None:
    both = worst_first([found(INFO, 7), REFUSED])
    assert fix_on_line(both, 7) == 0
    assert fix_on_line(LISTED, 9) is None
    assert next_fix((OTHER,), 1) is None
