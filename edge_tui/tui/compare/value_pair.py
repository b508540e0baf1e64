"""Two values in two columns, with the words that differ marked."""

from collections.abc import Iterator
from functools import partial

from rich.style import Style
from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.screen import Screen

from edge_tui.compare.facing_lines import FacingLines, facing_lines
from edge_tui.compare.marked_words import MarkedText, Range, mark_words
from edge_tui.model.json.document import JsonValue, pretty
from edge_tui.model.json.positions import Positions
from edge_tui.model.node import ABSENT
from edge_tui.model.text import visible_lines
from edge_tui.tui.dialogs.closing import close
from edge_tui.tui.textual_keys import move_after_refresh
from edge_tui.tui.textview.json_text import json_passage, paint_json_row
from edge_tui.tui.textview.long_text import Passage, plain, written
from edge_tui.tui.textview.text_rows import TextRows
from edge_tui.tui.textview.text_view import TextView
from edge_tui.tui.themes import Colors, colors
from edge_tui.tui.widgets.key_footer import KeyFooter
from edge_tui.tui.widgets.pane import Pane

# A longer text is shown without marks: finding them would delay the next key.
MAX_MARKED_CHARACTERS = 60_000
# Below the size of a first block of a text, so that each part is one block and knows its marks.
_PART_CHARACTERS = 3_000


# The lines shown above a difference.
_LINES_ABOVE = 2
_WHEEL_ROWS = 3
# A place on each side; None where it is missing.
Pointers = tuple[str | None, str | None]


class ValuePair(Horizontal):
    """The same place of two documents: a pane for each side, which scroll together."""

    DEFAULT_CSS = """
    ValuePair Pane { width: 1fr; height: 1fr; }
    """

    def __init__(self, widget_id: str) -> None:
        super().__init__(id=widget_id)
        self._panes = Pane(id=f"{widget_id}-left"), Pane(id=f"{widget_id}-right")
        # The side that was scrolled last; the other one follows it.
        self._leader: int | None = None
        self._is_following = False
        # None for texts without marks: then a row faces the row of the same number.
        self._facing: FacingLines | None = None
        self._views = tuple(TextView(f"{widget_id}-{side}-text", waits=True) for side in ("left", "right"))

    def compose(self) -> ComposeResult:
        """Both panes."""
        for pane, view in zip(self._panes, self._views, strict=True):
            with pane:
                yield view

    def on_mount(self) -> None:
        """Lets each column follow the other."""
        for side, view in enumerate(self._views):
            self.watch(view.rows, "scroll_y", partial(self._lead, side), init=False)
            # A column that wasn't laid out so far catches up.
            self.watch(view.rows, "virtual_size", self._catch_up, init=False)

    @property
    def longer(self) -> TextRows:
        """The column with more to scroll; the right one if they are alike."""
        left, right = (view.rows for view in self._views)
        return left if left.max_scroll_y > right.max_scroll_y else right

    def focus_longer(self) -> None:
        """Lets keys scroll the column that has something to scroll."""
        self.longer.focus()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Over a column that is at its end the wheel scrolls the other one."""
        event.stop()
        self.longer.scroll_relative(y=_WHEEL_ROWS, animate=False)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """As down."""
        event.stop()
        self.longer.scroll_relative(y=-_WHEEL_ROWS, animate=False)

    def _lead(self, side: int) -> None:
        if not self._is_following:
            self._leader = side
            self._catch_up()

    def _catch_up(self) -> None:
        """Scrolls the column that wasn't scrolled last to what faces the other one."""
        if self._is_following or self._leader is None:
            return
        leader, follower = self._views[self._leader].rows, self._views[1 - self._leader].rows
        self._is_following = True
        try:
            if self._facing is None:
                follower.show_row(leader.scroll_offset.y)
            else:
                line, inner_row = leader.top_line
                follower.show_line(self._facing.facing(self._leader, line), inner_row)
        finally:
            self._is_following = False

    def show(
        self,
        titles: tuple[str, str],
        values: tuple[JsonValue, JsonValue],
        *,
        missing: str = "Not here.",
        start: Pointers | None = None,
    ) -> None:
        """Shows two values, beginning near `start`; one that is `ABSENT` is missing on its side, as `missing` says."""
        palette = colors(self.app)
        is_marked = all(value is not ABSENT and not is_large(value) for value in values)
        texts = [text_of(value) for value in values] if is_marked else []
        marked = mark_words(*texts) if is_marked else (None, None)
        self._leader, self._facing = None, facing_lines(*texts) if is_marked else None
        styles = Style(reverse=True) + palette.good, Style(reverse=True) + palette.warning
        for pane, view, title, value, text, style in zip(
            self._panes, self._views, titles, values, marked, styles, strict=True
        ):
            pane.title(title)
            if value is ABSENT:
                view.show([written(Text.assemble((missing, palette.dim)))])
            elif text is not None:
                view.show(list(passages_of(text, style)))
            else:
                view.show([plain(value, palette.string) if isinstance(value, str) else json_passage(value)])
        if start is not None and is_marked:
            side = 0 if start[0] is not None else 1
            line = line_at(texts[side], start[side] or "")
            # Once both are laid out.
            self.call_after_refresh(self._views[side].rows.show_line, max(line - _LINES_ABOVE, 0))


def is_large(value: JsonValue) -> bool:
    """Whether a value has more text than marks are found for. It is walked no further than that."""
    left = MAX_MARKED_CHARACTERS
    waiting = [value]
    while waiting and left > 0:
        each = waiting.pop()
        left -= len(each) if isinstance(each, str) else 8
        if isinstance(each, dict):
            waiting += each.values()
            left -= sum(map(len, each))
        elif isinstance(each, list):
            waiting += each
    return left <= 0


def text_of(value: JsonValue) -> str:
    """A value as it is shown: a string without quotes, everything else as JSON on several lines."""
    return visible_lines(value if isinstance(value, str) else pretty(value))


def passages_of(marked: MarkedText, style: Style) -> Iterator[Passage]:
    """The text in parts, each painted with its own marks."""
    start = 0
    lines: list[str] = []
    length = 0
    for line in marked.text.split("\n"):
        if lines and length + len(line) > _PART_CHARACTERS:
            yield _part(lines, marked.marks, start, style)
            start, lines, length = start + length, [], 0
        lines.append(line)
        length += len(line) + 1
    yield _part(lines, marked.marks, start, style)


def _part(lines: list[str], marks: tuple[Range, ...], start: int, style: Style) -> Passage:
    end = start + sum(map(len, lines)) + len(lines)
    mine = [
        (max(first, start) - start, min(last, end) - start) for first, last in marks if first < end and last > start
    ]

    def paint(palette: Colors, block: str, begin: int, stop: int) -> Text:
        text = paint_json_row(palette, block, begin, stop)
        for first, last in mine:
            if first < stop and last > begin:
                text.stylize(style, max(first - begin, 0), min(last, stop) - begin)
        return text

    return Passage(lines, paint)


def line_at(text: str, pointer: str) -> int:
    """The line of a place in a JSON text, from 0; 0 for a text that isn't JSON, or that doesn't have the place."""
    positions = Positions(text)
    span = positions.value(pointer)
    return positions.line_and_column(span.start)[0] - 1 if span else 0


class BothValues(Screen[None]):
    """Both values on the whole screen."""

    AUTO_FOCUS = "#both-right-text TextRows"
    BINDINGS = [
        Binding("escape,q", "leave", "Back"),
        Binding("tab", "app.focus_next", "Other side"),
    ]
    HELP = (
        "The same place of two exchanges. Words that the other side doesn't have are marked. Both "
        "columns scroll together, so that equal lines stay beside each other."
    )

    def __init__(
        self, titles: tuple[str, str], values: tuple[JsonValue, JsonValue], *, start: Pointers | None = None
    ) -> None:
        super().__init__()
        self._titles = titles
        self._values = values
        self._start = start

    def compose(self) -> ComposeResult:
        """The two columns."""
        yield ValuePair("both")
        yield KeyFooter()

    def on_mount(self) -> None:
        """Shows the values."""
        pair = self.query_one(ValuePair)
        pair.show(self._titles, self._values, start=self._start)
        # Once both are laid out.
        move_after_refresh(self, pair.focus_longer)

    def action_leave(self) -> None:
        """Goes back."""
        close(self)
