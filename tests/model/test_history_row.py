"""A past exchange as one row of a list."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_tui.model.exchange import Draft, Exchange, Summary, Timings
from edge_tui.model.history_row import row_of, what_exchange_sent, what_was_sent
from edge_tui.model.moments import day_and_time
from edge_tui.model.request import Action, InteractRequest
from edge_tui.problems import PROBLEMS
from edge_tui.problems.reason import reason_of
from tests.tables import every_row

NOW = datetime(2026, 3, 14, 12, tzinfo=UTC)
ID = "708e4f90-0123456789abcdef"
SENT = Summary("708e4f90", NOW, "stage", "anna", Action.INTERACT, ID, "page-view", status=200, elapsed_ms=143.2)


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        ("2026-03-14T09:05:01", "09:05 today"),
        ("2026-03-13T23:59:59", "2026-03-13 23:59"),
        ("2025-12-31T23:59:59", "2025-12-31 23:59"),
        ("2027-01-01T00:00:00", "2027-01-01 00:00"),
    ],
)
def test_a_row_has_the_time_today_or_an_iso_date(moment: str, words: str) -> None:
    sent_at = datetime.fromisoformat(moment).replace(tzinfo=UTC)
    assert row_of(replace(SENT, sent_at=sent_at), NOW, UTC).when == words


def test_today_is_the_day_of_the_time_zone() -> None:
    east = timezone(timedelta(hours=5))
    assert day_and_time(datetime(2026, 3, 13, 20, tzinfo=UTC), NOW, east, seconds=True) == "01:00:00 today"


def test_a_row_tells_the_whole() -> None:
    timings = Timings(143.2, first_byte=140.0)
    row = row_of(replace(SENT, datastream="4f1c6d02-0000-4000-8000-00000000009e2b", timings=timings), NOW, UTC)
    assert (row.status, row.what, row.profile, row.visitor, row.duration) == (
        "200",
        "page view",
        "stage",
        "anna",
        "143 ms",
    )
    assert row.datastream == "4f1c…9e2b"
    assert row.bars == "█▁"


@every_row(
    ("changes", "what", "why"),
    [
        ({"status": 400, "codes": ("0104",)}, "page view", "EXEG-0104 Input validation error"),
        ({"status": 207, "codes": ("0201",)}, "page view", "EXEG-0201 Service temporarily unavailable"),
        ({"status": None, "failure": "timeout"}, "page view", "timeout"),
        ({"status": None, "failure": "cancelled"}, "page view", "canceled"),
        ({"status": None}, "page view", "unfinished"),
        ({"status": 200, "codes": ("0303",)}, "page view", ""),
        # The page of a proxy, and a body that was cut off.
        ({"gateway_request_id": None}, "page view", "incomplete response"),
        ({"gateway_request_id": None, "handle_types": ("state:store",)}, "page view", ""),
        ({"gateway_request_id": None, "status": 204}, "page view", ""),
        ({"gateway_request_id": None, "capture": "visit"}, "interact", ""),
        ({"template": None, "event_type": "a.b"}, "a.b", ""),
        ({"template": None}, "interact", ""),
        (
            {"capture": "visit", "template": None, "event_type": "web.webpagedetails.pageViews"},
            "interact pageViews",
            "",
        ),
        ({"capture": "visit", "template": None}, "interact", ""),
    ],
)
def test_a_failure_says_both_what_was_sent_and_why_it_failed(changes: dict, what: str, why: str) -> None:
    summary = replace(SENT, **changes)
    assert (what_was_sent(summary), reason_of(summary)) == (what, why)


def test_a_row_has_the_title_of_its_template() -> None:
    titles = {"page-view": "Page view through data"}
    draft = Draft("{}", template="page-view")
    request = InteractRequest("id", "https://edge.acme.example", (), "{}")
    exchange = Exchange(draft, request, "prod", "anna", SENT.sent_at)
    assert row_of(SENT, SENT.sent_at, title_of=titles.__getitem__).what == titles["page-view"]
    assert what_exchange_sent(exchange, titles.__getitem__) == titles["page-view"]


def test_a_rejection_without_a_code_is_named_by_its_status() -> None:
    assert reason_of(replace(SENT, status=503)).startswith("503 ")
    assert reason_of(replace(SENT, status=499)).startswith("499")


@given(
    st.integers(200, 599),
    st.lists(st.sampled_from([code for code in PROBLEMS if code.isdigit() and len(code) == 4]), max_size=2),
)
def test_only_a_success_has_no_reason(status: int, codes: list[str]) -> None:
    reason = reason_of(replace(SENT, status=status, codes=tuple(codes)))
    assert bool(reason) == (status >= 400 or (bool(codes) and status not in (200, 202, 204)))
