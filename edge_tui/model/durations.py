"""Durations in words."""

from datetime import timedelta


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


def duration_of(seconds: float) -> str:
    """As `duration`, from a number of seconds."""
    return duration(timedelta(seconds=seconds))
