"""The base of every pane: a round border with a number and a title."""

from dataclasses import dataclass

from rich.cells import cell_len
from rich.style import Style
from rich.text import Text
from textual.containers import Vertical
from textual.widget import Widget

from edge_tui.model.text import visible

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
        &:nocolor OptionList:focus > .option-list--option-highlighted { text-style: reverse; }
    }
    """

    _title_words = _hint_text = Text()
    _subtitle_words = ""

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
        # Setting a border title redraws everything inside the pane.
        if words != self._title_words or words.spans != self._title_words.spans:
            self._title_words = words
            self.border_title = words

    def subtitle(self, text: str) -> None:
        """Writes the border's subtitle; an empty text removes it."""
        if text != self._subtitle_words:
            self._subtitle_words = text
            self._write_subtitle()

    def hint(self, text: Text) -> None:
        """Writes a hint before the subtitle; an empty text removes it."""
        if text != self._hint_text:
            self._hint_text = text
            self._write_subtitle()

    def _write_subtitle(self) -> None:
        words, subtitle = self._hint_text.copy(), visible(self._subtitle_words)
        # A hint is left out rather than cut; where both don't fit, it takes the place of the subtitle.
        if words.cell_len + _AROUND_SUBTITLE > self.size.width:
            words = Text()
        elif words and words.cell_len + cell_len(subtitle) + _AROUND_SUBTITLE > self.size.width:
            subtitle = ""
        if subtitle:
            words.append("  ·  " if words else "").append(subtitle)
        self.border_subtitle = words or None
