"""What the find bar needs of a text or a tree."""

from dataclasses import dataclass
from typing import Protocol

from edge_tui.tui.find.text_search import Query


@dataclass(frozen=True, slots=True)
class Matches:
    """The state of a search, with 0-based numbers.

    `current` is the match that the cursor is on, `at_cursor` the first one at or after the cursor.
    Only the first `shown` can be gone to (None: all of them). `is_cut`: there are more than were counted.
    `error` is a sentence on why there are none.
    """

    count: int = 0
    current: int | None = None
    at_cursor: int = 0
    is_whole: bool = True
    shown: int | None = None
    is_cut: bool = False
    error: str = ""


class Searchable(Protocol):
    """A text or a tree. A search may take its time: its owner calls `FindBar.update` when matches change."""

    @property
    def matches(self) -> Matches:
        """The matches so far."""
        ...

    def mark_place(self) -> None:
        """Remembers the cursor: searches start from here, and `clear` can return here."""
        ...

    def search(self, query: Query) -> None:
        """Searches, and goes to the first match at or after the marked place. An empty query matches nothing."""
        ...

    def go_to(self, number: int) -> None:
        """Puts the cursor on a match."""
        ...

    def clear(self, *, stays: bool) -> None:
        """Ends the search; unless the cursor `stays`, it returns to the marked place."""
        ...
