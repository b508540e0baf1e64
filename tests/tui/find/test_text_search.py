"""Searching a text, and the number of hits in words: the same for editors, texts and trees."""

import pytest

from edge_tui.tui.find.text_search import NO_MATCHES, Query, count_in_words, search


@pytest.mark.parametrize(
    ("count", "current", "is_whole", "words"),
    [
        (12, 2, True, "3 of 12"),
        (3000, 1199, True, "1,200 of 3,000"),
        (12, None, True, "12 found"),
        (12, None, False, "12 so far"),
        (12, 2, False, "3 of 12 so far"),
        (0, None, False, "0 so far"),
        (0, None, True, NO_MATCHES),
    ],
)
def test_the_number_of_hits_in_words(count: int, current: int | None, is_whole: bool, words: str) -> None:
    assert count_in_words(count, current, is_whole=is_whole) == words


@pytest.mark.parametrize(
    ("query", "found"),
    [
        (Query("a.c"), ["a.c"]),
        (Query("A.C"), ["a.c"]),
        (Query("A.C", matches_case=True), []),
        (Query("a.c", is_pattern=True), ["abc", "a.c"]),
        (Query("x*", is_pattern=True), []),
        (Query(""), []),
    ],
)
def test_a_search_finds_plain_text_and_patterns_but_nothing_empty(query: Query, found: list[str]) -> None:
    text = "abc a.c"
    assert [text[hit.start : hit.end] for hit in search(text, query).hits] == found


def test_a_replacement_inserts_groups_and_reports_an_unknown_one() -> None:
    [hit] = search("a-1", Query(r"(\w)-(\d)", is_pattern=True)).hits
    assert hit.replacement(r"\2\1") == "1a"
    with pytest.raises(ValueError, match="Invalid replacement"):
        hit.replacement(r"\3")
