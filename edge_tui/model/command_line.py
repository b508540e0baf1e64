"""Commands that are printed for somebody to paste into a shell."""

import shlex

from edge_tui.model.text import visible

# Stands for a value that a shell could not be given in printable characters.
ELLIPSIS = "…"


def command_line(*words: str) -> str:
    """Words as one line for a shell: each comes out of it unchanged, whatever is in it, and nothing else is run.

    Words often come from a stranger's file. One that holds control characters, or others that reorder
    or hide a line, is not printed: an ellipsis stands in its place.
    """
    return " ".join(shlex.quote(word) if fits_a_line(word) else ELLIPSIS for word in words)


def fits_a_line(word: str) -> bool:
    """Whether a value can be printed in a command without acting upon the terminal."""
    return word.isprintable() and visible(word) == word
