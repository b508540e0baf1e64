"""What the workbench's controllers may do with the event editor."""

from typing import Protocol

from edge_tui.model.document import ParseError
from edge_tui.model.headers import HeaderError, Headers


class DraftEditor(Protocol):
    """The event editor, seen from a controller: its text and headers, and where its cursor goes."""

    name_of_draft: str
    is_modified: bool

    @property
    def text(self) -> str:
        """The event as it is written now."""

    @property
    def headers(self) -> Headers:
        """The draft's request headers."""

    @property
    def headers_error(self) -> HeaderError | None:
        """The first line among the headers that cannot be sent."""

    @property
    def parse_error(self) -> ParseError | None:
        """Where the text, when it was last linted, stopped being an event's JSON."""

    @property
    def is_looked_through(self) -> bool:
        """Whether the findings are about the text as it is now."""

    def load(self, text: str, headers: Headers = (), *, is_first: bool = False) -> None:
        """Replaces the draft and its undo history."""

    def rewrite(self, text: str) -> None:
        """Replaces the text as one edit that can be undone."""

    def paste_text(self, text: str) -> None:
        """Inserts a text at the cursor as it is."""

    def check(self) -> ParseError | None:
        """Lints the text now; where it stops being an event's JSON."""

    def refresh_values(self) -> None:
        """Lints again, for another visitor, profile or moment."""

    def show_tab(self, tab: str) -> None:
        """Shows a tab, such as `draft-headers`, and gives it the focus."""

    def go_to_parse_error(self) -> None:
        """Puts the cursor on the parse error."""

    def go_to_pointer(self, pointer: str) -> bool:
        """Puts the cursor on the member at a JSON pointer; False where there is none."""

    def go_to_offset(self, offset: int) -> None:
        """Puts the cursor on a character."""
