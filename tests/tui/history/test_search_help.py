"""What a search can have is found while it is written: terms, hints and completions."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.widgets import Input

from edge_tui.store.search import TERMS, parse
from edge_tui.tui.history.screen import History
from edge_tui.tui.history.search_help import SearchHelp, SearchTerms
from edge_tui.tui.widgets.example_input import examples_in
from edge_tui.workspace import Workspace
from tests.tables import every_row
from tests.tui.stage import NOON, explorer

NAMES = ["acme-web", "stage 2"]
SEARCH = SearchTerms(TERMS, {"profile": lambda: NAMES})


@every_row(
    ("text", "completed"),
    [
        ("", None),
        ("st", "status:"),
        ("checkout bl", "checkout blocked"),
        ("checkout un", "checkout unload"),
        ("zzz", None),
        ("profile:", None),
        ("profile:a", "profile:acme-web"),
        ("x profile:acme-web", None),
        ("status:4", "status:4xx"),
        ("note:a", None),
        ("https://a", None),
        ("checkout ", None),
    ],
)
def test_the_last_word_is_completed(text: str, completed: str | None) -> None:
    assert SEARCH.completed(text) == completed


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("", "Words, an ID"),
        ("p", "Words, an ID"),
        ("pag", "page: part of the URL"),
        ("checkout before:2d", "before: 2d, 3h"),
        ("unl", "unload calls sent as a page was left"),
    ],
)
def test_a_hint_says_what_a_field_takes(text: str, hint: str) -> None:
    assert SEARCH.hint(text).startswith(hint)


@pytest.mark.parametrize(
    ("text", "term", "found"),
    [("", "ds:", "ds:"), ("sta", "status:", "status:"), ("checkout", "ds:", "checkout ds:"), ("a ", "ds:", "a ds:")],
)
def test_a_click_completes_the_word_or_adds_the_term(text: str, term: str, found: str) -> None:
    assert SEARCH.with_term(text, term) == found


@given(st.text(max_size=30))
def test_a_completion_is_longer_and_begins_with_what_was_written(text: str) -> None:
    completed = SEARCH.completed(text)
    assert completed is None or (completed.startswith(text) and len(completed) > len(text))


@every_row("term", TERMS)
def test_every_term_that_is_shown_is_one_of_the_language(term: str) -> None:
    value = {"before:": "2d", "after:": "2d", "code:": "0104"}.get(term, "x") if term.endswith(":") else ""
    query = parse(term + value, NOON)
    # A word that stands for a condition; what a field takes isn't searched as its name.
    assert (
        query.conditions
        or query.sent_before
        or query.sent_after
        or f"{term[:-1]} :" in query.match
        or "ids :" in query.match
    )


async def test_the_terms_are_shown_while_the_search_is_written_and_a_click_adds_one(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await stage.send()
        await stage.press("f11")
        await stage.shows(History)
        found = stage.find(SearchHelp)
        assert not found.display
        await stage.press("slash")
        await stage.until(lambda: found.display and "capture:" in stage.drawn)
        height = found.size.height
        await stage.write("pag")
        await stage.until(lambda: "part of the URL" in stage.drawn)
        assert found.size.height == height, "no key lays the screen out"
        line = next(y for y, text in enumerate(stage.lines) if "page:" in text and "status:" in text)
        column = stage.lines[line].index("page:")
        await stage.pilot.click(offset=(column + 2, line))
        await stage.until(lambda: stage.find(Input, "#history-search").value == "page:")
        await stage.press("escape")
        await stage.until(lambda: not found.display)


@given(st.integers(0, 100))
def test_examples_of_a_search_are_whole_at_any_width(width: int) -> None:
    examples = ("words,", "an ID,", "status:207", "page:")
    shown = examples_in("/ search", examples, width)
    assert len(shown) <= max(width, len("/ search"))
    rest = shown.removeprefix("/ search").removeprefix(": ").removesuffix(" …")
    assert " ".join(examples).startswith(rest)
    assert not rest or rest in (" ".join(examples[:count]).rstrip(",") for count in range(1, 5))
