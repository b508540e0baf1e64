"""The calls of a visit with their filter, a title that counts them, and what to do where there are none."""

from collections.abc import Callable
from functools import partial

from rich.cells import cell_len
from rich.text import Text
from textual.app import ComposeResult
from textual.widgets import Input, Static

from edge_tui.tui.capture.bars import list_chip, list_title, words_for_no_rows
from edge_tui.tui.capture.call_list import CallList, Place
from edge_tui.tui.capture.feed import Look
from edge_tui.tui.capture.filter import read_filter, sentences_about_filter
from edge_tui.tui.capture.selection import Selection
from edge_tui.tui.capture.throttle import Throttle
from edge_tui.tui.capture.timeline import Timeline
from edge_tui.tui.themes import colors
from edge_tui.tui.widgets.example_input import ExampleInput
from edge_tui.tui.widgets.pane import Chip, Pane

# Corners and spaces on both sides of a title, the pane's number, and the space before what follows its name.
_BORDER = 8


class CallsPane(Pane):
    """Draws a timeline. `monotonic` paces what need not follow each call. The cursor begins at `place`."""

    def __init__(
        self, timeline: Timeline, selection: Selection, monotonic: Callable[[], float], place: Place | None = None
    ) -> None:
        super().__init__(id="calls-pane", number="1")
        self._first_filter = place.filter if place else ""
        timeline.narrow(read_filter(self._first_filter))
        self.calls = CallList(selection, place=place)
        self._timeline = timeline
        self._selection = selection
        self._pace = Throttle(self._write_title, self.set_timer, monotonic)
        self._title: tuple[Chip | None, Callable[[int], str]] | None = None

    def compose(self) -> ComposeResult:
        """The filter over the calls."""
        line = ExampleInput("/ filter", ("type:pageViews", "page:cart", "status:2xx", "blocked"), id="capture-filter")
        line.value = self._first_filter
        yield line
        yield self.calls
        yield Static(id="no-calls")

    @property
    def filter(self) -> Input:
        """The line that narrows the calls."""
        return self.query_one("#capture-filter", Input)

    def show(self, look: Look | None, *, is_by_arrival: bool = False, is_narrowed: bool = False) -> None:
        """Draws the timeline as it is now; the title of calls that came by themselves follows now and then."""
        timeline = self._timeline
        self.calls.show(timeline.rows, timeline.headings, is_by_arrival=is_by_arrival, keeps_row=is_narrowed)
        words = partial(
            list_title,
            len(timeline.pages),
            timeline.count,
            timeline.matching,
            timeline.waiting_calls,
            is_narrowed=timeline.is_narrowed,
            is_held=timeline.is_held,
            selected=len(self._selection),
            left=look.visit.left if look else 0,
            findings=len(look.findings) if look else 0,
        )
        chip = list_chip(colors(self.app), is_live=look is not None and look.is_live, is_held=timeline.is_held)
        (self._pace.soon if is_by_arrival else self._pace.now)((chip, lambda width: words(width=width)))
        self.calls.display = bool(timeline.rows)
        nothing = self.query_one("#no-calls", Static)
        nothing.display = not timeline.rows
        if not timeline.rows:
            nothing.update(self._words_for_no_rows(look))

    def _write_title(self, title: tuple[Chip | None, Callable[[int], str]]) -> None:
        self._title = title
        chip, words = title
        name = "Calls" if chip else "Calls ·"
        taken = cell_len(name) + (cell_len(chip.words) + 3 if chip else 0)
        self.title(name, chip, words(self.outer_size.width - taken - _BORDER))

    def on_resize(self) -> None:
        """Fits the title to the size."""
        if self._title is not None:
            self._write_title(self._title)

    def _words_for_no_rows(self, look: Look | None) -> Text:
        palette = colors(self.app)
        if look is None:
            return Text("Reading the recording…", palette.dim)
        is_narrowed = self._timeline.is_narrowed
        about = sentences_about_filter(self.filter.value) if is_narrowed else ""
        return words_for_no_rows(look, palette, is_narrowed=is_narrowed, about_filter=about)
