"""When the same request is worth sending again."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from edge_tui.model.exchange import Answer, Timings
from edge_tui.session.retry import pause_seconds

NOW = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)


def _answer(status: int, retry_after: str | None = None) -> Answer:
    headers = () if retry_after is None else (("retry-after", retry_after),)
    return Answer(status, headers, b"", Timings(1.0))


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_a_pause_grows_by_a_second_each_time_give_or_take(status: int) -> None:
    pauses = [pause_seconds(_answer(status), attempt, NOW, 0.0) for attempt in range(3)]
    assert pauses == [1.0, 2.0, 3.0]
    assert pause_seconds(_answer(status), 0, NOW, 1.0) == pytest.approx(1.3)
    assert pause_seconds(_answer(status), 0, NOW, -1.0) == pytest.approx(0.7)


@pytest.mark.parametrize("status", [200, 207, 400, 401, 404, 408, 500, 501])
def test_other_answers_are_final_whatever_they_ask_for(status: int) -> None:
    assert pause_seconds(_answer(status, "1"), 0, NOW, 0.0) is None


def test_no_answer_is_final() -> None:
    assert pause_seconds(None, 0, NOW, 0.0) is None


@pytest.mark.parametrize(
    ("text", "pause"),
    [
        ("30", 30.0),
        (" 0 ", 0.0),
        (format_datetime(NOW + timedelta(seconds=12), usegmt=True), 12.0),
        (format_datetime(NOW - timedelta(seconds=12), usegmt=True), 0.0),
        ("Sun, 01 Mar 2026 09:30:05", 5.0),
        ("soon", 1.0),
        ("-5", 1.0),
        ("", 1.0),
    ],
)
def test_a_pause_that_is_asked_for_in_seconds_or_as_a_date_is_kept(text: str, pause: float) -> None:
    assert pause_seconds(_answer(503, text), 0, NOW, 0.0) == pause
