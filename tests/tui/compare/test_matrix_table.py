"""The cells of the table: what differs is in sight however narrow the column is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_tui.compare.brief import common_length
from edge_tui.tui.compare.matrix_table import from_difference

READING = "activity 649330 · experience {} · 1 item"


@pytest.mark.parametrize(
    ("width", "shown"),
    [
        (60, "activity 649330 · experience 1 · 1 item"),
        # The difference is within the width although the end isn't.
        (34, "activity 649330 · experience 1 · 1 item"),
        (30, "…experience 1 · 1 item"),
        # So narrow that the part would be cut off before it differs.
        (12, "…nce 1 · 1 item"),
    ],
)
def test_a_reading_starts_where_it_differs_if_that_would_be_cut_off(width: int, shown: str) -> None:
    assert from_difference(READING.format(1), READING.format(0), width) == shown


def test_a_reading_of_one_part_is_shown_where_it_differs() -> None:
    assert from_difference("a" * 30 + "b", "a" * 30 + "c", 9) == "…aaab"


def test_a_reading_without_a_difference_stays() -> None:
    assert from_difference("same · text", "same · text", 5) == "same · text"


@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=60), st.integers(11, 80))
def test_the_difference_is_in_sight_however_narrow_the_column_is(same: str, one: str, other: str, width: int) -> None:
    shown = from_difference(same + one, same + other, width)
    if same + one != same + other:
        hidden = common_length(same + one, same + other) - (len(same + one) - len(shown.removeprefix("…")))
        assert hidden < width
