"""Rows of a long text: every character is reachable, and control characters are literal."""

import json
import re
from itertools import islice, pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.style import Style
from rich.text import Text

from edge_tui.model.text import visible_lines
from edge_tui.tui.find.text_search import Query
from edge_tui.tui.textview.json_text import json_passage
from edge_tui.tui.textview.long_text import LongText, Passage, Place, plain, written
from edge_tui.tui.textview.text_hits import TextHits
from edge_tui.tui.themes import _colors
from tests.answers import ANY_JSON

PALETTE = _colors(())
WIDTHS = st.integers(1, 40)
# Letters that join, are wide, have no width, control a terminal or change their neighbor; blanks and line ends.
LETTERS = st.sampled_from("ab ,\n\n\t\r\x00\x1b\x85é東\u0301\u200d\ufe0f☺👩\u202e\u2028\ud800")
TEXTS = st.text(LETTERS, max_size=300) | st.text(max_size=300)


def laid_out(*passages: Passage, width: int) -> LongText:
    """A completely laid out text."""
    text = LongText(passages, width)
    for _ in text.read():
        pass
    return text


def rows_of(text: LongText) -> list[str]:
    """The drawn rows."""
    return [text.paint(row, PALETTE).plain for row in range(text.rows)]


@given(TEXTS, WIDTHS)
def test_the_rows_have_every_character_in_order(whole: str, width: int) -> None:
    text = laid_out(plain(whole, Style()), width=width)
    spans = [text.span(row) for row in range(text.rows)]
    for (block, _, end), (next_block, start, _) in pairwise(spans):
        assert start in ((end, end + 1) if next_block == block else (0,))
    assert text.between(Place(0, 0), text.end) == visible_lines(whole)
    assert "".join(rows_of(text)) == visible_lines(whole).replace("\n", "")


@given(TEXTS, WIDTHS)
def test_no_row_is_too_wide_except_for_a_final_blank(whole: str, width: int) -> None:
    for row in rows_of(laid_out(plain(whole, Style()), width=width)):
        assert cell_len(row.removesuffix(" ")) <= max(width, 2)


@given(ANY_JSON, WIDTHS)
def test_every_line_of_any_document_is_drawn(value: Any, width: int) -> None:
    text = laid_out(json_passage(value), width=width)
    drawn = "".join(rows_of(text))
    assert drawn == visible_lines(json.dumps(value, indent=2, ensure_ascii=False)).replace("\n", "")


@given(TEXTS, WIDTHS, WIDTHS, st.lists(st.integers(0, 5), max_size=5))
def test_an_abandoned_layout_continues_where_it_stopped(whole: str, first: int, width: int, stops: list[int]) -> None:
    text = LongText((plain(whole * 20, Style()), written(Text("end"))), first)
    for stop in stops:
        for _ in islice(text.read(), stop):
            pass
    text.wrap(width)
    for stop in stops:
        for _ in islice(text.read(), stop):
            pass
    for _ in text.read():
        pass
    assert text.is_whole
    assert rows_of(text) == rows_of(laid_out(plain(whole * 20, Style()), written(Text("end")), width=width))


@given(TEXTS, WIDTHS, WIDTHS, st.integers(0, 1000))
def test_a_place_is_found_again_in_rows_of_another_width(whole: str, before: int, after: int, number: int) -> None:
    text = laid_out(plain(whole, Style()), width=before)
    place = text.place(number % text.rows)
    text.wrap(after)
    for _ in text.read():
        pass
    row = text.row_of(place)
    assert row is not None
    block, start, end = text.span(row)
    assert (block, start <= place.offset <= end) == (place.block, True)


@given(TEXTS, st.text(LETTERS.filter(lambda letter: letter != "\n"), min_size=1, max_size=3))
def test_hits_are_exactly_the_occurrences(whole: str, what: str) -> None:
    text = laid_out(plain(whole, Style()), plain(whole, Style()), width=10)
    hits = TextHits(text, Query(what))
    for _ in hits.look():
        pass
    assert hits.is_whole
    places = [hits.at(number) for number in range(hits.count)]
    assert places == sorted(places)
    assert all(text.between(*place).casefold() == what.casefold() for place in places)
    if what.isascii():
        assert hits.count == 2 * visible_lines(whole).lower().count(what.lower())


@given(TEXTS, st.text(LETTERS.filter(lambda letter: letter != "\n"), min_size=1, max_size=2), st.booleans())
def test_hits_with_case_or_a_pattern_are_those_of_a_search_through_each_block(
    whole: str, what: str, is_pattern: bool
) -> None:
    text = laid_out(plain(whole, Style()), width=10)
    query = Query(re.escape(what) if is_pattern else what, is_pattern, matches_case=True)
    hits = TextHits(text, query)
    for _ in hits.look():
        pass
    places = [hits.at(number) for number in range(hits.count)]
    assert len(places) == visible_lines(whole).count(what)
    assert all(text.between(*place) == what for place in places)


def test_a_search_ends_with_the_reason_at_an_invalid_pattern() -> None:
    text = laid_out(plain("a\n" * 20_000, Style()), width=10)
    assert len(text.blocks) > 1
    hits = TextHits(text, Query("(a", is_pattern=True))
    assert len(list(hits.look())) == 1
    assert (hits.count, hits.is_whole) == (0, True)
    assert hits.error.startswith("Not a valid regular expression")


def test_the_next_hit_is_found_from_any_place_and_in_each_of_its_rows() -> None:
    text = laid_out(plain("needle\n" * 2000 + "a neeDLE in two rows", Style()), width=5)
    hits = TextHits(text, Query("needle"))
    for _ in hits.look():
        pass
    assert hits.count == 2001
    assert len(text.blocks) > 2
    number = hits.from_place(text.place(text.rows - 6))
    assert number == 2000
    start, end = hits.at(number)
    rows = [text.span(row) for row in range(text.row_of(start) or 0, text.rows)]
    parts = [text.blocks[block].text[a:b] for block, *row in rows for a, b in hits.in_row(block, *row)]
    assert "".join(parts) == text.between(start, end) == "neeDLE"
    assert hits.from_place(Place(end.block, end.offset)) is None


def test_a_word_that_fits_into_a_row_is_not_broken() -> None:
    ecid = "82321561170851467035384388493557829349"
    rows = rows_of(laid_out(json_passage({"id": ecid, "long": "x" * 60}), width=42))
    assert rows == ["{", '  "id": ', f'"{ecid}",', '  "long": "' + "x" * 31, "x" * 29 + '"', "}"]


def test_a_row_of_an_endless_line_costs_no_more_than_another() -> None:
    marks = laid_out(plain("\u0301" * 100_000, Style()), width=10)
    assert max(len(row) for row in rows_of(marks)) < 100


@pytest.mark.parametrize("length", [10, 4_998, 5_000, 20_000])
def test_a_string_has_its_color_to_its_end_however_long_it_is(length: int) -> None:
    text = laid_out(json_passage({"name": "\\" * length}), width=60)
    for row in range(1, text.rows - 1):
        painted = text.paint(row, PALETTE)
        last = len(painted.plain.rstrip('",')) - 1
        styles = [span.style for span in painted.spans if span.start <= last < span.end]
        assert PALETTE.string in styles


def test_the_first_rows_of_a_long_line_can_be_drawn_during_its_layout() -> None:
    text = LongText((plain("x" * 1_000_000, Style()),), 10)
    steps = text.read()
    while not text.rows:
        next(steps)
    assert not text.is_whole
    assert rows_of(text)[-1] == "x" * 10
