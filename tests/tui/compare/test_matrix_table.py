"""The cells of the table: what differs is in sight however narrow the column is."""

import pytest

from edge_tui.tui.compare.matrix_table import from_difference

READING = "activity 649330 · experience {} · 1 item"


@pytest.mark.parametrize(
    ("width", "shown"),
    [
        (60, "activity 649330 · experience 1 · 1 item"),
        # The difference is within the width although the end isn't.
        (34, "activity 649330 · experience 1 · 1 item"),
        (20, "…experience 1 · 1 item"),
    ],
)
def test_a_reading_starts_where_it_differs_if_that_would_be_cut_off(width: int, shown: str) -> None:
    assert from_difference(READING.format(1), READING.format(0), width) == shown


def test_a_reading_without_parts_or_without_a_difference_stays() -> None:
    assert from_difference("a" * 30 + "b", "a" * 30 + "c", 10) == "a" * 30 + "b"
    assert from_difference("same · text", "same · text", 5) == "same · text"
