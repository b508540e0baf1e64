"""A command of `edge-tui capture` that was meant, where a URL is taken."""

from collections.abc import Sequence

from edge_tui.cli.recording.past import past_recordings
from edge_tui.cli.terminal.usage import either, near
from edge_tui.model.errors import SetupError

# What a host, a URL or an address has, and no command.
_OF_HOSTS = frozenset(".:/[]%")


def check_urls(urls: Sequence[str]) -> None:
    """Raises `SetupError` when the first URL is much like a command and not like a host: `capture lst`."""
    first = urls[0] if urls else ""
    if not first or _OF_HOSTS & set(first) or first.lower() == "localhost":
        return
    if close := near(first, past_recordings.commands):
        commands = either([f"`edge-tui capture {name}`" for name in close])
        raise SetupError(
            f"{first!r} is neither a URL nor a command.",
            f"Did you mean {commands}? A host of this name is https://{first}/.",
        )
