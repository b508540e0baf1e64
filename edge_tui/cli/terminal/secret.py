"""Secrets from a prompt or a pipe, never from an argument."""

import sys

from edge_tui.cli.terminal.streams import has_undecodable_bytes, is_interactive
from edge_tui.model.errors import SetupError

_MAX_REST_CHARACTERS = 4096


def ask_secret(words: str, *, from_stdin: bool) -> str | None:
    """A secret from standard input or from a prompt without echo; None if there is no terminal to prompt on."""
    if from_stdin:
        secret = sys.stdin.readline().strip("\r\n")
        rest = "" if sys.stdin.isatty() else sys.stdin.read(_MAX_REST_CHARACTERS)
        if has_undecodable_bytes(secret + rest):
            raise SetupError(f"The {words} on standard input isn't UTF-8.", "Copy it again.")
        if rest.strip():
            # The first line alone would be part of a wrapped secret.
            raise SetupError(f"The {words} on standard input has a line break in it.", "Put it on one line.")
        if not secret.strip():
            raise SetupError(f"No {words} on standard input.", "Put it on one line.")
        return secret
    if not is_interactive():
        return None
    from getpass import getpass

    return getpass(f"{words.capitalize()} (input is hidden): ").strip() or None
