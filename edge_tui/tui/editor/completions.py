"""The list of completions beside the cursor; it never takes the focus."""

from dataclasses import dataclass

from rich.cells import cell_len
from rich.text import Text
from textual.geometry import Offset, Region
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from edge_tui.lint.candidate import Candidate
from edge_tui.model.text import visible
from edge_tui.tui.textual_layouts import fit_scrollbars, hide_overlay, scrolled_size, show_overlay
from edge_tui.tui.themes import Colors, colors

# The keys that control the open list; all others are typed.
KEYS = frozenset({"up", "down", "enter", "tab", "escape", "pageup", "pagedown"})

_MAX_SHOWN = 100
_MAX_LABEL_CELLS, _MAX_CELLS, _MAX_ROWS = 44, 72, 8
_BORDER = 2


class Completions(OptionList, can_focus=False):
    """Candidates with their types; the editor passes on the keys in `KEYS`."""

    DEFAULT_CSS = """
    Completions {
        visibility: hidden;
        overlay: screen;
        constrain: inside inside;
        overflow-y: scroll;
        width: 40;
        height: 10;
        border: round $border;
        padding: 0;
        background: $panel;
        scrollbar-background: $panel;
        scrollbar-size-vertical: 1;
        border-subtitle-color: $dim;
        border-subtitle-style: $dim-style;
        & > .option-list--option-highlighted {
            background: $block-cursor-background;
            text-style: $cursor-row-style;
        }
    }
    """

    @dataclass
    class Accepted(Message):
        """A candidate was chosen."""

        candidate: Candidate

    virtual_size = scrolled_size()

    def __init__(self) -> None:
        super().__init__(id="completions")
        self._candidates: tuple[Candidate, ...] = ()
        self._place: Offset | None = None
        self._described = ""

    def on_mount(self) -> None:
        """Shows the scrollbar from the start: when it is first shown, the screen is laid out."""
        self.show_vertical_scrollbar = self.vertical_scrollbar.display = True

    def watch_virtual_size(self) -> None:
        """Fits the scrollbar."""
        fit_scrollbars(self)

    @property
    def is_open(self) -> bool:
        """Whether the list is shown."""
        return self._place is not None

    def open(self, candidates: tuple[Candidate, ...], place: Offset) -> None:
        """Shows candidates at a screen offset."""
        candidates = candidates[:_MAX_SHOWN]
        if (candidates, place) == (self._candidates, self._place):
            return
        palette = colors(self.app)
        self._candidates, self._place = candidates, place
        label_width = min(max(cell_len(each.label) for each in candidates), _MAX_LABEL_CELLS)
        type_width = max(cell_len(each.type) for each in candidates)
        width, rows = min(label_width + type_width + 7, _MAX_CELLS), min(len(candidates), _MAX_ROWS)
        # In its place first: rows are wrapped to the width.
        show_overlay(self, Region(place.x, place.y, width, rows + _BORDER))
        self.set_options([Option(_row(each, label_width, palette)) for each in candidates])
        self.highlighted = 0
        self._write_description()

    def close(self) -> None:
        """Hides the list."""
        self._place = None
        hide_overlay(self)

    def steer(self, key: str) -> None:
        """Handles one of `KEYS`."""
        match key:
            case "up":
                self.action_cursor_up()
            case "down":
                self.action_cursor_down()
            case "pageup":
                self.action_page_up()  # type: ignore[no-untyped-call]
            case "pagedown":
                self.action_page_down()  # type: ignore[no-untyped-call]
            case "enter" | "tab":
                self._accept(self.highlighted)
            case _:
                self.close()

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Describes the candidate under the cursor."""
        event.stop()
        self._write_description()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """A click accepts."""
        event.stop()
        self._accept(event.option_index)

    def _accept(self, index: int | None) -> None:
        self.close()
        if index is not None and index < len(self._candidates):
            self.post_message(self.Accepted(self._candidates[index]))

    def _write_description(self) -> None:
        index = self.highlighted
        description = self._candidates[index].doc if index is not None and index < len(self._candidates) else ""
        words = visible(description)
        # Setting a border subtitle redraws the whole list.
        if words != self._described:
            self._described = words
            self.border_subtitle = Text(words) if words else None


def _row(candidate: Candidate, label_width: int, palette: Colors) -> Text:
    label = visible(candidate.label)
    if cell_len(label) > label_width:
        label = label[: label_width - 1] + "…"
    blanks = " " * (label_width - cell_len(label) + 2)
    return Text.assemble((label, palette.plain), blanks, (visible(candidate.type), palette.dim), no_wrap=True)
