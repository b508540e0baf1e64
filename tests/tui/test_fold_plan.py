"""Which lines of a response start open: in too few rows, a line for each handle comes before what is in one."""

from hypothesis import given
from hypothesis import strategies as st

from edge_tui.tui.response.fold_plan import Fold, Foldable, fold_plan
from tests.tables import every_row

OPEN, BRIEF, FOLDED = Fold.OPEN, Fold.BRIEF, Fold.FOLDED
PROBLEM = Foldable(8, brief_rows=2, rank=0)
MISSING = Foldable(2, rank=3)
ASKED = Foldable(3, rank=2, is_handle=True)
HANDLE = Foldable(0, is_handle=True)
REST = Foldable(0)


@every_row(
    ("room", "expected"),
    [
        (20, [OPEN, OPEN, OPEN]),
        # A line each is 6 rows: 4 problem, missing, asked and three others.
        (18, [OPEN, FOLDED, OPEN]),
        (14, [OPEN, FOLDED, FOLDED]),
        (13, [BRIEF, OPEN, OPEN]),
        (11, [BRIEF, FOLDED, OPEN]),
        (8, [BRIEF, FOLDED, FOLDED]),
        (7, [FOLDED, FOLDED, FOLDED]),
        (1, [FOLDED, FOLDED, FOLDED]),
    ],
)
def test_problems_come_first_then_what_was_asked_for_then_what_is_missing(room: int, expected: list[Fold]) -> None:
    plan = fold_plan([PROBLEM, MISSING, ASKED, HANDLE, HANDLE, HANDLE, REST], room)
    assert plan[:3] == expected


def test_a_refusal_stays_open_because_it_hides_no_handle() -> None:
    assert fold_plan([PROBLEM, REST], 3) == [OPEN, FOLDED]


def test_the_last_handle_may_go_on_below_the_screen() -> None:
    assert fold_plan([HANDLE, ASKED], 3) == [FOLDED, OPEN]
    assert fold_plan([ASKED, HANDLE], 3) == [FOLDED, FOLDED]


LINES = st.lists(st.builds(Foldable, st.integers(0, 9), st.integers(0, 3), st.integers(0, 3), is_handle=st.booleans()))


@given(LINES, st.integers(0, 40))
def test_every_handle_is_in_view_if_a_line_for_each_fits(lines: list[Foldable], room: int) -> None:
    plan = fold_plan(lines, room)
    last = max((index for index, line in enumerate(lines) if line.is_handle), default=-1)
    rows = [
        1 + {OPEN: line.rows_below, BRIEF: line.brief_rows, FOLDED: 0}[fold]
        for line, fold in zip(lines, plan, strict=True)
    ]
    if last >= 0 and last + 1 <= room:
        assert sum(rows[:last]) + 1 <= room
    assert all(fold is FOLDED or line.rows_below for line, fold in zip(lines, plan, strict=True))
