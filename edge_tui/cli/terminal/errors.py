"""Saying what is wrong: a sentence on standard error and, for a script that asked for it, JSON on standard output."""

from contextlib import suppress

from edge_tui.cli.terminal.streams import say, write
from edge_tui.model.errors import SetupError


def say_error(error: SetupError, *, as_json: bool) -> None:
    """Says what is wrong and how to fix it."""
    say(str(error))
    if as_json:
        from edge_tui.outline.json_text import json_line

        # It may be standard output that can't be written.
        with suppress(SetupError):
            write([json_line({"error": {"what": error.what, "how": error.how}})])
