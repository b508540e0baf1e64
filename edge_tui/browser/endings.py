"""Why a browser that was watched is gone, in a sentence."""

import signal
from dataclasses import dataclass
from datetime import datetime

from edge_tui.model.sightings import SourceNotice

# What people and systems send to end a process; any other signal is a crash.
_ENDING = frozenset({signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGQUIT})
# What a shell adds to the signal that ended its child (POSIX, "Exit status for commands").
_BY_SIGNAL = 128


@dataclass(frozen=True, slots=True)
class Ending:
    """A sentence, and whether nobody closed the browser."""

    words: str
    is_unexpected: bool = True


CLOSED = Ending("The browser was closed.", is_unexpected=False)
LOST = Ending("The connection to the browser was lost: it ended unexpectedly or doesn't answer.")


def ending_of(status: int | None, *, has_tabs: bool) -> Ending:
    """How a browser ended whose process has this status, negative for a signal; None while it isn't known.

    `has_tabs` tells how one ended that was joined: it says of each tab that it closes when somebody closes the browser,
    and nothing more when it crashes, is killed or can't be reached.
    """
    if status is None:
        return LOST if has_tabs else CLOSED
    if status == 0:
        return CLOSED
    number = -status if status < 0 else status - _BY_SIGNAL
    try:
        name = signal.Signals(number)
    except ValueError:
        return Ending(f"The browser ended unexpectedly, with status {status}.")
    if name not in _ENDING:
        return Ending(f"The browser ended unexpectedly: it crashed ({name.name}).")
    memory = ", as when memory runs out" if name is signal.SIGKILL else ""
    return Ending(f"The browser ended unexpectedly: it was killed{memory} ({name.name}).")


def end_notice(at: datetime, ending: Ending | None, reason: str) -> SourceNotice:
    """The last notice of a visit: how its browser ended, if it did, or the reason for which the visit did."""
    if ending is not None:
        return SourceNotice(at, ending.words, is_end=True, is_unexpected=ending.is_unexpected)
    return SourceNotice(at, reason or "The visit has ended.", is_end=True)
