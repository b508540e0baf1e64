"""A ladder of checks as text."""

from rich.text import Text

from edge_tui.model.text import visible
from edge_tui.outline.ladder import Ladder, Mark
from edge_tui.tui.themes import Colors

_GLYPHS = {Mark.PASSED: "✔", Mark.FAILED: "✖", Mark.UNKNOWN: "○"}


def ladder_text(ladder: Ladder, palette: Colors, key: str) -> Text:
    """The question, the checks, the conclusion and the next step. `key` asks for more where that is possible."""
    question = visible(ladder.question)
    text = Text()
    text.append(question, palette.strong)
    if ladder.subject:
        text.highlight_words([visible(ladder.subject)], palette.name, case_sensitive=True)
    text.append("\n\n")
    styles = {Mark.PASSED: palette.good, Mark.FAILED: palette.error, Mark.UNKNOWN: palette.dim}
    for rung in ladder.rungs:
        text.append(f"{_GLYPHS[rung.mark]} ", styles[rung.mark])
        words = {Mark.PASSED: palette.plain, Mark.FAILED: palette.strong, Mark.UNKNOWN: palette.dim}[rung.mark]
        text.append(visible(rung.words) + "\n", words)
    if ladder.conclusion:
        text.append("\n" + visible(ladder.conclusion) + "\n", palette.plain)
    if ladder.next_step:
        text.append("Next  ", palette.placeholder).append(visible(ladder.next_step) + "\n", palette.plain)
    if ladder.can_try:
        text.append(f"{key}     ", palette.placeholder)
        text.append("again sends the same event as a new visitor, and without its overrides\n", palette.dim)
    return text
