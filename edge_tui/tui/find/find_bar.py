"""The find bar: searches as you type, and counts the matches."""

from collections.abc import Callable
from typing import cast

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.widget import Widget
from textual.widgets import Button, Input, Static

from edge_tui.model.text import visible
from edge_tui.tui.find.find_controller import FindController
from edge_tui.tui.find.searchable import Searchable
from edge_tui.tui.find.text_search import NO_MATCHES, Query
from edge_tui.tui.themes import colors

# The least width of the count: that of "17 of 12,345". A new width lays out the whole screen.
_COUNT_CELLS = 14


class FindBar(Vertical):
    """Searches a `target`, whose widget is `focused` when the bar closes.

    `with_patterns` offers regular expressions. With `to_the_matches`, enter hands the focus over: the
    target has keys to step through its matches. Otherwise enter goes to the next match, and the bar
    keeps the focus. `row_below` makes one more row.
    """

    DEFAULT_CSS = """
    FindBar {
        dock: bottom;
        display: none;
        height: auto;
        background: $panel;
        Horizontal { height: 1; }
        Input { width: 1fr; background: $panel; }
        Button { margin: 0 0 0 1; width: auto; min-width: 4; background: $panel; text-style: none; }
        Button.-on { text-style: bold reverse; }
        Button:focus { text-style: bold underline; }
        .find-label { width: auto; padding: 0 1; color: $accent; text-style: bold; }
        #find-count { text-align: right; max-width: 60%; }
        #find-error { display: none; height: 1; color: $warning; text-wrap: nowrap; text-overflow: ellipsis; }
    }
    """
    BINDINGS = [
        Binding("escape", "close", "Close", priority=True, tooltip="Back to where the cursor was, or stay on the match "
                "that you went to"),
        Binding("down", "step(1)", "Next match", priority=True,
                tooltip="Go to the next match (also enter)", id="find.next"),
        Binding("up", "step(-1)", "Previous match", priority=True, show=False, tooltip="Go to the previous match",
                id="find.previous"),
        Binding("alt+c", "switch('find-case')", "Match case", show=False,
                tooltip="Search with upper and lower case kept apart", id="find.case"),
        Binding("alt+r", "switch('find-pattern')", "Regular expression", show=False,
                tooltip="Search for a regular expression",
                id="find.pattern"),
    ]  # fmt: skip
    HELP = (
        "Find. Matches are counted and highlighted as you type; enter goes to the match, down and up to the next and "
        "the previous one. Escape returns to where the cursor was, unless you went to a match."
    )

    def __init__(
        self,
        target: Searchable,
        focused: Callable[[], Widget],
        *,
        bar_id: str | None = None,
        placeholder: str = "Find · esc closes",
        with_patterns: bool = True,
        to_the_matches: bool = False,
        row_below: Callable[[], Widget] | None = None,
    ) -> None:
        super().__init__(id=bar_id)
        self.controller = FindController(target)
        self._focused = focused
        self._placeholder = placeholder
        self._with_patterns = with_patterns
        self._to_the_matches = to_the_matches
        self._row_below = row_below

    def compose(self) -> ComposeResult:
        """The line, what is wrong with it, and the row below."""
        with Horizontal():
            yield Static("/", classes="find-label")
            yield Input(placeholder=self._placeholder, id="find", compact=True)
            if self._with_patterns:
                yield Button(".*", id="find-pattern", compact=True, tooltip="Regular expression (alt+r)")
            yield Button("Aa", id="find-case", compact=True, tooltip="Match case (alt+c)")
            yield Static(id="find-count")
        yield Static(id="find-error", markup=False)
        if self._row_below is not None:
            yield self._row_below()

    async def open(self, what: str = "") -> None:
        """Opens the bar, searching for a text or else for what was searched before.

        It is mounted below the widget that it searches when it is first opened: most texts are never searched.
        """
        if not self.is_attached:
            searched = self._focused()
            await cast("Widget", searched.parent).mount(self, after=searched)
        line = self._line
        self.display = True
        self.controller.open()
        if what:
            line.value = what
        line.focus()
        line.select_all()
        self._search()

    def end_in_place(self) -> None:
        """Closes an open bar, whose target now shows something else."""
        if self.controller.is_open:
            self._line.value = ""
            self.display = False
            self.controller.end_in_place()

    @property
    def _line(self) -> Input:
        return self.query_one("#find", Input)

    @property
    def query_in_bar(self) -> Query:
        """The search text with its options."""
        is_on = {button.id for button in self.query(Button) if button.has_class("-on")}
        return Query(self._line.value, "find-pattern" in is_on, "find-case" in is_on)

    def _search(self) -> None:
        self.controller.search(self.query_in_bar)
        self.update()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Searches with each key."""
        event.stop()
        if event.input.id == "find":
            self._search()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter: to the match."""
        event.stop()
        if not self._to_the_matches:
            self.action_step(1)
            return
        self.controller.accept()
        self.update()
        self._focused().focus()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Switches an option."""
        event.stop()
        self.action_switch(event.button.id or "")

    def on_key(self, event: events.Key) -> None:
        """Keeps the bar's keys from the widgets around it."""
        if event.key in ("up", "down"):
            event.stop()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Disables the pattern's key where there are no patterns."""
        return self._with_patterns if (action, parameters) == ("switch", ("find-pattern",)) else True

    def action_step(self, step: int) -> None:
        """Goes to the next or the previous match, wrapping around."""
        self.controller.step(step)
        self.update()

    def action_switch(self, button_id: str) -> None:
        """Switches an option."""
        self.query_one(f"#{button_id}", Button).toggle_class("-on")
        self._search()

    def action_close(self) -> None:
        """Closes the bar."""
        self.display = False
        self.controller.close()
        self._focused().focus()

    def update(self, error: str = "") -> None:
        """Writes the number of matches beside the search, and below it an error or why there are none."""
        if not self.controller.is_open:
            return
        palette, words, error = colors(self.app), self.controller.words, error or self.controller.error
        text = Text(f" {words} ", palette.warning if words == NO_MATCHES else palette.dim)
        count = self.query_one("#find-count", Static)
        # A count that grows by a digit doesn't need another layout.
        needs = max(_COUNT_CELLS, text.cell_len)
        is_wider = count.styles.width is None or needs != count.styles.width.value
        if is_wider:
            count.styles.width = needs
        count.update(text, layout=is_wider)
        line = self.query_one("#find-error", Static)
        if error or line.display:
            line.update(Text(" ".join(visible(error).split())))
            line.display = bool(error)
