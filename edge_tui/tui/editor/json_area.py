"""A text area for JSON: syntax colors, underlined findings, and resolved placeholders at line ends."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from rich.cells import cell_len
from rich.style import Style
from rich.text import Text
from textual.geometry import Offset, Size
from textual.strip import Strip
from textual.widgets.text_area import Edit, EditResult, Location, Selection, TextAreaTheme

from edge_tui.model.finding import Severity
from edge_tui.model.placeholders import Sources, find, resolve
from edge_tui.tui.editor.brackets import matching_bracket
from edge_tui.tui.editor.json_document import JsonDocument, UnwrappedDocument
from edge_tui.tui.textual_layouts import fit_scrollbars, scrolled_size
from edge_tui.tui.textual_widgets import (
    RowsWithoutGround,
    TextBox,
    cursor_cell,
    install_document,
    redraw_lines,
    rest_cursor,
)
from edge_tui.tui.textview.json_text import paint_line
from edge_tui.tui.themes import Colors, colors

# Lexing a longer line with every key press is noticeably slow.
_MAX_PAINTED = 5_000
# Between a line and the values of its placeholders.
_ARROW = "   → "
# The cursor stops blinking when no key came for this time; it stays visible.
_BLINKING_SECONDS = 20.0
_BLINK_SECONDS = 0.5
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"?|[^\s{}\[\]:,"]+|.')

# These act on the terminal; each is replaced by one character, so that columns stay.
_CONTROLS = {code: 0x2400 + code for code in range(0x20) if code != 9} | {0x7F: 0x2421}
_CONTROLS |= dict.fromkeys(
    [*range(0x80, 0xA0), 0x2028, 0x2029, *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF], 0xB7
)
_CONTROLS |= dict.fromkeys(range(0xD800, 0xE000), 0xFFFD)


@dataclass(frozen=True, slots=True)
class Mark:
    """A place to underline; `line` and `column` count from 1."""

    line: int
    column: int
    severity: Severity


class JsonArea(TextBox):
    """A JSON editor.

    If `sources` is set, the values that placeholders would take are shown dimmed at the end of their
    line. `mark` underlines the places of findings.
    """

    virtual_size = scrolled_size()

    def __init__(self, text: str = "", **kwargs: Any) -> None:
        self._marks: dict[int, list[Mark]] = {}
        self._hits: dict[int, list[tuple[int, int]]] = {}
        self._blinks = 0
        self._rows_without_ground = RowsWithoutGround(self)
        super().__init__(text, soft_wrap=False, show_line_numbers=True, tab_behavior="indent", **kwargs)
        self.indent_width = 2
        self.sources: Sources | None = None

    def _set_document(self, text: str, language: str | None) -> None:
        """As Textual's, with a document that costs less with every key press."""
        self._json = JsonDocument(text)
        install_document(self, self._json, UnwrappedDocument(self._json, tab_width=self.indent_width))

    def validate_virtual_size(self, size: Size) -> Size:
        """At least what is in sight: Textual cuts what follows the longest line, such as a placeholder's value."""
        return Size(max(size.width, self.scrollable_content_region.width), size.height)

    def watch_virtual_size(self) -> None:
        """Fits the scrollbars."""
        fit_scrollbars(self)

    def notify_style_update(self) -> None:
        """As Textual's, and draws the corner between the scrollbars, which would keep the color of the focus."""
        super().notify_style_update()
        if self.show_vertical_scrollbar and self.show_horizontal_scrollbar:
            self.scrollbar_corner.refresh()

    def on_mount(self) -> None:
        """Takes the colors from the stylesheet."""
        self._style_cursor_line()

    def _restart_blink(self) -> None:
        """As Textual's, after each key."""
        self._blinks = 0
        super()._restart_blink()

    def _toggle_cursor_blink_visible(self) -> None:
        """As Textual's at half the pace, until the user pauses: blinking costs as much as all else together."""
        self._blinks += 1
        if self._blinks * _BLINK_SECONDS > _BLINKING_SECONDS:
            rest_cursor(self)
        elif self._blinks % 2 == 0:
            super()._toggle_cursor_blink_visible()

    def apply_theme(self) -> None:
        """Applies the theme to the cursor line, and redraws."""
        self._style_cursor_line()
        self.repaint()

    def _app_theme_changed(self) -> None:
        self._style_cursor_line()

    def _style_cursor_line(self) -> None:
        """Gives the cursor line a background only: a foreground would replace the syntax colors."""
        row = self.app.theme_variables.get("line-cursor", "")
        self.register_theme(
            TextAreaTheme("edge", cursor_line_style=Style(bgcolor=row) if row.startswith("#") else Style())
        )
        self.theme = "edge"

    def watch_has_focus(self, has_focus: bool) -> None:
        """Marks the cursor's row and bracket only while keys go here: there is one cursor on the screen."""
        self.highlight_cursor_line = self.match_cursor_bracket = has_focus
        super().watch_has_focus(has_focus)

    @property
    def is_large(self) -> bool:
        """Whether the text is too large to be checked while typing."""
        return self._json.is_large

    @property
    def characters(self) -> int:
        """The number of characters."""
        return self._json.characters

    @property
    def version(self) -> int:
        """Another number after each edit; no two texts of any editor share one."""
        return self._json.version

    def find_matching_bracket(self, bracket: str, search_from: Location) -> Location | None:
        """The other bracket of a pair, if it is near; brackets in strings don't count."""
        return matching_bracket(self._json, bracket, search_from)

    @property
    def cursor_offset_in_text(self) -> int:
        """The cursor's character offset."""
        return self._json.get_index_from_location(self.cursor_location)

    def go_to(self, line: int, column: int) -> None:
        """Moves the cursor to a 1-based line and column, and takes the focus."""
        self.move_cursor((max(line, 1) - 1, max(column, 1) - 1), center=True)
        self.focus()

    def go_to_offset(self, offset: int) -> None:
        """Moves the cursor to a character offset, and takes the focus."""
        self.go_to(*self.place_of_offset(offset))

    def offset_of(self, line: int, column: int) -> int:
        """The character offset of a 1-based line and column."""
        return self._json.get_index_from_location((line - 1, column - 1))

    def place_of_offset(self, offset: int) -> tuple[int, int]:
        """The 1-based line and column of a character offset."""
        row, column = self._location(offset)
        return row + 1, column + 1

    def _location(self, offset: int) -> tuple[int, int]:
        return self._json.get_location_from_index(offset)

    def set_text_minimal(self, text: str) -> None:
        """Changes the text by the shortest single edit, which one undo reverts."""
        from edge_tui.lint.fixes import change

        edit = change(self.text, text)
        self.replace_range(edit.start, edit.end, edit.replacement)

    def replace_range(self, start: int, end: int, replacement: str, *, follow: bool = False) -> None:
        """Replaces the characters from `start` up to `end` as one separate undo step.

        With `follow` the cursor moves to the end of the replacement.
        """
        self.history.checkpoint()
        result = self.replace(
            replacement, self._location(start), self._location(end), maintain_selection_offset=not follow
        )
        if follow:
            self.move_cursor(result.end_location)
        self.history.checkpoint()

    def scroll_cursor_visible(self, center: bool = False, animate: bool = False) -> Offset:
        """As Textual's, but scrolls back to the left as soon as the cursor fits."""
        scrolled = super().scroll_cursor_visible(center, animate)
        room = self.scrollable_content_region.width - self.gutter_width - 3
        if self.scroll_x and cursor_cell(self) < room:
            self.scroll_to(x=0, animate=False, force=True)
        return scrolled

    def select(self, start: int, end: int) -> None:
        """Selects the characters from `start` up to `end`, and scrolls to them."""
        self.selection = Selection(self._location(start), self._location(end))
        is_in_sight = 0 <= self.cursor_location[0] - self.scroll_offset.y < self.size.height
        self.scroll_cursor_visible(center=not is_in_sight)

    @property
    def selected_offsets(self) -> tuple[int, int]:
        """The character offsets of the selection's start and end."""
        start, end = sorted(self.selection)
        return self._json.get_index_from_location(start), self._json.get_index_from_location(end)

    def show_hits(self, hits: Iterable[tuple[int, int]]) -> None:
        """Highlights these character ranges as search hits."""
        by_line: dict[int, list[tuple[int, int]]] = {}
        for start, end in hits:
            row, column = self._location(start)
            by_line.setdefault(row, []).append((column, column + end - start))
        if by_line != self._hits:
            self._hits = by_line
            self.repaint()

    def mark(self, marks: Iterable[Mark]) -> None:
        """Underlines exactly these places."""
        by_line: dict[int, list[Mark]] = {}
        for each in marks:
            by_line.setdefault(each.line - 1, []).append(each)
        if by_line != self._marks:
            self._marks = by_line
            self.repaint()

    def edit(self, edit: Edit) -> EditResult:
        """Moves the marks below an edit with their lines."""
        before = self.document.line_count
        row = edit.bottom[0]
        result = super().edit(edit)
        moved = self.document.line_count - before
        if moved:
            self._marks = {(line + moved if line > row else line): marks for line, marks in self._marks.items()}
        return result

    def repaint(self) -> None:
        """Redraws every line, after a change of colors, marks or placeholder values."""
        redraw_lines(self)

    def render_line(self, y: int) -> Strip:
        """As Textual's, without joining the whole text."""
        self._json.is_drawn = True
        try:
            return super().render_line(y)
        finally:
            self._json.is_drawn = False

    def _render_line(self, y: int) -> Strip:
        """As Textual's, and less where only the ground has changed."""
        return self._rows_without_ground.draw(y, super()._render_line)

    def get_line(self, line_index: int) -> Text:
        """A line in color, with findings underlined and placeholder values at its end."""
        line = self.document.get_line(line_index)
        text = Text(line if line.isascii() and line.isprintable() else line.translate(_CONTROLS), end="", no_wrap=True)
        palette = colors(self.app)
        if len(line) <= _MAX_PAINTED:
            paint_line(text, line, palette)
        for start, end in self._hits.get(line_index, ()):
            text.stylize(palette.hit, start, min(end, len(line)))
        for mark in self._marks.get(line_index, ()):
            start, end = _extent(line, mark.column - 1)
            text.stylize(_underline(mark.severity, palette), start, end)
        if "{{" in line and self.sources is not None and len(line) <= _MAX_PAINTED:
            shown = self.scrollable_content_region.width - self.gutter_width + int(self.scroll_offset.x)
            text.append_text(_values_beside(line, self.sources, shown, palette.ghost))
        return text


def _extent(line: str, column: int) -> tuple[int, int]:
    """The token at a column; at the end of a line its last character."""
    column = min(column, max(len(line) - 1, 0))
    match = _TOKEN.match(line, column)
    return (column, max(match.end(), column + 1)) if match else (column, column + 1)


def _underline(severity: Severity, palette: Colors) -> Style:
    tone = {Severity.ERROR: palette.error, Severity.WARNING: palette.warning, Severity.INFO: palette.dim}[severity]
    return tone + Style(underline=True)


def _values_beside(line: str, sources: Sources, columns: int, style: Style) -> Text:
    """What the placeholders of a line stand for, in what is left of so many columns; empty without room for it."""
    values = Text(_resolved_values(line, sources), style)
    values.truncate(max(columns - cell_len(line), 0), overflow="ellipsis")
    return values if len(values.plain.removesuffix("…")) > len(_ARROW) else Text()


def _resolved_values(line: str, sources: Sources) -> str:
    values = []
    for match in find(line):
        if match[1].strip() == "uuid":
            values.append("a new UUIDv4")
            continue
        try:
            values.append(resolve(match[1], sources))
        except LookupError:
            values.append("✖ unresolved")
    return f"{_ARROW}{', '.join(values)}".translate(_CONTROLS) if values else ""
