"""RFC 3339 timestamps."""

import re
from datetime import datetime
from typing import Literal

_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d)(\.\d+)?([Zz]|[+-]\d\d(?::?\d\d)?)?")


def read_moment(text: str) -> tuple[datetime | None, Literal["", "offset", "colon", "format"]]:
    """A timestamp, and what is wrong with it.

    An offset without its colon or its minutes (`+0000`, `+00`) is ISO 8601, but not RFC 3339, which
    is what XDM's date-time means. Without an offset, or in another format, there is no moment.
    """
    match = _MOMENT.fullmatch(text)
    if match is None:
        return None, "format"
    if match[3] is None:
        return None, "offset"
    try:
        offset = "+00:00" if match[3] in "Zz" else match[3]
        moment = datetime.fromisoformat(match[1].upper() + (match[2] or "")[:7] + full_offset(offset))
        return moment, "" if ":" in offset else "colon"
    except ValueError:
        return None, "format"


def offset_of(text: str) -> str:
    """The numeric offset at the end of a timestamp."""
    return text[max(text.rfind("+"), text.rfind("-")) :]


def full_offset(offset: str) -> str:
    """An offset of ISO 8601 as RFC 3339 writes it: `+02:00` for `+0200` or `+02`."""
    digits = offset[1:].replace(":", "").ljust(4, "0")
    return f"{offset[0]}{digits[:2]}:{digits[2:]}"
