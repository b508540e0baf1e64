"""Points in time as people read them: `14:02 today`, or the date as ISO 8601 has it."""

from datetime import datetime, tzinfo


def day_and_time(moment: datetime, now: datetime, zone: tzinfo | None = None, *, seconds: bool = False) -> str:
    """`14:02 today`, otherwise `2026-03-01 14:02`, in local time; with `seconds`, `14:02:11`."""
    local = moment.astimezone(zone)
    time = f"{local:%H:%M:%S}" if seconds else f"{local:%H:%M}"
    is_today = local.date() == now.astimezone(zone).date()
    return f"{time} today" if is_today else f"{local.date().isoformat()} {time}"
