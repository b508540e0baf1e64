"""Which words the chips of a board have in a width: one line if it can be, and two at most."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from rich.cells import cell_len

from edge_tui.model.node import Chip

MAX_LINES = 2


class PlacedChip(NamedTuple):
    """A chip, its text, and the cell that it begins at."""

    chip: Chip
    text: str
    start: int

    @property
    def end(self) -> int:
        """The cell after it."""
        return self.start + cell_len(self.text)


def lay_out(chips: Sequence[Chip], width: int, *, has_room: bool = False) -> list[list[PlacedChip]]:
    """The lines of a board, each with its chips. With room below it, it takes two lines before it loses words.

    Chips that don't fit in a line lose the blanks around their words, then words, and only then go to a second
    line; beyond it they are left out. The words of the last chip go first, because the first ones matter most, but
    a chip of which only its number is left comes after those that keep a word.
    """
    long = [_text(each, each.words) for each in chips]
    lines = _packed(chips, [f" {each} " for each in long], width)
    if len(lines) <= (MAX_LINES if has_room else 1):
        return lines
    shortened = [index for index, chip in enumerate(chips) if chip.short]
    shortened.sort(key=lambda index: (not any(map(str.isalpha, chips[index].short)), -index))
    for most in range(1, MAX_LINES + 1):
        texts = [*long]
        for index in [None, *shortened]:
            if index is not None:
                texts[index] = _text(chips[index], chips[index].short)
            lines = _packed(chips, texts, width)
            if len(lines) <= most:
                return _with_words(chips, texts, {index: long[index] for index in reversed(shortened)}, width)
    return lines[:MAX_LINES]


def _with_words(
    chips: Sequence[Chip], texts: list[str], longer: Mapping[int, str], width: int
) -> list[list[PlacedChip]]:
    """The lines of these texts, with the longer ones again that there is room for after all."""
    lines = _packed(chips, texts, width)
    for index, text in longer.items():
        tried = [*texts[:index], text, *texts[index + 1 :]]
        if len(packed := _packed(chips, tried, width)) <= len(lines):
            texts, lines = tried, packed
    return lines


def _text(chip: Chip, words: str) -> str:
    return f"{chip.glyph} {words}".strip()


def _packed(chips: Sequence[Chip], texts: Sequence[str], width: int) -> list[list[PlacedChip]]:
    """The chips from left to right, in as many lines as they need."""
    lines: list[list[PlacedChip]] = []
    for chip, text in zip(chips, texts, strict=True):
        start = lines[-1][-1].end + 1 if lines else 0
        if not lines or start + cell_len(text) > width:
            lines.append([])
            start = 0
        lines[-1].append(PlacedChip(chip, text, start))
    return lines
