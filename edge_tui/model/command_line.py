"""Commands printed for pasting into a shell."""

import shlex

from edge_tui.model.text import visible

# Replaces a value that can't be written for a shell in printable characters.
ELLIPSIS = "…"


def command_line(*words: str) -> str:
    """Words quoted as one line for a shell: it parses them back unchanged and runs nothing else.

    Words often come from untrusted files. A word with control characters, or characters that reorder or
    hide text, is replaced by an ellipsis.
    """
    return " ".join(shlex.quote(word) if fits_a_line(word) else ELLIPSIS for word in words)


def fits_a_line(word: str) -> bool:
    """Whether a value can be printed in a command without affecting the terminal."""
    return word.isprintable() and visible(word) == word
