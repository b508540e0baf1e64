"""When a request is worth a retry."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_tui.model.exchange import Response, Timings
from edge_tui.session.retry import MAX_PAUSE_SECONDS, Pause, pause_before_retry, retry_after_seconds
from tests.tables import every_row

DATE_LIKE = r"[A-Z][a-z]{2}, [0-9]{1,3} (Jan|Dec|Foo) [0-9]{1,6} [0-9]{1,3}:[0-9]{2}:[0-9]{2} ?[-+]?[0-9GMT]{0,24}"
NOW = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)


def pause_seconds(response: Response | None, attempt: int, now: datetime, jitter: float) -> float | None:
    pause = pause_before_retry(response, attempt, now, jitter, 600.0)
    return pause.seconds if pause else None


def _answer(status: int, retry_after: str | None = None) -> Response:
    headers = () if retry_after is None else (("retry-after", retry_after),)
    return Response(status, headers, b"", Timings(1.0))


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_a_pause_grows_by_a_second_each_time_give_or_take(status: int) -> None:
    pauses = [pause_seconds(_answer(status), attempt, NOW, 0.0) for attempt in range(3)]
    assert pauses == [1.0, 2.0, 3.0]
    assert pause_seconds(_answer(status), 0, NOW, 1.0) == pytest.approx(1.3)
    assert pause_seconds(_answer(status), 0, NOW, -1.0) == pytest.approx(0.7)


@every_row("status", [200, 207, 400, 401, 404, 408, 500, 501])
def test_other_responses_are_final_whatever_they_ask_for(status: int) -> None:
    assert pause_seconds(_answer(status, "1"), 0, NOW, 0.0) is None


def test_a_missing_response_is_final() -> None:
    assert pause_seconds(None, 0, NOW, 0.0) is None


@every_row(
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
def test_a_retry_after_in_seconds_or_as_a_date_is_honored(text: str, pause: float) -> None:
    assert pause_seconds(_answer(503, text), 0, NOW, 0.0) == pause


def _pause(retry_after: str, timeout_seconds: float = 600.0) -> Pause:
    pause = pause_before_retry(_answer(429, retry_after), 0, NOW, 0.0, timeout_seconds)
    assert pause is not None
    return pause


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("61", "61 s"),
        ("86400", "24 h"),
        ("600000", "6.944 days"),
        ("9" * 400, "more than 10,000 days"),
        ("9" * 500, "more than 10,000 days"),
        ("Fri, 31 Dec 9999 23:59:59 GMT", "more than 10,000 days"),
        ("Fri, 31 Dec 9999 23:59:59 -2359", "more than 10,000 days"),
    ],
)
def test_too_long_a_retry_after_is_shortened_and_mentioned(text: str, words: str) -> None:
    pause = _pause(text)
    assert pause.seconds == MAX_PAUSE_SECONDS
    assert f"asked for {words}, waiting 60 s" in pause.note


def test_no_pause_is_longer_than_the_timeout() -> None:
    assert _pause("30", 5.0).seconds == 5.0
    assert "asked for 30 s, waiting 5 s, the timeout" in _pause("30", 5.0).note
    assert pause_before_retry(_answer(503), 40, NOW, 1.0, 5.0) == Pause(5.0)


@every_row(
    "text",
    [
        "-5",
        "-" + "9" * 400,
        "soon",
        "nan",
        "inf",
        "1e9",
        "1.5",
        "²",
        "٣",
        "Thu, 01 Jan 1970 00:00:00 +99999999999999999999",
        "Thu, 32 Jan 2026 00:00:00 GMT",
        "Thu, 01 Jan 99999 00:00:00 GMT",
        ", , ,",
        "\x1b]0;title\x07",
    ],
)
def test_an_unreadable_retry_after_is_mentioned_and_the_usual_pause_is_used(text: str) -> None:
    pause = _pause(text)
    assert pause.seconds == 1.0
    assert "can't be read" in pause.note
    assert "\x1b" not in pause.note


@given(text=st.text(max_size=60) | st.from_regex(DATE_LIKE, fullmatch=True), timeout_seconds=st.floats(0.1, 600))
def test_any_retry_after_gives_a_pause_within_its_limits(text: str, timeout_seconds: float) -> None:
    pause = _pause(text, timeout_seconds)
    assert 0 <= pause.seconds <= min(timeout_seconds, MAX_PAUSE_SECONDS)
    requested = retry_after_seconds(text, NOW)
    assert requested is None or requested == pause.seconds or pause.note
