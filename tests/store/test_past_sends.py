"""How the latest sends to a datastream ended."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import pytest

from edge_tui.model.exchange import Timings
from edge_tui.model.origin import Origin
from edge_tui.model.phases import PastSend
from edge_tui.store.history import History
from edge_tui.store.lookup import PAST_SENDS
from tests.store.samples import MORNING, answered, begun, failed, record


@pytest.fixture
def history(tmp_path):
    return History(tmp_path / "history.sqlite")


def of(datastream: str, minutes: float):
    """An exchange of a datastream about to be sent."""
    exchange = begun(minutes=minutes)
    url = exchange.request.url.replace("datastreamId=d1", f"datastreamId={datastream}")
    return replace(exchange, request=replace(exchange.request, url=url))


def test_the_latest_sends_to_a_datastream_are_listed_oldest_first(history):
    record(history, answered(of("a", 0)))
    record(history, failed(of("a", 1)))
    record(history, answered(of("b", 2)))
    record(history, answered(of("a", 3), status=403))
    history.begin(of("a", 4))
    assert history.past_sends("a").sends == (
        PastSend(12.5),
        PastSend(10_000.0, is_good=False),
        PastSend(12.5, is_good=False),
        PastSend(None, is_good=False),
    )
    assert len(history.past_sends("a", 2).sends) == 2


def test_what_was_only_seen_is_not_among_them(history):
    seen = replace(answered(of("a", 0)), origin=Origin("har", "visit", "1"))
    history.record([seen])
    assert history.past_sends("a").sends == ()


def test_no_datastream_and_no_history_have_none(history):
    assert history.past_sends("a").sends == ()
    record(history, answered(of("a", 0)))
    assert history.past_sends("").sends == ()


def test_an_index_finds_them_and_nothing_is_sorted(history):
    record(history, answered(of("a", 0)))
    history.close()
    with closing(sqlite3.connect(history.path)) as connection:
        plan = " ".join(row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {PAST_SENDS}", ("a", 20)))
    assert "USING INDEX by_datastream (datastream=?)" in plan
    assert "TEMP B-TREE" not in plan


@pytest.mark.parametrize(
    "timings",
    [
        Timings(143.0, 12.5, 30.0, 120.5, 4.0),
        Timings(143.0, first_byte=120.5),
        Timings(143.0, connected=1.0, first_byte=2.0),
    ],
)
def test_a_list_knows_the_phases_of_each_exchange(history, timings):
    exchange = answered(begun("r1"))
    record(history, replace(exchange, outcome=replace(exchange.response, timings=timings)))
    assert history.recent()[0].timings == timings


def test_an_exchange_without_phases_has_no_timings_in_a_list(history):
    exchange = answered(begun("r1"))
    record(history, replace(exchange, outcome=replace(exchange.response, timings=Timings(5.0))))
    record(history, failed(begun("r2", sent_at=MORNING + timedelta(minutes=1))))
    assert [each.timings for each in history.recent()] == [None, None]
