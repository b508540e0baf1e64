"""Timestamps and durations in readable form."""

import math
from datetime import UTC, datetime, timedelta

from edge_tui.model.json.document import JsonValue

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MINUTE = 60
_UNITS = ((86_400, "d"), (3_600, "h"), (60, "min"))


def instant(milliseconds: int) -> str:
    """Milliseconds since the epoch as ISO 8601 in UTC; the number itself when it is out of range."""
    try:
        moment = _EPOCH + timedelta(milliseconds=milliseconds)
    except OverflowError:
        return str(milliseconds)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def span(seconds: JsonValue) -> str:
    """A duration in its two largest units: `395 d`, `1 h 30 min`, `45 s`; empty when it isn't a number."""
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not abs(seconds) < 1e15:
        return ""
    rest = abs(round(seconds))
    words: list[str] = []
    for size, unit in _UNITS:
        if rest >= size and len(words) < 2:
            words.append(f"{rest // size} {unit}")
            rest %= size
    if (rest and len(words) < 2) or not words:
        words.append(f"{rest} s")
    if abs(seconds) >= 30 * 86_400:
        words = words[:1]
    return ("-" if seconds < 0 else "") + " ".join(words)


def since(milliseconds: int, now: datetime) -> str:
    """A time relative to now: `3 d ago`, `in 20 min`; empty when it is out of range.

    In whole minutes, and in seconds only within the last one before it: a screen repeats it, and nothing should tick
    beside one's work.
    """
    try:
        seconds = (now - _EPOCH - timedelta(milliseconds=milliseconds)).total_seconds()
    except OverflowError:
        return ""
    if seconds >= 0:
        minutes = int(seconds // _MINUTE)
        return f"{span(minutes * _MINUTE)} ago" if minutes else "just now"
    left = math.ceil(-seconds)
    return f"in {span(-(-left // _MINUTE) * _MINUTE if left > _MINUTE else left)}"
