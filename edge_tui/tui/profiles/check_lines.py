"""A doctor's checks as lines: a mark, what was checked, what was found, and below it how to fix it."""

from collections.abc import Sequence
from textwrap import wrap

from rich.text import Text

from edge_tui.doctor import Check, Status
from edge_tui.model.text import visible
from edge_tui.tui.themes import Colors

_MARKS = {Status.SEEN: "✓", Status.NOT_SEEN: "–", Status.TROUBLE: "✖", Status.HIDDEN: "?"}

_NARROW_INDENT = 4


def check_lines(checks: Sequence[Check], palette: Colors, width: int = 0) -> Text:
    """The checks, one below the other; `width` in cells wraps details below themselves, 0 doesn't.

    Where the subjects would take half of the width, details are below them.
    """
    styles = {Status.SEEN: palette.good, Status.TROUBLE: palette.error}
    subject_width = max((len(visible(each.subject)) for each in checks), default=0)
    is_narrow = 0 < width <= 2 * (subject_width + 4)
    indent = _NARROW_INDENT if is_narrow else subject_width + 4

    def wrapped(words: str) -> str:
        lines = wrap(visible(words), max(width - indent, 1)) if width else [visible(words)]
        return ("\n" + " " * indent).join(lines) + "\n"

    text = Text()
    for check in checks:
        style = styles.get(check.status, palette.dim)
        text.append(f"{_MARKS[check.status]} ", style)
        text.append(visible(check.subject).ljust(0 if is_narrow else subject_width), palette.strong)
        gap = "\n" + " " * indent if is_narrow else "  "
        text.append(gap + wrapped(check.detail), style if check.status is Status.TROUBLE else palette.plain)
        if check.fix:
            text.append(" " * indent + wrapped(check.fix), palette.dim)
    return text


def line_of_first_trouble(checks: Sequence[Check], palette: Colors, width: int) -> int:
    """The line, from 0, on which the first check that needs attention begins; the first line if none does."""
    mark = f"{_MARKS[Status.TROUBLE]} "
    lines = check_lines(checks, palette, width).plain.split("\n")
    return next((number for number, line in enumerate(lines) if line.startswith(mark)), 0)


def counts_in_words(checks: Sequence[Check]) -> tuple[int, str]:
    """How many checks need attention, and the same in words."""
    troubled = sum(each.status is Status.TROUBLE for each in checks)
    return troubled, f"{troubled} to fix" if troubled else "nothing to fix"
