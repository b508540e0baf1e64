"""What is said of a recording: how many calls, where they are, what is missing."""

from typing import TYPE_CHECKING

from edge_tui.model.text import counted

if TYPE_CHECKING:
    from edge_tui.model.visit import Visit


def kept_words(visit: "Visit") -> str:
    """What there is of a visit whose browser is gone, and what to do next."""
    count = visit.recording.calls
    sent = f"What it sent until then, {counted(count, 'call')}, is" if count else "Nothing was sent. The recording is"
    return f"{sent} kept as {visit.recording.name}. Start another recording to go on."


def missing_in_history(unwritten: int) -> str:
    """How many calls aren't in history, in a sentence; empty when nothing is missing."""
    if not unwritten:
        return ""
    missing = "is not in history, or not as it ended" if unwritten == 1 else "are not in history, or not as they ended"
    return f"{counted(unwritten, 'call')} {missing}."
