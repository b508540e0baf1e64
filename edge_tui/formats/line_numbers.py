"""Numbers that a viewer of code puts before each line, and that are copied along."""

import re

_NUMBERED = re.compile(r"[ \t]*(\d{1,6})(?:[ \t]*[|:│][ \t]?|[ \t]|$)")
_MAX_LINES = 20_000


def without_line_numbers(text: str) -> str:
    """The text without them; as it is, unless every line has the number after the one before."""
    first = _NUMBERED.match(text)
    if first is None or text.count("\n") > _MAX_LINES:
        return text
    lines = text.rstrip("\n").split("\n")
    numbered = [each for each in map(_NUMBERED.match, lines) if each]
    counted = range(int(first[1]), int(first[1]) + len(lines))
    if len(lines) < 2 or [int(each[1]) for each in numbered] != list(counted):
        return text
    return "\n".join(line[each.end() :] for line, each in zip(lines, numbered, strict=True))
