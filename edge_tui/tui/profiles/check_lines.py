"""A doctor's checks as lines: a mark, what was checked, what was found, and below it how to fix it."""

from collections.abc import Sequence
from textwrap import wrap

from rich.text import Text

from edge_tui.doctor import Check, Status
from edge_tui.model.text import visible
from edge_tui.tui.themes import Colors

_MARKS = {Status.SEEN: "✓", Status.NOT_SEEN: "–", Status.TROUBLE: "✗", Status.HIDDEN: "?"}


def check_lines(checks: Sequence[Check], palette: Colors, width: int = 0) -> Text:
    """The checks, one below the other; `width` in cells wraps details below themselves, 0 doesn't."""
    styles = {Status.SEEN: palette.good, Status.TROUBLE: palette.error}
    subject_width = max((len(visible(each.subject)) for each in checks), default=0)
    indent = subject_width + 4

    def wrapped(words: str) -> str:
        lines = wrap(visible(words), width - indent) if width > 2 * indent else [visible(words)]
        return ("\n" + " " * indent).join(lines) + "\n"

    text = Text()
    for check in checks:
        style = styles.get(check.status, palette.dim)
        text.append(f"{_MARKS[check.status]} ", style)
        text.append(visible(check.subject).ljust(subject_width), palette.strong)
        text.append("  " + wrapped(check.detail), style if check.status is Status.TROUBLE else palette.plain)
        if check.fix:
            text.append(" " * indent + wrapped(check.fix), palette.dim)
    return text


def counts_in_words(checks: Sequence[Check]) -> tuple[int, str]:
    """How many checks need attention, and the same in words."""
    troubled = sum(each.status is Status.TROUBLE for each in checks)
    return troubled, f"{troubled} to fix" if troubled else "nothing to fix"
