"""Usage errors in our words, with what may have been meant."""

from collections.abc import Iterable, Sequence

import click

from edge_tui.model.errors import SetupError


def usage_error(error: click.ClickException, path: str) -> SetupError:
    """What is wrong, what may have been meant, and whose help says more; `path` is the command's.

    click adds what may have been meant itself, in some versions and for some commands.
    """
    message, close = error.message, _meant(error)
    if not close:
        message = error.format_message()
    # click names its own types.
    message = message.replace("is not a valid integer range", "is not a whole number")
    message = message.replace("is not a valid integer", "is not a whole number")
    message = message.replace("is not a valid float range", "is not a number")
    suggestion = f"Did you mean {either(close)}? " if close else ""
    return SetupError(f"{message.strip().rstrip('.')}.", f"{suggestion}See `{path} --help`.")


def either(names: Sequence[str]) -> str:
    """`a`, `a or b`, `a, b or c`."""
    return " or ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def near(name: str, names: Iterable[str]) -> list[str]:
    """Up to three of the names that resemble a name, best first."""
    import difflib

    return difflib.get_close_matches(name.lower(), list(names), n=3, cutoff=0.6)


def _meant(error: click.ClickException) -> list[str]:
    if isinstance(error, click.NoSuchOption):
        return list(error.possibilities or ())
    context = error.ctx if isinstance(error, click.UsageError) else None
    if context is None or not isinstance(context.command, click.Group):
        return []
    # Every version's message has the name in quotes.
    start, quote, rest = error.message.partition("'")
    if not quote or not start.startswith("No such command"):
        return []
    return near(rest.rpartition("'")[0], context.command.list_commands(context))
