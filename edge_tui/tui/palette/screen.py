"""The palette's screen: a search, and the commands it finds, grouped by area, with their keys at the right."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from rich.cells import cell_len, set_cell_size
from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.await_complete import AwaitComplete
from textual.binding import Binding
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from edge_tui.model.text import visible
from edge_tui.tui.dialogs.closing import uncover
from edge_tui.tui.dialogs.key_line import DialogBox
from edge_tui.tui.dialogs.menu import Menu
from edge_tui.tui.keys import key_by_id
from edge_tui.tui.palette.key_commands import key_commands
from edge_tui.tui.palette.search import Row, found, rows_of
from edge_tui.tui.themes import Colors, colors, follow_theme

_WIDTH = 100
# Border, padding and scrollbar.
_FRAME = 8
_MIN_NAME, _MAX_NAME = 24, 40
_KEY_WIDTH = 9
# A narrower list has names and keys alone, and the sentence of the highlighted command below it.
_LEAST_FOR_SENTENCES = 83
_MAX_ROWS = 3
_NOTHING = (
    "No command or template matches “{}”. Try another word for it, or fewer letters. A pane's own commands are "
    "listed while it has the focus."
)


class _Columns(NamedTuple):
    """The cells of a command's name and of its sentence; no sentence has 0."""

    name: int
    sentence: int


class Palette(Menu[None]):
    """Runs the command that is chosen, once the palette is closed."""

    CSS_PATH = "screen.tcss"
    BINDINGS = [
        Binding("escape", "leave", "Close"),
        Binding("down", "move('cursor_down')", "Next", show=False, priority=True),
        Binding("up", "move('cursor_up')", "Previous", show=False, priority=True),
        Binding("pagedown", "move('page_down')", "Next page", show=False, priority=True),
        Binding("pageup", "move('page_up')", "Previous page", show=False, priority=True),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[Row] = []
        # The command of each option; None for the name of an area.
        self._shown: list[Row | None] = []

    def compose(self) -> ComposeResult:
        """The search, and the list."""
        with DialogBox(id="palette") as box:
            box.border_title = "Commands"
            box.name_keys("template: lists templates · enter OK · esc close")
            yield Input(placeholder="Search commands", compact=True)
            yield OptionList(compact=True)
            yield Static(id="palette-nothing")
            yield Static(id="palette-sentence")

    def on_mount(self, event: events.Mount) -> None:
        """Lists the commands of the screen below; nothing for a palette that a key typed ahead has closed."""
        if self not in self.app.screen_stack:
            event.prevent_default()
            return
        below = self.app.screen_stack[self.app.screen_stack.index(self) - 1]
        commands = list(self.app.get_system_commands(below))
        self._rows = rows_of(commands, self._key_of)
        # Those that a placeholder of a test calls have no owner.
        known = {(id(getattr(each.callback, "__self__", None)), _name_of(each.callback)) for each in commands}
        self._rows += key_commands(below, known, {row.title for row in self._rows})
        self.query_one(OptionList).can_focus = False
        self.query_one(Input).focus()
        self._list()
        follow_theme(self, self._recolor)

    def _key_of(self, call: Callable[[], Any]) -> str:
        """The key of what a command calls: a method `action_…` whose object has a binding for it."""
        owner, name = getattr(call, "__self__", None), _name_of(call)
        if owner is None or not name.startswith("action_"):
            return ""
        action = name.removeprefix("action_")
        for each in type(owner).__mro__:
            for binding in each.__dict__.get("BINDINGS", ()):
                if isinstance(binding, Binding) and binding.action == action and binding.id:
                    return key_by_id(self.app, binding.id, (each,))
        return ""

    def on_input_changed(self) -> None:
        """Searches again."""
        self._list()

    def on_resize(self) -> None:
        """Fits the columns to the new width."""
        if self._rows:
            self._list()

    def _list(self) -> None:
        search, listing = self.query_one(Input).value, self.query_one(OptionList)
        rows, palette = found(self._rows, search), colors(self.app)
        columns = _columns(rows, self._width, is_grouped=not search.strip())
        options: list[Option] = []
        self._shown = []
        for index, row in enumerate(rows):
            if not search.strip() and (not index or rows[index - 1].area != row.area):
                options.append(Option(Text(visible(row.area), palette.name), disabled=True))
                self._shown.append(None)
            options.append(Option(self._line(row, columns, palette, is_grouped=not search.strip())))
            self._shown.append(row)
        listing.set_options(options)
        self.set_class(not rows, "-nothing")
        if not rows:
            self.query_one("#palette-nothing", Static).update(
                Text(_NOTHING.format(visible(search.strip())), palette.dim)
            )
        first = next((index for index, row in enumerate(self._shown) if row is not None), None)
        listing.highlighted = first
        listing.scroll_to(y=0, animate=False)
        self.query_one("#palette-sentence").display = bool(rows) and not columns.sentence
        self._describe(first)

    def _recolor(self) -> None:
        """Lists the same commands in the colors of another theme; the cursor stays where it is."""
        listing = self.query_one(OptionList)
        highlighted = listing.highlighted
        self._list()
        listing.highlighted = highlighted

    @property
    def _width(self) -> int:
        return max(min(_WIDTH, self.app.size.width - 2) - _FRAME, 8)

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Says what the highlighted command does."""
        event.stop()
        self._describe(event.option_index)

    def _describe(self, index: int | None) -> None:
        row = self._shown[index] if index is not None and index < len(self._shown) else None
        words = Text(visible(row.brief) if row else "", colors(self.app).dim)
        self.query_one("#palette-sentence", Static).update(words, layout=False)

    @property
    def titles(self) -> list[str]:
        """The commands that are listed now."""
        return [row.title for row in self._shown if row is not None]

    def _line(self, row: Row, columns: _Columns, palette: Colors, *, is_grouped: bool) -> Text:
        """Name, sentence and key in columns; a sentence that is longer than its column takes more rows."""
        text = _label(row, palette, is_grouped=is_grouped)
        text.no_wrap = True
        text.truncate(columns.name, overflow="ellipsis", pad=True)
        rows = [Text()]
        if columns.sentence:
            sentence = Text(visible(row.brief), palette.dim)
            wrapped = list(sentence.wrap(self.app.console, columns.sentence))
            rows = wrapped[:_MAX_ROWS] or rows
            if len(wrapped) > _MAX_ROWS:
                rows[-1].rstrip()
                rows[-1].truncate(columns.sentence - 1)
                rows[-1].append("…")
            rows[0].rstrip()
            rows[0].truncate(columns.sentence, pad=True)
            text.append("  ").append_text(rows[0])
        key = set_cell_size(row.key, min(cell_len(row.key), _KEY_WIDTH))
        text.append(" ").append(key.rjust(_KEY_WIDTH), palette.placeholder)
        for further in rows[1:]:
            text.append("\n" + " " * (columns.name + 2)).append_text(further)
        return text

    def action_move(self, step: str) -> None:
        """Moves in the list while the focus stays in the search."""
        getattr(self.query_one(OptionList), f"action_{step}")()

    def on_input_submitted(self) -> None:
        """Runs the highlighted command."""
        self._run(self.query_one(OptionList).highlighted)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """A click runs the command."""
        event.stop()
        self._run(event.option_index)

    def _run(self, index: int | None) -> None:
        row = self._shown[index] if index is not None and index < len(self._shown) else None
        if row is not None and self in self.app.screen_stack:
            self.dismiss()
            self.app.call_later(row.run)

    def action_leave(self) -> None:
        """Closes the palette."""
        self.dismiss()

    def dismiss(self, result: None = None) -> AwaitComplete:
        """Closes the palette and whatever covers it; nothing happens when it is already closed.

        A click and a key that arrive together would otherwise close the screen below, too.
        """
        return super().dismiss(result) if uncover(self) else AwaitComplete()


def _name_of(call: Callable[..., Any]) -> str:
    return str(getattr(call, "__name__", ""))


def _columns(rows: Sequence[Row], width: int, *, is_grouped: bool) -> _Columns:
    """The columns of a list: names as wide as the longest, sentences as wide as the rest of the row."""
    if width < _LEAST_FOR_SENTENCES:
        return _Columns(max(width - _KEY_WIDTH - 1, 1), 0)
    longest = max((_label(row, is_grouped=is_grouped).cell_len for row in rows), default=0)
    name = min(max(longest, _MIN_NAME), _MAX_NAME)
    return _Columns(name, width - name - _KEY_WIDTH - 3)


def _label(row: Row, palette: Colors | None = None, *, is_grouped: bool) -> Text:
    dim, plain = (palette.dim, palette.plain) if palette else ("", "")
    area = "" if is_grouped or not row.name else f"{visible(row.area)}: "
    return Text.assemble("  " * is_grouped, (area, dim), (visible(row.name or row.area), plain))
