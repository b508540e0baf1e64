"""What the find bar decides, on a searchable that is a list of numbers."""

import pytest

from edge_tui.tui.find.find_controller import FindController
from edge_tui.tui.find.searchable import Matches
from edge_tui.tui.find.text_search import Query


class Cells:
    """A searchable row of letters: the cursor is on one of them."""

    def __init__(self, letters: str, cursor: int = 0, *, shown: int | None = None) -> None:
        self.letters = letters
        self.cursor = cursor
        self.marked = -1
        self.query = Query("")
        self.searches = 0
        self.shown = shown
        self.error = ""

    @property
    def hits(self) -> list[int]:
        """The places of the searched letter."""
        return [place for place, letter in enumerate(self.letters) if letter == self.query.what]

    @property
    def matches(self) -> Matches:
        hits = self.hits
        current = hits.index(self.cursor) if self.cursor in hits else None
        at_cursor = next((number for number, place in enumerate(hits) if place >= self.cursor), 0)
        return Matches(len(hits), current, at_cursor, shown=self.shown, error=self.error)

    def mark_place(self) -> None:
        self.marked = self.cursor

    def search(self, query: Query) -> None:
        self.query = query
        self.searches += 1
        if self.hits:
            self.cursor = next((place for place in self.hits if place >= self.marked), self.hits[0])

    def go_to(self, number: int) -> None:
        self.cursor = self.hits[number]

    def clear(self, *, stays: bool) -> None:
        self.query = Query("")
        if not stays:
            self.cursor = self.marked


def opened(target: Cells, what: str = "a") -> FindController:
    """An open search."""
    find = FindController(target)
    find.open()
    find.search(Query(what))
    return find


def test_a_search_goes_to_the_first_match_from_the_cursor_and_numbers_it() -> None:
    target = Cells("a.a.a", 1)
    find = opened(target)
    assert (target.cursor, find.words) == (2, "2 of 3")


@pytest.mark.parametrize(
    ("steps", "place", "words"),
    [((1,), 2, "2 of 3"), ((1, 1, 1), 0, "1 of 3"), ((-1,), 4, "3 of 3"), ((-1, 1), 0, "1 of 3")],
)
def test_next_and_previous_wrap_around(steps: tuple[int, ...], place: int, words: str) -> None:
    target = Cells("a.a.a")
    find = opened(target)
    for step in steps:
        find.step(step)
    assert (target.cursor, find.words) == (place, words)


@pytest.mark.parametrize(("step", "place"), [(1, 4), (-1, 2)])
def test_from_between_two_matches_a_step_goes_to_the_nearest_in_its_direction(step: int, place: int) -> None:
    target = Cells("a.a.a")
    find = opened(target)
    target.cursor = 3
    assert find.words == "3 found"
    find.step(step)
    assert target.cursor == place


def test_only_the_matches_that_are_shown_are_gone_through() -> None:
    target = Cells("aaaaa", shown=2)
    find = opened(target)
    assert find.words == "1 of 5, first 2"
    find.step(1)
    find.step(1)
    assert target.cursor == 0


def test_escape_returns_to_where_the_cursor_was() -> None:
    target = Cells("...a", 1)
    find = opened(target)
    assert target.cursor == 3
    find.close()
    assert (target.cursor, target.query) == (1, Query(""))


@pytest.mark.parametrize("go", [lambda find: find.step(1), lambda find: find.accept()], ids=["next", "enter"])
def test_the_cursor_stays_on_a_match_that_the_user_went_to(go: object) -> None:
    target = Cells("...a", 1)
    find = opened(target)
    go(find)  # type: ignore[operator]
    find.close()
    assert target.cursor == 3


def test_without_a_match_enter_and_the_steps_leave_the_cursor_and_escape_returns() -> None:
    target = Cells("...", 1)
    find = opened(target)
    find.accept()
    find.step(1)
    find.step(-1)
    assert (target.cursor, find.words) == (1, "No matches")
    target.cursor = 2
    find.close()
    assert target.cursor == 1


def test_a_search_that_is_opened_again_begins_at_the_cursor_of_then() -> None:
    target = Cells("a...", 1)
    find = opened(target)
    find.close()
    target.cursor = 3
    find.open()
    find.search(Query("a"))
    assert target.cursor == 0
    find.close()
    assert target.cursor == 3


def test_opening_an_open_search_keeps_where_the_cursor_was() -> None:
    target = Cells("..a", 1)
    find = opened(target)
    find.open()
    find.close()
    assert target.cursor == 1


def test_the_same_query_is_searched_once_and_another_option_again() -> None:
    target = Cells("a")
    find = opened(target)
    find.search(Query("a"))
    assert target.searches == 1
    find.search(Query("a", matches_case=True))
    assert target.searches == 2


def test_a_failed_search_says_why_instead_of_a_count() -> None:
    target = Cells("a")
    find = opened(target)
    assert find.error == ""
    target.error = "Not a valid regular expression."
    assert (find.words, find.error) == ("", "Not a valid regular expression.")
    find.close()
    assert find.error == ""


def test_a_closed_search_ignores_keys_that_are_still_on_their_way() -> None:
    target = Cells("..a", 1)
    find = opened(target)
    find.end_in_place()
    find.search(Query("."))
    assert (target.cursor, target.searches) == (2, 1)
