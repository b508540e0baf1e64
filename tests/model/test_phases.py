"""The phases of a send, and bars of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_tui.model.exchange import Timings
from edge_tui.model.phases import Phase, bar, heights, phases

TIMES = st.floats(-10, 1e6)
TIMINGS = st.builds(Timings, TIMES, *[st.none() | TIMES] * 4)


def test_a_new_connection_has_every_phase() -> None:
    timings = Timings(143.0, connected=12.0, secured=30.0, first_byte=120.0, resolved=4.0)
    assert phases(timings) == (
        Phase("DNS", 4.0),
        Phase("connect", 8.0),
        Phase("TLS", 18.0),
        Phase("first byte", 90.0),
        Phase("body", 23.0),
    )


def test_a_reused_connection_has_no_phases_of_connecting() -> None:
    assert [each.name for each in phases(Timings(143.0, first_byte=120.0))] == ["first byte", "body"]


def test_a_send_without_marks_has_no_phases() -> None:
    assert phases(Timings(143.0)) == ()


@given(TIMINGS)
def test_no_phase_is_negative_and_together_they_take_as_long_as_the_send(timings: Timings) -> None:
    found = phases(timings)
    assert all(each.elapsed_ms >= 0 for each in found)
    if found:
        assert sum(each.elapsed_ms for each in found) == pytest.approx(max(timings.elapsed_ms, 0.0))


@given(st.floats(-1, 2), st.integers(1, 20))
def test_a_bar_has_at_most_its_cells_and_at_least_a_sign(share: float, cells: int) -> None:
    assert 1 <= len(bar(share, cells)) <= cells


@given(st.floats(0, 1), st.floats(0, 1), st.integers(1, 20))
def test_a_larger_share_has_no_shorter_bar(one: float, other: float, cells: int) -> None:
    low, high = sorted((one, other))
    assert len(bar(low, cells)) <= len(bar(high, cells))


@given(st.lists(st.none() | st.floats(0, 1e9), max_size=30))
def test_every_value_is_one_column_and_the_largest_is_the_highest(values: list[float | None]) -> None:
    columns = heights(values)
    assert len(columns) == len(values)
    known = [value for value in values if value is not None]
    if known and max(known) > 0:
        assert columns[values.index(max(known))] == "█"
    assert [column == "×" for column in columns] == [value is None for value in values]
