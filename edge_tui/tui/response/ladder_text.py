"""A ladder of checks as text."""

from textwrap import wrap

from rich.style import Style
from rich.text import Text

from edge_tui.model.text import visible
from edge_tui.outline.ladder import Ladder, Mark
from edge_tui.tui.themes import Colors

_GLYPHS = {Mark.PASSED: "✓", Mark.FAILED: "✖", Mark.UNKNOWN: "○"}


# Below this many cells a hanging indent leaves too little room.
_MIN_WIDTH = 24
_LABEL_CELLS = 6


def ladder_text(ladder: Ladder, palette: Colors, key: str, width: int = 0, rows: int = 0) -> Text:
    """The question, the checks, the conclusion and the next step. `key` asks for more where that is possible.

    `width` in cells wraps each beside its mark or label, 0 doesn't. A ladder of more `rows` has no empty ones.
    """
    text = _whole_ladder(ladder, palette, key, width)
    if not rows or text.plain.rstrip("\n").count("\n") < rows:
        return text
    return Text("\n").join(line for line in text.split("\n") if line.plain)


def _whole_ladder(ladder: Ladder, palette: Colors, key: str, width: int) -> Text:
    question = visible(ladder.question)
    text = Text()
    text.append(question, palette.strong)
    if ladder.subject:
        text.highlight_words([visible(ladder.subject)], palette.name, case_sensitive=True)
    text.append("\n\n")
    styles = {Mark.PASSED: palette.good, Mark.FAILED: palette.error, Mark.UNKNOWN: palette.dim}
    for rung in ladder.rungs:
        style = {Mark.PASSED: palette.plain, Mark.FAILED: palette.strong, Mark.UNKNOWN: palette.dim}[rung.mark]
        _append(text, (f"{_GLYPHS[rung.mark]} ", styles[rung.mark]), (rung.words, style), width)
    if ladder.conclusion:
        _append(text, ("\n", palette.plain), (ladder.conclusion, palette.plain), width)
    if ladder.next_step:
        label = "Next".ljust(_LABEL_CELLS)
        _append(text, (label, palette.placeholder), (ladder.next_step, palette.plain), width)
    if ladder.can_try:
        words = "again sends the same event as a new visitor"
        words += ", and without its overrides" * ladder.has_overrides
        _append(text, (key.ljust(_LABEL_CELLS), palette.placeholder), (words, palette.dim), width)
    return text


def _append(text: Text, mark: tuple[str, Style], words: tuple[str, Style], width: int) -> None:
    """Appends a mark, and beside it words in as many rows as they need."""
    indent = len(mark[0].strip("\n"))
    shown = visible(words[0])
    rows = wrap(shown, width - indent) if width >= _MIN_WIDTH else [shown]
    text.append(*mark).append(("\n" + " " * indent).join(rows) + "\n", words[1])
