"""Checkboxes that show both states by a glyph, not by color: ■ is on, □ is off."""

from typing import TypeVar

from rich.segment import Segment
from textual.strip import Strip
from textual.widgets import Checkbox, SelectionList

ON, OFF = "■", "□"

_Value = TypeVar("_Value")


class CheckBox(Checkbox):
    """One box with a label."""

    BUTTON_LEFT = BUTTON_RIGHT = ""
    BUTTON_INNER = OFF
    DEFAULT_CSS = """
    CheckBox {
        background: transparent;
        &.-textual-compact:focus { border: none; background-tint: $foreground 0%; }
        & > .toggle--button, &.-on > .toggle--button { background: transparent; }
        & > .toggle--button { color: $dim; text-style: $dim-style; }
        & > .toggle--label { text-style: none; }
    }
    """

    def watch_value(self) -> None:
        """Changes the glyph with the state."""
        self.BUTTON_INNER = ON if self.value else OFF
        super().watch_value()


class CheckList(SelectionList[_Value]):
    """A list of boxes."""

    DEFAULT_CSS = """
    CheckList {
        & > .selection-list--button, & > .selection-list--button-highlighted {
            color: $dim;
            text-style: $dim-style;
            background: transparent;
        }
        & > .selection-list--button-selected, & > .selection-list--button-selected-highlighted {
            color: $text-success;
            background: transparent;
        }
    }
    """

    def render_line(self, y: int) -> Strip:
        """As Textual's, whose boxes differ by color alone."""
        strip, index = super().render_line(y), self.scroll_offset.y + y
        if index >= self.option_count:
            return strip
        glyph = ON if self.get_option_at_index(index).value in self.selected else OFF
        first, box, last, *rest = strip
        ground = rest[0].style
        boxed = (Segment(" ", ground), Segment(glyph, box.style), Segment(" ", ground))
        return Strip([*boxed, *rest], strip.cell_length - len(first.text + box.text + last.text) + 3)
