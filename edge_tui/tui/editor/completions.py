"""What could be written at the cursor, in a small list beside it that never takes the focus."""

from dataclasses import dataclass

from rich.cells import cell_len
from rich.text import Text
from textual.geometry import Offset
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from edge_tui.lint.candidate import Candidate
from edge_tui.model.text import visible
from edge_tui.tui.themes import Colours, colours

# The keys that steer the list while it is open; all others go on being typed.
KEYS = frozenset({"up", "down", "enter", "tab", "escape", "pageup", "pagedown"})

_MOST_SHOWN = 100
_WIDEST_LABEL, _WIDEST = 44, 72


class Completions(OptionList, can_focus=False):
    """Candidates with their type beside them; the editor passes it the keys in `KEYS`."""

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
        """Whether there is something to choose from."""
        return bool(self.display)

    def open(self, candidates: tuple[Candidate, ...], place: Offset) -> None:
        """Shows candidates below a place on the screen."""
        palette = colours(self.app)
        self._candidates = candidates[:_MOST_SHOWN]
        label_width = min(max(cell_len(each.label) for each in self._candidates), _WIDEST_LABEL)
        self.set_options([Option(_row(each, label_width, palette)) for each in self._candidates])
        self.highlighted = 0
        type_width = max(cell_len(each.type) for each in self._candidates)
        self.styles.width = min(label_width + type_width + 7, _WIDEST)
        self.absolute_offset = place
        self.display = True
        self._write_words()

    def close(self) -> None:
        """Takes the list away."""
        self.display = False

    def steer(self, key: str) -> None:
        """Does what a key of `KEYS` means here."""
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
        """Says more of the candidate under the cursor."""
        event.stop()
        self._write_words()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """A click chooses too."""
        event.stop()
        self._accept(event.option_index)

    def _accept(self, index: int | None) -> None:
        self.close()
        if index is not None and index < len(self._candidates):
            self.post_message(self.Accepted(self._candidates[index]))

    def _write_words(self) -> None:
        index = self.highlighted
        words = self._candidates[index].doc if index is not None and index < len(self._candidates) else ""
        self.border_subtitle = Text(visible(words)) if words else None


def _row(candidate: Candidate, label_width: int, palette: Colours) -> Text:
    label = visible(candidate.label)
    if cell_len(label) > label_width:
        label = label[: label_width - 1] + "…"
    blanks = " " * (label_width - cell_len(label) + 2)
    return Text.assemble((label, palette.plain), blanks, (visible(candidate.type), palette.dim), no_wrap=True)
