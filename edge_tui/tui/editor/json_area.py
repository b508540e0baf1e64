"""A text area for JSON: Pygments' colours, marks under findings, and what each placeholder becomes."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from rich.style import Style
from rich.text import Text
from textual.document._document import EditResult, Selection
from textual.document._document_navigator import DocumentNavigator
from textual.document._edit import Edit as TextAreaEdit
from textual.geometry import Offset
from textual.widgets import TextArea
from textual.widgets.text_area import TextAreaTheme

from edge_tui.lint.fixes import change
from edge_tui.model.finding import Severity
from edge_tui.model.placeholders import Sources, find, resolve
from edge_tui.tui.editor.json_document import JsonDocument, UnwrappedDocument
from edge_tui.tui.textview.json_text import paint_line
from edge_tui.tui.themes import Colours, colours

# Lexing a longer line for each key press would be felt.
_LONGEST_PAINTED = 5_000
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"?|[^\s{}\[\]:,"]+|.')

# Each of these would act on the terminal; one character stands for one, so that columns stay.
_ACTIVE = {code: 0x2400 + code for code in range(0x20) if code != 9} | {0x7F: 0x2421}
_ACTIVE |= dict.fromkeys(
    [*range(0x80, 0xA0), 0x2028, 0x2029, *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF], 0xB7
)
_ACTIVE |= dict.fromkeys(range(0xD800, 0xE000), 0xFFFD)


@dataclass(frozen=True, slots=True)
class Mark:
    """A place that something is said about; `line` and `column` count from 1."""

    line: int
    column: int
    severity: Severity


class JsonArea(TextArea):
    """An editor of JSON text.

    `sources`, when set, give the values that placeholders would take; they stand dimmed behind
    their line. `mark` underlines the places of findings.
    """

    def __init__(self, text: str = "", **kwargs: Any) -> None:
        self._marks: dict[int, list[Mark]] = {}
        self._hits: dict[int, list[tuple[int, int]]] = {}
        super().__init__(text, soft_wrap=False, show_line_numbers=True, tab_behavior="indent", **kwargs)
        self.indent_width = 2
        self.sources: Sources | None = None

    def _set_document(self, text: str, language: str | None) -> None:
        """As Textual's own, with a document that costs less at each key press."""
        self._highlight_query = None
        self.document = self._json = JsonDocument(text)
        self.wrapped_document = UnwrappedDocument(self.document, tab_width=self.indent_width)
        self.navigator = DocumentNavigator(self.wrapped_document)
        self._build_highlight_map()
        self.move_cursor((0, 0))
        self._rewrap_and_refresh_virtual_size()

    def on_mount(self) -> None:
        """Takes the colours from the stylesheet."""
        self._app_theme_changed()

    def apply_theme(self) -> None:
        """Lays the line of the cursor in the theme's colour, and draws all lines anew."""
        self._app_theme_changed()
        self.repaint()

    def _app_theme_changed(self) -> None:
        """The line of the cursor has a background only: a foreground would be laid over its colours."""
        panel = self.app.theme_variables.get("panel", "")
        self.register_theme(
            TextAreaTheme("edge", cursor_line_style=Style(bgcolor=panel) if panel.startswith("#") else Style())
        )
        self.theme = "edge"

    @property
    def cursor_offset_in_text(self) -> int:
        """The character offset of the cursor."""
        return self._json.get_index_from_location(self.cursor_location)

    def go_to(self, line: int, column: int) -> None:
        """Puts the cursor to a line and a column, which count from 1, and takes the focus."""
        self.move_cursor((max(line, 1) - 1, max(column, 1) - 1), center=True)
        self.focus()

    def go_to_offset(self, offset: int) -> None:
        """Puts the cursor to a character offset."""
        self.go_to(*self.place_of_offset(offset))

    def offset_of(self, line: int, column: int) -> int:
        """The character offset of a line and a column, which count from 1."""
        return self._json.get_index_from_location((line - 1, column - 1))

    def place_of_offset(self, offset: int) -> tuple[int, int]:
        """Line and column of a character offset, counted from 1."""
        row, column = self._location(offset)
        return row + 1, column + 1

    def _location(self, offset: int) -> tuple[int, int]:
        return self._json.get_location_from_index(offset)

    def set_text_minimal(self, text: str) -> None:
        """Makes the text another one by the shortest edit there is; it can be undone at one stroke."""
        edit = change(self.text, text)
        self.replace_range(edit.start, edit.end, edit.replacement)

    def replace_range(self, start: int, end: int, replacement: str, *, follow: bool = False) -> None:
        """Replaces the characters from `start` to before `end` as one edit of its own.

        With `follow` the cursor goes to the end of what was put in.
        """
        self.history.checkpoint()
        result = self.replace(
            replacement, self._location(start), self._location(end), maintain_selection_offset=not follow
        )
        if follow:
            self.move_cursor(result.end_location)
        self.history.checkpoint()

    def scroll_cursor_visible(self, center: bool = False, animate: bool = False) -> Offset:
        """As Textual's own, but the text comes back from the right as soon as the cursor fits."""
        scrolled = super().scroll_cursor_visible(center, animate)
        room = self.scrollable_content_region.width - self.gutter_width - 3
        if self.scroll_x and self._cursor_offset[0] < room:
            self.scroll_to(x=0, animate=False, force=True)
        return scrolled

    def select(self, start: int, end: int) -> None:
        """Selects the characters from `start` to before `end` and shows them."""
        self.selection = Selection(self._location(start), self._location(end))
        self.scroll_cursor_visible(center=not self._is_in_sight(self.cursor_location[0]))

    def _is_in_sight(self, row: int) -> bool:
        return self.scroll_offset.y <= row < self.scroll_offset.y + self.size.height

    @property
    def selected_offsets(self) -> tuple[int, int]:
        """The character offsets that the selection goes from and to."""
        start, end = sorted(self.selection)
        return self._json.get_index_from_location(start), self._json.get_index_from_location(end)

    def show_hits(self, hits: Iterable[tuple[int, int]]) -> None:
        """Gives these characters, by start and end, the background of something found."""
        by_line: dict[int, list[tuple[int, int]]] = {}
        for start, end in hits:
            row, column = self._location(start)
            by_line.setdefault(row, []).append((column, column + end - start))
        if by_line != self._hits:
            self._hits = by_line
            self.repaint()

    def mark(self, marks: Iterable[Mark]) -> None:
        """Underlines these places and no others."""
        by_line: dict[int, list[Mark]] = {}
        for each in marks:
            by_line.setdefault(each.line - 1, []).append(each)
        if by_line != self._marks:
            self._marks = by_line
            self.repaint()

    def edit(self, edit: TextAreaEdit) -> EditResult:
        """Marks below an edit move with their lines."""
        before = self.document.line_count
        row = edit.bottom[0]
        result = super().edit(edit)
        moved = self.document.line_count - before
        if moved:
            self._marks = {(line + moved if line > row else line): marks for line, marks in self._marks.items()}
        return result

    def repaint(self) -> None:
        """Draws every line anew: colours, marks or placeholder values may have changed."""
        self._line_cache.clear()
        self.refresh()

    def get_line(self, line_index: int) -> Text:
        """A line in colour, its findings underlined, with the values of its placeholders behind it."""
        line = self.document.get_line(line_index)
        text = Text(line if line.isascii() and line.isprintable() else line.translate(_ACTIVE), end="", no_wrap=True)
        palette = colours(self.app)
        if len(line) <= _LONGEST_PAINTED:
            paint_line(text, line, palette)
        for start, end in self._hits.get(line_index, ()):
            text.stylize(palette.hit, start, min(end, len(line)))
        for mark in self._marks.get(line_index, ()):
            start, end = _extent(line, mark.column - 1)
            text.stylize(_underline(mark.severity, palette), start, end)
        if "{{" in line and self.sources is not None and len(line) <= _LONGEST_PAINTED:
            text.append(_becomes(line, self.sources), palette.ghost)
        return text


def _extent(line: str, column: int) -> tuple[int, int]:
    """The token that begins at a column; at the end of a line its last character."""
    column = min(column, max(len(line) - 1, 0))
    match = _TOKEN.match(line, column)
    return (column, max(match.end(), column + 1)) if match else (column, column + 1)


def _underline(severity: Severity, palette: Colours) -> Style:
    tone = {Severity.ERROR: palette.error, Severity.WARNING: palette.warning, Severity.INFO: palette.dim}[severity]
    return tone + Style(underline=True)


def _becomes(line: str, sources: Sources) -> str:
    values = []
    for match in find(line):
        if match[1].strip() == "uuid":
            values.append("a fresh UUIDv4")
            continue
        try:
            values.append(resolve(match[1], sources))
        except LookupError:
            values.append("✖ cannot be filled")
    return f"   → {', '.join(values)}".translate(_ACTIVE) if values else ""
