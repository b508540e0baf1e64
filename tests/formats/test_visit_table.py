"""A visit as a table: a row for each event, safe to open in a spreadsheet."""

import csv
from io import StringIO

from hypothesis import given
from hypothesis import strategies as st

from edge_tui.formats.visit_table import COLUMNS, render_table
from edge_tui.model.sightings import Cause, Failed
from tests.recording.transcript import LINK, answered, at, began, body_of, event, observed, opened, url_of


def rows(text: str) -> list[dict[str, str]]:
    """The rows as a spreadsheet reads them."""
    return list(csv.DictReader(StringIO(text)))


def test_page_views_and_interactions_are_told_apart_with_what_people_look_for() -> None:
    told = [
        opened(0),
        began("1", 1, body=body_of(event(), event(LINK))),
        answered("1", 1.1),
        began("2", 2, url=url_of("r-2", "collect"), body=body_of(event("custom")), is_unload=True),
        Failed("2", at(2.1), Cause.EXTENSION),
        began("3", 3, url=url_of("r-3", "privacy/set-consent"), body=body_of(consent=[{"value": {"general": "in"}}])),
    ]
    found = rows(render_table(observed(told).visit.calls))
    assert [row["kind"] for row in found] == ["page view", "interaction", "event", "other"]
    assert [row["state"] for row in found] == ["answered", "answered", "blocked", "waiting"]
    first, link, beacon, _ = found
    assert (first["page"], first["status"], first["name"], first["elapsed ms"]) == ("1", "200", "home", "61.0")
    assert (link["event type"], link["link"]) == (LINK, "Sale")
    assert (beacon["action"], beacon["as page went"], beacon["failure"]) == ("collect", "yes", "extension")


@given(st.text(max_size=40), st.text(max_size=40))
def test_whatever_a_page_sends_no_cell_is_a_formula_and_no_row_is_lost(kind: str, name: str) -> None:
    sent = event(kind, name=name)
    text = render_table(observed([opened(0), began("1", 1, body=body_of(sent))]).visit.calls)
    [row] = rows(text)
    assert tuple(row) == COLUMNS
    assert not [cell for cell in row.values() if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
