"""Durations in words."""

import math
from datetime import timedelta

_MINUTE = 60


def duration(span: timedelta) -> str:
    """A time span as its two largest units: `4 min 20 s`."""
    seconds = max(round(span.total_seconds()), 0)
    units = ((86400, "d"), (3600, "h"), (60, "min"), (1, "s"))
    parts: list[str] = []
    for size, unit in units:
        if seconds >= size or (unit == "s" and not parts):
            parts.append(f"{seconds // size} {unit}")
            seconds %= size
    return " ".join(parts[:2])


def time_left(span: timedelta) -> str:
    """How long something still lasts, which a screen repeats as it runs out: seconds only in the last minute.

    Minutes are rounded up, so that what has a minute left never says less.
    """
    seconds = max(math.ceil(span.total_seconds()), 0)
    if seconds > _MINUTE:
        seconds = -(-seconds // _MINUTE) * _MINUTE
    return duration(timedelta(seconds=seconds))


def time_since(span: timedelta) -> str:
    """How long ago something was, in whole minutes: `3 min ago`, or `just now`."""
    minutes = int(span.total_seconds()) // _MINUTE
    return f"{duration(timedelta(minutes=minutes))} ago" if minutes > 0 else "just now"


def duration_of(seconds: float) -> str:
    """As `duration`, from a number of seconds."""
    return duration(timedelta(seconds=seconds))
