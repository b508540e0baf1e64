"""What a process that ends has still to write of its recordings: all of it, said once it takes a while."""

import threading
import time
from collections.abc import Callable
from typing import Self

from edge_tui.workspace.captures import Captures
from edge_tui.workspace.recording_words import missing_in_history

# What is over by then isn't mentioned. After that something is said so often at most.
_PATIENCE_SECONDS = 1.0
_EVERY_SECONDS = 1.0
_LOOK_SECONDS = 0.1


class Progress:
    """Passes on what the end of a recording waits for, once that takes a while, and not too often.

    While its block runs, a sentence is passed on when it is due, also if nothing follows it.
    """

    def __init__(self, say: Callable[[str], object], monotonic: Callable[[], float] = time.monotonic) -> None:
        self._say = say
        self._monotonic = monotonic
        self._due_at = monotonic() + _PATIENCE_SECONDS
        self._said = self._latest = ""
        self._lock = threading.Lock()
        self._is_over = threading.Event()

    def __enter__(self) -> Self:
        threading.Thread(target=self._run, name="progress", daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        # Whoever says something next isn't interrupted.
        with self._lock:
            self._is_over.set()

    def __call__(self, sentence: str) -> None:
        with self._lock:
            self._latest = sentence
            self._pass_on()

    def _pass_on(self) -> None:
        if self._latest != self._said and self._monotonic() >= self._due_at:
            self._said = self._latest
            self._due_at = self._monotonic() + _EVERY_SECONDS
            self._say(self._latest)

    def _run(self) -> None:
        while not self._is_over.wait(_LOOK_SECONDS):
            with self._lock:
                if not self._is_over.is_set():
                    self._pass_on()


def lost_by_now(unwritten: int) -> str:
    """What isn't in history when a recording is ended at once; empty when nothing is missing."""
    return f"Ended at once: {missing_in_history(unwritten)}" if unwritten else ""


def finish(captures: Captures, say: Callable[[str], object]) -> bool:
    """Writes what is left of every recording; False when ctrl+c ended that, with what isn't in history said."""
    try:
        with Progress(say) as progress:
            captures.finish(progress)
    except KeyboardInterrupt:
        say_what_is_lost(captures, say)
        return False
    return True


def say_what_is_lost(captures: Captures, say: Callable[[str], object]) -> None:
    """Says what isn't in history, if anything isn't."""
    if sentence := lost_by_now(captures.unwritten):
        say(sentence)
