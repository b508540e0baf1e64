"""Which lines of two texts face each other."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_tui.compare.facing_lines import facing_lines

LINES = st.lists(st.sampled_from("abcd"), max_size=12)


@pytest.mark.parametrize(
    ("left", "right", "facing"),
    [
        ("abc", "abc", [0, 1, 2]),
        # Lines that only one side has: the other one waits where they would be.
        ("axyzb", "ab", [0, 1, 1, 1, 1]),
        ("ab", "axyzb", [0, 4]),
        # Of a changed part, as many lines face each other as both have.
        ("a12b", "a3b", [0, 1, 1, 2]),
        ("a3b", "a12b", [0, 1, 3]),
        ("ab", "", [0, 0]),
    ],
)
def test_a_line_faces_the_one_that_stands_for_it(left: str, right: str, facing: list[int]) -> None:
    found = facing_lines("\n".join(left), "\n".join(right))
    assert [found.facing(0, line) for line in range(len(left))] == facing


@given(LINES, LINES)
def test_no_line_faces_one_above_an_earlier_one_or_outside(left: list[str], right: list[str]) -> None:
    found = facing_lines("\n".join(left), "\n".join(right))
    for side, (own, other) in enumerate(((left, right), (right, left))):
        lines = [found.facing(side, line) for line in range(len(own))]
        assert lines == sorted(lines)
        assert all(0 <= line <= len(other) for line in lines)


@given(LINES, LINES, LINES, LINES)
def test_what_both_begin_and_end_with_faces_itself(
    head: list[str], left: list[str], right: list[str], tail: list[str]
) -> None:
    texts = [*head, "<", *left, ">", *tail], [*head, "<", *right, ">", *tail]
    found = facing_lines(*map("\n".join, texts))
    assert [found.facing(0, line) for line in range(len(head))] == list(range(len(head)))
    for back in range(1, len(tail) + 1):
        assert found.facing(0, len(texts[0]) - back) == len(texts[1]) - back
