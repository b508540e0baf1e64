"""Durations in words, and what a screen says of a time that runs out."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from edge_tui.model.durations import duration, time_left, time_since
from tests.tables import every_row


@every_row(
    ("seconds", "left", "since"),
    [
        (0, "0 s", "just now"),
        (0.2, "1 s", "just now"),
        (59, "59 s", "just now"),
        (60, "1 min", "1 min ago"),
        (60.5, "2 min", "1 min ago"),
        (61, "2 min", "1 min ago"),
        (1799, "30 min", "29 min ago"),
        (1800, "30 min", "30 min ago"),
        (7199, "2 h", "1 h 59 min ago"),
        (7201, "2 h 1 min", "2 h ago"),
        (394 * 86400 + 86399, "395 d", "394 d 23 h ago"),
        (-5, "0 s", "just now"),
    ],
)
def test_a_time_is_in_minutes_except_for_the_last_one(seconds: float, left: str, since: str) -> None:
    assert time_left(timedelta(seconds=seconds)) == left
    assert time_since(timedelta(seconds=seconds)) == since


@given(st.integers(61, 10**8))
def test_what_runs_out_changes_at_most_once_a_minute_before_its_last(seconds: int) -> None:
    said = {time_left(timedelta(seconds=each)) for each in range(seconds - min(seconds - 60, 59), seconds + 1)}
    assert len(said) <= 2
    assert not any(each.endswith(" s") for each in said)


def test_a_span_is_in_its_two_largest_units() -> None:
    assert duration(timedelta(minutes=4, seconds=20)) == "4 min 20 s"
    assert duration(timedelta(days=3, hours=2, minutes=1)) == "3 d 2 h"
