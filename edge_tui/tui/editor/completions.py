"""The list of completions beside the cursor; it never takes the focus."""

from dataclasses import dataclass

from rich.cells import cell_len
from rich.text import Text
from textual.geometry import Offset
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from edge_tui.lint.candidate import Candidate
from edge_tui.model.text import visible
from edge_tui.tui.themes import Colors, colors

# The keys that control the open list; all others are typed.
KEYS = frozenset({"up", "down", "enter", "tab", "escape", "pageup", "pagedown"})

_MAX_SHOWN = 100
_MAX_LABEL_CELLS, _MAX_CELLS = 44, 72


class Completions(OptionList, can_focus=False):
    """Candidates with their types; the editor passes on the keys in `KEYS`."""

    DEFAULT_CSS = """
    Completions {
        display: none;
        overlay: screen;
        constrain: inside inflect;
        width: 40;
        height: auto;
        max-height: 10;
        border: round $border;
        padding: 0;
        background: $panel;
        scrollbar-size-vertical: 1;
        border-subtitle-color: $dim;
        & > .option-list--option-highlighted {
            background: $block-cursor-background;
            text-style: none;
        }
    }
    """

    @dataclass
    class Accepted(Message):
        """A candidate was chosen."""

        candidate: Candidate

    def __init__(self) -> None:
        super().__init__(id="completions")
        self._candidates: tuple[Candidate, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether the list is shown."""
        return self.is_mounted and bool(self.display)

    def open(self, candidates: tuple[Candidate, ...], place: Offset) -> None:
        """Shows candidates at a screen offset."""
        palette = colors(self.app)
        self._candidates = candidates[:_MAX_SHOWN]
        label_width = min(max(cell_len(each.label) for each in self._candidates), _MAX_LABEL_CELLS)
        self.set_options([Option(_row(each, label_width, palette)) for each in self._candidates])
        self.highlighted = 0
        type_width = max(cell_len(each.type) for each in self._candidates)
        self.styles.width = min(label_width + type_width + 7, _MAX_CELLS)
        self.absolute_offset = place
        self.display = True
        self._write_description()

    def close(self) -> None:
        """Hides the list."""
        self.display = False

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
        self.border_subtitle = Text(visible(description)) if description else None


def _row(candidate: Candidate, label_width: int, palette: Colors) -> Text:
    label = visible(candidate.label)
    if cell_len(label) > label_width:
        label = label[: label_width - 1] + "…"
    blanks = " " * (label_width - cell_len(label) + 2)
    return Text.assemble((label, palette.plain), blanks, (visible(candidate.type), palette.dim), no_wrap=True)
