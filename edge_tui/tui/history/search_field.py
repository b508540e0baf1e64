"""The search of the history screen: a line to write in, and the terms that can be written there."""

from dataclasses import dataclass

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Input

from edge_tui.tui.history.search_help import SearchHelp, SearchTerms, TermSuggester
from edge_tui.tui.widgets.example_input import ExampleInput

# A search starts when the typing pauses for so long.
_PAUSE_SECONDS = 0.08
_EXAMPLES = ("words,", "an ID,", "status:207", "before:2d", "capture:", "page:", "profile:")


class SearchField(Vertical):
    """Posts a search once the typing pauses. The terms are shown while it is written, if there is `has_history`."""

    DEFAULT_CSS = """
    SearchField { height: auto; }
    """

    @dataclass
    class Typing(Message):
        """The text changes: what a search for an earlier one finds isn't wanted."""

    @dataclass
    class Paused(Message):
        """The typing has paused: search for the text."""

        text: str

    @dataclass
    class Submitted(Message):
        """The search is written."""

    def __init__(self, terms: SearchTerms, initial: str = "") -> None:
        super().__init__()
        self._terms = terms
        self._initial = initial
        self._has_history = False
        self._timer: Timer | None = None

    def compose(self) -> ComposeResult:
        """The line, and the terms below it."""
        yield ExampleInput(
            "/ search", _EXAMPLES, self._initial, suggester=TermSuggester(self._terms), id="history-search"
        )
        yield SearchHelp(self._terms)

    @property
    def _line(self) -> Input:
        return self.query_one(Input)

    @property
    def text(self) -> str:
        """What is written."""
        return self._line.value

    @property
    def is_written(self) -> bool:
        """Whether the line has the focus."""
        return self._line.has_focus

    def write(self) -> None:
        """Puts the cursor into the line."""
        self._line.focus()

    def clear(self) -> None:
        """Empties the line, which searches for everything."""
        self._line.value = ""

    def show_terms(self, *, has_history: bool | None = None) -> None:
        """Shows the terms while the search is written; without any history there is nothing to search."""
        if has_history is not None:
            self._has_history = has_history
        terms = self.query_one(SearchHelp)
        terms.display = self.is_written and self._has_history
        terms.show(self.text)

    @on(events.DescendantFocus, "#history-search")
    @on(events.DescendantBlur, "#history-search")
    def _follow_focus(self) -> None:
        self.show_terms()

    @on(SearchHelp.Picked)
    def _add_term(self, event: SearchHelp.Picked) -> None:
        event.stop()
        line = self._line
        line.value = self._terms.with_term(line.value, event.term)
        line.focus()
        line.action_end()

    @on(Input.Changed)
    def _wait_for_pause(self, event: Input.Changed) -> None:
        event.stop()
        self.query_one(SearchHelp).show(event.value)
        self.post_message(self.Typing())
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(_PAUSE_SECONDS, lambda: self._end_pause(event.value))

    def _end_pause(self, text: str) -> None:
        self._timer = None
        self.post_message(self.Paused(text))

    @on(Input.Submitted)
    def _pass_on(self, event: Input.Submitted) -> None:
        """Searches at once for what was just written: the next key is for what that finds."""
        event.stop()
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
            self.post_message(self.Paused(event.value))
        self.post_message(self.Submitted())
