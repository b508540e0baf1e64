"""What is drawn alike inside every pane: the cursor of a tree as a full row, and thin scrollbars."""

from math import ceil
from typing import Any

from rich.color import Color
from rich.segment import Segment, Segments
from rich.style import Style
from textual.scrollbar import ScrollBarRender
from textual.strip import Strip
from textual.widgets import Tree

_VERTICAL, _HORIZONTAL = "▐", "▄"


class ThinScrollBar(ScrollBarRender):
    """As Textual's, without a trough, and half a cell wide."""

    @classmethod
    def render_bar(  # noqa: PLR0917
        cls,
        size: int = 25,
        virtual_size: float = 50,
        window_size: float = 20,
        position: float = 0,
        thickness: int = 1,
        vertical: bool = True,
        back_color: Color = Color.parse("#555555"),  # noqa: B008
        bar_color: Color = Color.parse("bright_magenta"),  # noqa: B008
    ) -> Segments:
        """The bar, and above and below it empty cells that scroll by a page when they are clicked."""
        across = thickness if vertical else 1
        start = end = 0
        if window_size and size and virtual_size and size != virtual_size:
            length = min(max(1, ceil(window_size * size / virtual_size)), size)
            share = min(max(position / max(virtual_size - window_size, 1), 0), 1)
            start = round((size - length) * share)
            end = start + length
        blank = " " * across
        bar = _VERTICAL.rjust(across) if vertical else _HORIZONTAL
        before = Segment(blank, Style(bgcolor=back_color, meta={"@mouse.down": "scroll_up"}))
        thumb = Segment(bar, Style(color=bar_color, bgcolor=back_color, meta={"@mouse.down": "grab"}))
        after = Segment(blank, Style(bgcolor=back_color, meta={"@mouse.down": "scroll_down"}))
        if not end:
            before = after = Segment(blank, Style(bgcolor=back_color))
        segments = [before] * start + [thumb] * (end - start) + [after] * (int(size) - end)
        if vertical:
            return Segments(segments, new_lines=True)
        return Segments([*segments, Segment.line()] * thickness, new_lines=False)


def with_cursor_row(tree: Tree[Any], y: int, strip: Strip) -> Strip:
    """The line `y` of a tree; the cursor's line gets its background over the whole width while the tree has the focus.

    Textual colors the label alone.
    """
    if not tree.has_focus or y + tree.scroll_offset.y != tree.cursor_line:
        return strip
    row = Style(bgcolor=tree.get_component_rich_style("tree--cursor").bgcolor)
    return Strip([Segment(text, (style or row) + row, control) for text, style, control in strip], strip.cell_length)
