"""What a process that ends has still to write of its recordings: all of it, said once it takes a while."""

import time
from collections.abc import Callable

from edge_tui.workspace.captures import Captures
from edge_tui.workspace.live_recording import calls_in_words

# What is over by then isn't mentioned. After that something is said so often at most.
_PATIENCE_SECONDS = 1.0
_EVERY_SECONDS = 1.0


class Progress:
    """Passes on what the end of a recording waits for, once that takes a while, and not too often."""

    def __init__(self, say: Callable[[str], object], monotonic: Callable[[], float] = time.monotonic) -> None:
        self._say = say
        self._monotonic = monotonic
        self._due_at = monotonic() + _PATIENCE_SECONDS
        self._said = ""

    def __call__(self, sentence: str) -> None:
        if sentence != self._said and self._monotonic() >= self._due_at:
            self._said = sentence
            self._due_at = self._monotonic() + _EVERY_SECONDS
            self._say(sentence)


def lost_by_now(unwritten: int) -> str:
    """What isn't in history when a recording is ended at once; empty when nothing is missing."""
    if not unwritten:
        return ""
    missing = "is not in history, or not as it ended" if unwritten == 1 else "are not in history, or not as they ended"
    return f"Ended at once: {calls_in_words(unwritten)} {missing}."


def finish(captures: Captures, say: Callable[[str], object]) -> bool:
    """Writes what is left of every recording; False when ctrl+c ended that, with what isn't in history said."""
    try:
        captures.finish(Progress(say))
    except KeyboardInterrupt:
        say_what_is_lost(captures, say)
        return False
    return True


def say_what_is_lost(captures: Captures, say: Callable[[str], object]) -> None:
    """Says what isn't in history, if anything isn't."""
    if sentence := lost_by_now(captures.unwritten):
        say(sentence)
