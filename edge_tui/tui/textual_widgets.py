"""What Textual's widgets offer no public name for. `tests/tui/test_textual_internals.py` checks the private names."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from rich.segment import Segment
from rich.style import Style
from textual.binding import Binding
from textual.cache import LRUCache
from textual.geometry import Offset
from textual.screen import Screen
from textual.strip import Strip
from textual.style import Style as VisualStyle
from textual.widget import Widget
from textual.widgets import OptionList, TextArea, Tree
from textual.widgets.text_area import Document, DocumentNavigator, EditResult, Location, TextAreaTheme, WrappedDocument

if TYPE_CHECKING:
    from textual._widget_navigation import Direction

# Of rows that are kept to be drawn on another ground.
_MAX_ROWS, _MAX_ROW_LENGTH = 256, 5_000
_NO_STYLE = Style.null()

_move_page = OptionList._move_page


def _move_page_if_laid_out(self: OptionList, direction: "Direction") -> None:
    """Pages through a list; goes to its end if it has no height, and so no lines to count."""
    if self.options and (self.highlighted or 0) not in self._index_to_line:
        self.highlighted = len(self.options) - 1 if direction == 1 else 0
    else:
        _move_page(self, direction)


# Textual raises a KeyError there, in every list and in its palette: in a low terminal, and during a resize.
OptionList._move_page = _move_page_if_laid_out  # type: ignore[method-assign]

_get_visual_style = OptionList.get_visual_style


def _visual_style_with_reverse(self: OptionList, *component_classes: str, partial: bool = False) -> VisualStyle:
    """The style of an option, also if it is reversed, which Textual leaves out."""
    style = _get_visual_style(self, *component_classes, partial=partial)
    is_reversed = any(self.get_component_styles(name).text_style.reverse for name in component_classes)
    return style + _REVERSE if is_reversed else style


_REVERSE = VisualStyle(reverse=True)
OptionList.get_visual_style = _visual_style_with_reverse  # type: ignore[assignment,method-assign]


_on_resize: Callable[[OptionList], None] = OptionList._on_resize


def _keep_highlight_in_sight(self: OptionList) -> None:
    """Scrolls to the cursor once the list has its new height, as it does when the cursor moves."""
    _on_resize(self)
    self.call_after_refresh(self.scroll_to_highlight)


OptionList._on_resize = _keep_highlight_in_sight  # type: ignore[method-assign]

_widget_and_offset_at = Screen.get_widget_and_offset_at


def _attached_widget_and_offset_at(self: Screen[Any], x: int, y: int) -> tuple[Widget | None, Offset | None]:
    """Where a press begins to select text; nowhere in a widget removed since the last layout: Textual fails there."""
    widget, offset = _widget_and_offset_at(self, x, y)
    return (widget, offset) if widget is not None and widget.parent is not None else (None, None)


Screen.get_widget_and_offset_at = _attached_widget_and_offset_at  # type: ignore[method-assign]

_ENDS_OF_TEXT = [
    Binding(
        "ctrl+home,alt+home",
        "to_start",
        "Start of the text",
        show=False,
        id="edit.start",
        tooltip="Go to the start of the text",
    ),
    Binding(
        "ctrl+end,alt+end",
        "to_end",
        "End of the text",
        show=False,
        id="edit.end",
        tooltip="Go to the end of the text",
    ),
    Binding(
        "ctrl+shift+home,alt+shift+home",
        "to_start(True)",
        "Select to the start",
        show=False,
        id="edit.select.start",
        tooltip="Select from the cursor to the start of the text",
    ),
    Binding(
        "ctrl+shift+end,alt+shift+end",
        "to_end(True)",
        "Select to the end",
        show=False,
        id="edit.select.end",
        tooltip="Select from the cursor to the end of the text",
    ),
]


class TextBox(TextArea):
    """A text area with keys for the start and the end of its text, which Textual's own has none for."""

    BINDINGS = [*_ENDS_OF_TEXT]

    def action_to_start(self, is_selecting: bool = False) -> None:
        """Goes to the start of the text."""
        self.move_cursor((0, 0), select=is_selecting)

    def action_to_end(self, is_selecting: bool = False) -> None:
        """Goes to the end of the text."""
        self.move_cursor(self.document.end, select=is_selecting)


def redraw_labels(tree: Tree[Any]) -> None:
    """Draws every label of a tree again: `refresh` alone would reuse the cached lines."""
    tree._invalidate()


def install_document(area: TextArea, document: Document, wrapped: WrappedDocument) -> None:
    """Gives a text area another document; to be called from its `_set_document`."""
    area._highlight_query = None
    area.document = document
    area.wrapped_document = wrapped
    area.navigator = DocumentNavigator(wrapped)
    area._build_highlight_map()
    area.move_cursor((0, 0))
    area._rewrap_and_refresh_virtual_size()


def redraw_lines(area: TextArea) -> None:
    """Draws every line again: `refresh` alone would reuse the cached lines."""
    area._line_cache.clear()
    area.refresh()


class RowsWithoutGround:
    """The rows of a text area that doesn't wrap, text and colors, apart from the ground that they lie on.

    With the focus, the ground of all rows changes: each is then given the new one, and nothing else is drawn again.
    """

    def __init__(self, area: TextArea) -> None:
        self._area = area
        # The number of the line, and the rest of its row.
        self._rows: LRUCache[tuple[object, ...], tuple[str, list[Segment], int]] = LRUCache(_MAX_ROWS)
        self._rows_on_grounds: LRUCache[tuple[object, ...], Strip] = LRUCache(2 * _MAX_ROWS)

    def draw(self, y: int, render: Callable[[int], Strip]) -> Strip:
        """A row, which `render` draws if it is new."""
        area, theme = self._area, self._area._theme
        row = y + area.scroll_offset.y
        marked_rows = [place[0] for place in (area.cursor_location, area.matching_bracket_location) if place]
        is_plain = row not in marked_rows and area.selection.is_empty and row < area.document.line_count
        if theme is None or theme.base_style is None or not is_plain:
            return render(y)
        line = area.get_line(row)
        if len(line) > _MAX_ROW_LENGTH:
            return render(y)
        ground, gutter_style = theme.base_style, theme.gutter_style
        key = (row, line.plain, tuple(line.spans), area.scroll_offset.x, area.size, area.virtual_size.width)
        key_on_ground = (key, ground, gutter_style)
        strip = self._rows_on_grounds.get(key_on_ground)
        if strip is None:
            text, rest, cells = self._rows.get(key) or self._draw_without_ground(key, lambda: render(y), theme)
            strip = Strip([Segment(text, gutter_style), *rest], cells).apply_style(ground)
            self._rows_on_grounds[key_on_ground] = strip
        return strip

    def _draw_without_ground(
        self, key: tuple[object, ...], render: Callable[[], Strip], theme: TextAreaTheme
    ) -> tuple[str, list[Segment], int]:
        ground, gutter_style = theme.base_style, theme.gutter_style
        theme.base_style = theme.gutter_style = _NO_STYLE
        try:
            strip = render()
        finally:
            theme.base_style, theme.gutter_style = ground, gutter_style
        number, *rest = strip
        self._rows[key] = drawn = number.text, rest, strip.cell_length
        return drawn


def cursor_cell(area: TextArea) -> int:
    """The cursor's cell in its line, wide characters counted twice."""
    return area._cursor_offset[0]


def show_cursor(area: TextArea) -> None:
    """Shows the cursor at once and restarts its blinking, as after a key."""
    area._restart_blink()


def rest_cursor(area: TextArea) -> None:
    """Stops the cursor's blinking until the next key; it stays visible."""
    area._pause_blink(visible=True)


def replace_as_typed(area: TextArea, text: str, start: Location, end: Location) -> EditResult | None:
    """Replaces a range like a key press, which undo groups with other keys; None if read-only."""
    return area._replace_via_keyboard(text, start, end)


def default_action(widget: Widget, key: str) -> str | None:
    """The action of the widget's first binding for a key that the keymap doesn't change."""
    bindings, keymap = widget._bindings.key_to_bindings.get(key, []), widget.app._keymap
    return next((binding.action for binding in bindings if binding.id is None or binding.id not in keymap), None)
