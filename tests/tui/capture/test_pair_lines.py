"""Two pages' calls side by side: every word is whole, and every column keeps its place."""

from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.style import Style

from edge_tui.compare.calls import Pair, pair_calls
from edge_tui.tui.capture.pair_lines import PairLine, columns_of, heading_of, pair_line, text_of
from edge_tui.tui.themes import Colors
from tests.tui.capture.shop_visit import PlayedFeed, whole

PLAIN = Colors(**{field.name: Style() for field in fields(Colors)})
PAGES = ("page 1", "page 2")


def pairs() -> list[tuple[Pair, PairLine]]:
    calls = PlayedFeed(whole()).look().visit.calls
    found = pair_calls(*([each for each in calls if each.page_number == number] for number in (1, 2)))
    return [(pair, pair_line(pair, index % 3, PAGES)) for index, pair in enumerate(found)]


def rows_in(width: int) -> list[list[str]]:
    listed = pairs()
    columns = columns_of([line for _, line in listed], PAGES, width)
    return [text_of(line, pair, columns, width, PLAIN).plain.split("\n") for pair, line in listed]


@pytest.mark.parametrize("width", [150, 80, 60, 55, 54, 40, 30])
def test_every_status_and_every_word_of_a_difference_is_whole(width: int) -> None:
    for rows, (_, line) in zip(rows_in(width), pairs(), strict=True):
        shown = " ".join(" ".join(rows).split())
        for words in (line.left, line.right, line.differs):
            assert words in shown


@given(st.integers(1, 200))
def test_no_row_is_wider_than_the_pane(width: int) -> None:
    assert max(len(row) for rows in rows_in(width) for row in rows) <= max(width, 12)


@pytest.mark.parametrize("width", [60, 100])
def test_statuses_are_below_the_name_of_their_page(width: int) -> None:
    listed = pairs()
    columns = columns_of([line for _, line in listed], PAGES, width)
    heading = heading_of(columns, PAGES)
    for rows, (_, line) in zip(rows_in(width), listed, strict=True):
        assert len(rows) == 1
        for page, status in zip(PAGES, (line.left, line.right), strict=True):
            assert rows[0][heading.index(page) :].startswith(status)


def test_the_usual_event_types_are_whole_in_a_window_of_120_columns() -> None:
    assert not [row for rows in rows_in(60) for row in rows if "…" in row]


def test_a_narrow_pane_has_no_heading() -> None:
    assert heading_of(columns_of([line for _, line in pairs()], PAGES, 30), PAGES) == ""
