"""Which consent is in force at a moment."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from edge_tui.visit.consent_changes import ConsentChange, consent_in_force

START = datetime(2026, 11, 28, 14, 0, tzinfo=UTC)
MOMENTS = st.integers(0, 9).map(lambda seconds: START + timedelta(seconds=seconds))
CHANGES = st.lists(st.builds(ConsentChange, st.sampled_from(["in", "out", "pending"]), st.none() | MOMENTS), max_size=9)


@given(CHANGES, st.lists(MOMENTS))
def test_it_is_that_of_the_last_change_until_then(changes: list[ConsentChange], moments: list[datetime]) -> None:
    at = consent_in_force(changes)
    for moment in moments:
        until_then = [change.consent for change in changes if change.at is None or change.at <= moment]
        assert at(moment) == (until_then[-1] if until_then else "")
