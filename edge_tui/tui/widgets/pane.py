"""The base of every pane: a round border with a title; and thin scrollbars and the cursor of a tree inside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import ceil
from typing import Any

from rich.cells import cell_len
from rich.color import Color
from rich.segment import Segment, Segments
from rich.style import Style
from rich.text import Text
from textual.containers import Vertical
from textual.scrollbar import ScrollBarRender
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Tree

from edge_tui.model.text import visible
from edge_tui.tui.pressable import pressable, presses
from edge_tui.tui.textual_layouts import write_border_subtitle, write_border_title
from edge_tui.tui.themes import colors

# The corners, and the dot between a hint and the subtitle.
_AROUND_SUBTITLE = 12


@dataclass(frozen=True, slots=True)
class Chip:
    """A filled label in a pane's title: a state in words, whose color only repeats it."""

    words: str
    style: Style


class Pane(Vertical):
    """A bordered part of a screen; it is raised and its border highlighted while the focus is inside.

    `number` is the key that focuses it, on a screen with such keys.
    """

    ALLOW_MAXIMIZE = True

    DEFAULT_CSS = """
    Pane {
        border: round $border-blurred;
        border-title-color: $foreground;
        border-subtitle-color: $dim;
        border-subtitle-style: $dim-style;
        padding: 0 1;
        background: $pane;
        &:focus-within {
            border: round $border;
            border-title-color: $primary;
            border-title-style: bold;
            background: $pane-focused;
        }
        /* Without colors, or with unknown ones, the border alone shows where the focus is. */
        &:ansi:focus-within, &:nocolor:focus-within { border: heavy $border; }
        & Tree > .tree--cursor, & OptionList > .option-list--option-highlighted { background: transparent; }
        & Tree:focus > .tree--cursor, & OptionList:focus > .option-list--option-highlighted {
            background: $block-cursor-background;
        }
    }
    """

    _title_words = Text()
    _subtitle_words = ""
    _hints: tuple[tuple[str, str], ...] = ()
    _styled_hints: Sequence[Text] = ()
    _subtitle_stays = False

    def __init__(self, *children: Widget, number: str = "", id: str | None = None) -> None:  # noqa: A002
        super().__init__(*children, id=id)
        self._number = number

    def title(self, text: str, chip: Chip | None = None, rest: str = "") -> None:
        """Writes the border's title: the pane's number, `text`, a chip, and `rest`."""
        words = Text(visible(f"{self._number} {text}".strip()))
        if chip is not None:
            words.append(" ").append(f" {visible(chip.words)} ", chip.style)
        if rest:
            words.append(f" {visible(rest)}")
        if self._number:
            words.stylize(presses(self._number, "focus_inside"))
        if words != self._title_words or words.spans != self._title_words.spans:
            self._title_words = words
            write_border_title(self, words)

    def title_that_fits(self, forms: Sequence[str]) -> None:
        """Writes the longest form of a title that isn't cut, of several from the longest to the shortest."""
        room = self.size.width - cell_len(f"{self._number} ".lstrip())
        self.title(next((form for form in forms if cell_len(visible(form)) <= room), forms[-1]))

    def subtitle(self, text: str, *, stays: bool = False) -> None:
        """Writes the border's subtitle; an empty text removes it. One that `stays` matters more than a hint."""
        if (text, stays) != (self._subtitle_words, self._subtitle_stays):
            self._subtitle_words, self._subtitle_stays = text, stays
            self._write_subtitle()

    def hint(self, *hints: tuple[str, str]) -> None:
        """Writes keys with what they do before the subtitle, most useful first; none removes them."""
        palette = colors(self.app)
        styled = [Text.assemble((key, palette.placeholder), (f" {words}", palette.dim)) for key, words in hints]
        if (hints, styled) != (self._hints, self._styled_hints):
            self._hints, self._styled_hints = hints, styled
            self._write_subtitle()

    def apply_theme(self) -> None:
        """Rewrites the hint."""
        self.hint(*self._hints)

    def on_resize(self) -> None:
        """Shows the hint where it has room now."""
        if self._hints:
            self._write_subtitle()

    def _write_subtitle(self) -> None:
        subtitle, room = visible(self._subtitle_words), self.size.width - _AROUND_SUBTITLE
        # A hint is left out rather than cut, the last one first; one takes the place of a subtitle that doesn't stay.
        words = self._hints_within(room - cell_len(subtitle) if self._subtitle_stays else room)
        if words and words.cell_len + cell_len(subtitle) > room:
            subtitle = ""
        if subtitle:
            words.append("  ·  " if words else "").append(subtitle)
        write_border_subtitle(self, pressable(words, "press") if words else None)

    def _hints_within(self, room: int) -> Text:
        hints = self._styled_hints
        for count in range(len(hints), 0, -1):
            if (words := Text(" · ").join(hints[:count])).cell_len <= room:
                return words
        return Text()

    def action_press(self, key: str) -> None:
        """Presses a key that is named in the border and was clicked: it is one of what is inside."""
        self.action_focus_inside()
        self.app.call_later(self.app.simulate_key, key)

    def action_focus_inside(self, _key: str = "") -> None:
        """Focuses what is inside, as the pane's number does: in an editor, that would be typed."""
        inside = next((each for each in self.query("*") if each.focusable and each.region), None)
        if inside is not None and not self.has_focus_within:
            inside.focus()


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
        before, thumb, after = _parts_of_bar(across, vertical, back_color, bar_color)
        if not end:
            before = after = Segment(" " * across, Style(bgcolor=back_color))
        segments = [before] * start + [thumb] * (end - start) + [after] * (int(size) - end)
        if vertical:
            return Segments(segments, new_lines=True)
        return Segments([*segments, Segment.line()] * thickness, new_lines=False)


@lru_cache(maxsize=64)
def _parts_of_bar(across: int, vertical: bool, back: Color, bar: Color) -> tuple[Segment, Segment, Segment]:
    """A cell above the bar, of it, and below it, with what a click there does."""
    blank, shown = " " * across, _VERTICAL.rjust(across) if vertical else _HORIZONTAL
    return (
        Segment(blank, Style(bgcolor=back, meta={"@mouse.down": "scroll_up"})),
        Segment(shown, Style(color=bar, bgcolor=back, meta={"@mouse.down": "grab"})),
        Segment(blank, Style(bgcolor=back, meta={"@mouse.down": "scroll_down"})),
    )


def with_cursor_row(tree: Tree[Any], y: int, strip: Strip) -> Strip:
    """The line `y` of a tree; the cursor's line gets its background over the whole width while the tree has the focus.

    Textual colors the label alone.
    """
    if not tree.has_focus or y + tree.scroll_offset.y != tree.cursor_line:
        return strip
    cursor = tree.get_component_rich_style("tree--cursor")
    row = Style(bgcolor=cursor.bgcolor, reverse=cursor.reverse or None)
    return Strip([Segment(text, (style or row) + row, control) for text, style, control in strip], strip.cell_length)
