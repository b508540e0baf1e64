"""RFC 3339 timestamps."""

import re
from datetime import datetime
from typing import Literal

_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d)(\.\d+)?([Zz]|[+-]\d\d:\d\d)?")


def read_moment(text: str) -> tuple[datetime | None, Literal["", "offset", "format"]]:
    """A timestamp, or why it is invalid: it has no offset, or another format."""
    match = _MOMENT.fullmatch(text)
    if match is None:
        return None, "format"
    if match[3] is None:
        return None, "offset"
    try:
        offset = "+00:00" if match[3] in "Zz" else match[3]
        return datetime.fromisoformat(match[1].upper() + (match[2] or "")[:7] + offset), ""
    except ValueError:
        return None, "format"
