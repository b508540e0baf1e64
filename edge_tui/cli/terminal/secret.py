"""A secret from the person or the pipe, never from the command line."""

import sys

from edge_tui.cli.terminal.streams import is_interactive
from edge_tui.model.errors import SetupError


def ask_secret(words: str, *, from_stdin: bool) -> str | None:
    """A secret from standard input, or asked for without an echo; None when nobody is there to ask."""
    if from_stdin:
        secret = sys.stdin.readline().strip("\r\n")
        if not secret.strip():
            raise SetupError(f"Standard input held no {words}.", "Write it there as one line.")
        return secret
    if not is_interactive():
        return None
    from getpass import getpass

    return getpass(f"{words.capitalize()} (nothing shows while you type): ").strip() or None
