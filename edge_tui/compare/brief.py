"""Values in a few characters."""

from bisect import bisect_left

from edge_tui.model.json.document import JsonValue, compact
from edge_tui.model.node import one_line

_MAX_LENGTH = 60
# What is shown before the first character that differs.
_BEFORE = 12
_BETWEEN = " → "


def brief(value: JsonValue, limit: int = _MAX_LENGTH) -> str:
    """A value in a few characters: containers as their size, strings cut off at `limit`, blank ones in quotes."""
    if isinstance(value, dict):
        return f"{{{len(value)}}}"
    if isinstance(value, list):
        return f"[{len(value)}]"
    if not isinstance(value, str):
        return one_line(value)
    if not value.strip():
        return compact(value[:limit])
    return one_line(value) if len(value) <= limit else value[:limit] + "…"


def brief_pair(left: JsonValue, right: JsonValue, limit: int = _MAX_LENGTH) -> tuple[str, str]:
    """Two values that differ, each as `brief`; long strings that begin alike from shortly before they differ."""
    if isinstance(left, str) and isinstance(right, str) and max(len(left), len(right)) > limit:
        start = common_length(left, right) - _BEFORE
        if start > _BEFORE:
            return f"…{brief(left[start:], limit)}", f"…{brief(right[start:], limit)}"
    return brief(left, limit), brief(right, limit)


def common_length(left: str, right: str) -> int:
    """How many characters two strings begin with alike, without a look at each: they may be a megabyte."""
    lengths = range(min(len(left), len(right)))
    return bisect_left(lengths, 1, key=lambda length: int(left[: length + 1] != right[: length + 1]))


def pair_in(left: str, right: str, room: int) -> str:
    """`left → right` in so many characters, of which each has half, or what the other one doesn't need.

    Both show the first character that differs: where a text is too long, its beginning gives way.
    """
    room -= len(_BETWEEN)
    half = room // 2
    rooms = max(half, room - len(right)), max(room - half, room - len(left))
    same = common_length(left, right)
    return _BETWEEN.join(_from_difference(text, same, each) for text, each in zip((left, right), rooms, strict=True))


def _from_difference(text: str, same: int, room: int) -> str:
    if len(text) <= room:
        return text
    if same >= room - 1:
        # As much of the end as fits, if the difference is in it.
        text = "…" + text[min(same - room // 3, len(text) - room + 1) :]
    return text if len(text) <= room else text[: max(room - 1, 0)] + "…"
