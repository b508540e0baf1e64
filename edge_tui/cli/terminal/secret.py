"""A secret from the person or the pipe, never from the command line."""

import sys

from edge_tui.cli.terminal.streams import has_undecodable_bytes, is_interactive
from edge_tui.model.errors import SetupError

_MAX_REST_CHARACTERS = 4096


def ask_secret(words: str, *, from_stdin: bool) -> str | None:
    """A secret from standard input, or asked for without an echo; None when nobody is there to ask."""
    if from_stdin:
        secret = sys.stdin.readline().strip("\r\n")
        rest = "" if sys.stdin.isatty() else sys.stdin.read(_MAX_REST_CHARACTERS)
        if has_undecodable_bytes(secret + rest):
            raise SetupError(f"The {words} on standard input isn't UTF-8.", "Copy it again.")
        if rest.strip():
            # The first line alone would be half of a secret that was wrapped.
            raise SetupError(f"The {words} on standard input has a line break in it.", "Write it there as one line.")
        if not secret.strip():
            raise SetupError(f"Standard input held no {words}.", "Write it there as one line.")
        return secret
    if not is_interactive():
        return None
    from getpass import getpass

    return getpass(f"{words.capitalize()} (nothing shows while you type): ").strip() or None
