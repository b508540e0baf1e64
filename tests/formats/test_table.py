"""Exchanges as a table and as an array: every event a row, and nothing that a spreadsheet would run."""

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_tui.formats.csv import COLUMNS, table
from edge_tui.formats.export import export
from edge_tui.model.request import MASK
from tests.formats.exchanges import exchange


def rows_of(text: str) -> list[dict[str, str]]:
    """The rows by the names of their columns."""
    return list(csv.DictReader(io.StringIO(text)))


def test_every_event_of_every_exchange_is_a_row_below_one_heading() -> None:
    two = exchange(
        json.dumps({"events": [{"xdm": {"eventType": "a", "n": 1}}, {"xdm": {"eventType": "b"}, "data": {}}]})
    )
    one = exchange(json.dumps({"event": {"xdm": {"eventType": "c", "web": {"name": "x"}}}}))
    rows = rows_of(table([two, one]))
    assert [row["eventType"] for row in rows] == ["a", "b", "c"]
    assert [row["xdm.n"] for row in rows] == ["1", "", ""]
    assert rows[2]["xdm.web.name"] == "x"
    assert tuple(rows[0])[: len(COLUMNS)] == COLUMNS


def test_a_call_without_an_event_is_a_row_too() -> None:
    (row,) = rows_of(table([exchange('{"query": {"identity": {"fetch": ["ECID"]}}}')]))
    assert row["eventType"] == ""
    assert row["requestId"]


@pytest.mark.parametrize("value", ["=1+1", "+1+1", "-1+1", "@SUM(A1)", '=HYPERLINK("http://evil.example")'])
def test_no_cell_is_a_formula(value: str) -> None:
    (row,) = rows_of(table([exchange(json.dumps({"event": {"xdm": {"eventType": value, value: "x"}}}))]))
    assert row["xdm.eventType"] == f"'{value}"
    assert not any(name.startswith(("=", "+", "@")) for name in row)


@given(st.text(max_size=50))
def test_any_value_stays_in_its_cell(value: str) -> None:
    sent = exchange(json.dumps({"event": {"xdm": {"eventType": "a", "value": value, "after": "end"}}}))
    (row,) = rows_of(table([sent]))
    assert row["xdm.after"] == "end"


def test_several_exchanges_are_one_table_and_one_array() -> None:
    both = [exchange('{"event": {"xdm": {"eventType": "a"}}}'), exchange('{"event": {"xdm": {"eventType": "b"}}}')]
    assert len(rows_of(export("csv", both))) == 2
    first, second = json.loads(export("json", both))
    assert first["request"]["body"]["event"]["xdm"]["eventType"] == "a"
    assert second["request"]["body"]["event"]["xdm"]["eventType"] == "b"


def test_an_array_has_no_token() -> None:
    (written,) = json.loads(export("json", [exchange(authenticated=True)]))
    assert written["request"]["headers"]["authorization"] == f"Bearer {MASK}"
