"""RFC 3339 timestamps."""

import re
from datetime import datetime
from typing import Literal

_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d)(\.\d+)?([Zz]|[+-]\d\d:?\d\d)?")


def read_moment(text: str) -> tuple[datetime | None, Literal["", "offset", "colon", "format"]]:
    """A timestamp, and what is wrong with it.

    An offset without its colon (`+0000`) is ISO 8601, which allows it, but not RFC 3339, which
    XDM's date-time is. Without an offset, or in another format, there is no moment.
    """
    match = _MOMENT.fullmatch(text)
    if match is None:
        return None, "format"
    if match[3] is None:
        return None, "offset"
    try:
        offset = "+00:00" if match[3] in "Zz" else match[3]
        moment = datetime.fromisoformat(match[1].upper() + (match[2] or "")[:7] + offset)
        return moment, "" if ":" in offset else "colon"
    except ValueError:
        return None, "format"


def with_colon(text: str) -> str:
    """A timestamp with the colon that its offset lacks."""
    return f"{text[:-2]}:{text[-2:]}"
