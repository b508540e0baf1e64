"""Names that an object of a body has more than once: only the last value can be read, so they are said."""

import json
from collections import Counter
from typing import Any

from edge_tui.model.text import shortened

_MAX_CHARACTERS = 2_000_000
_MAX_NAMED = 5


def repeated_names_note(text: str) -> tuple[str, ...]:
    """A sentence that names them; none without any, and for a text that isn't JSON."""
    found: dict[str, None] = {}

    def members(pairs: list[tuple[str, Any]]) -> None:
        if len(dict(pairs)) < len(pairs):
            times = Counter(name for name, _ in pairs)
            found.update(dict.fromkeys(name for name, count in times.items() if count > 1))

    if len(text) > _MAX_CHARACTERS:
        return ()
    try:
        json.loads(text, object_pairs_hook=members, parse_int=str)
    except (ValueError, RecursionError):
        return ()
    listed = ", ".join(shortened(name, 30, 10) for name in list(found)[:_MAX_NAMED])
    more = f" and {len(found) - _MAX_NAMED} more" if len(found) > _MAX_NAMED else ""
    return (f"More than once in an object, so only the last value was read: {listed}{more}.",) if found else ()
