"""The event editor as the workbench's controllers use it."""

from typing import Protocol

from edge_tui.model.headers import HeaderError, Headers
from edge_tui.model.json.document import ParseError


class DraftEditor(Protocol):
    """The event editor's text, headers and cursor."""

    name_of_draft: str
    is_modified: bool

    @property
    def text(self) -> str:
        """The event's current text."""

    @property
    def headers(self) -> Headers:
        """The draft's request headers."""

    @property
    def headers_error(self) -> HeaderError | None:
        """The first header line that cannot be sent."""

    @property
    def parse_error(self) -> ParseError | None:
        """The parse error found when the text was last linted."""

    @property
    def is_looked_through(self) -> bool:
        """Whether the findings belong to the current text."""

    def differs_from(self, text: str) -> bool:
        """Whether the event isn't this text."""

    def load(self, text: str, headers: Headers = (), *, is_first: bool = False) -> None:
        """Replaces the draft and its undo history."""

    def rewrite(self, text: str) -> None:
        """Replaces the text as one undoable edit."""

    def paste_text(self, text: str) -> None:
        """Inserts a text at the cursor, unchanged."""

    def check(self) -> ParseError | None:
        """Lints the text now; returns its parse error."""

    def refresh_values(self) -> None:
        """Lints again, because the visitor, the profile or the time has changed."""

    def show_tab(self, tab: str) -> None:
        """Shows a tab, such as `draft-headers`, and focuses it."""

    def go_to_parse_error(self) -> None:
        """Moves the cursor to the parse error."""

    def go_to_pointer(self, pointer: str) -> bool:
        """Moves the cursor to the member at a JSON pointer; False if there is none."""

    def go_to_offset(self, offset: int) -> None:
        """Moves the cursor to a character offset."""
