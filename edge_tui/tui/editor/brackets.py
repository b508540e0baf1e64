"""Finds the other bracket of a pair."""

import re
from collections.abc import Iterator

from textual.widgets.text_area import Document, Location

_PAIRS = {"{": "}", "[": "]"}
_OPENING = {closing: opening for opening, closing in _PAIRS.items()}
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"?|[{}\[\]]')

# The cursor must not wait while the end of a large text is looked for.
_MAX_ROWS = 2_000
_MAX_CHARACTERS = 100_000


def matching_bracket(document: Document, bracket: str, place: Location) -> Location | None:
    """The place of the bracket that belongs to the one at `place`.

    None if it isn't a bracket, is inside of a string, or its other one is missing or far away.
    """
    is_opening = bracket in _PAIRS
    if not is_opening and bracket not in _OPENING:
        return None
    depth, begun = 0, False
    for found, where in _brackets(document, place[0], 1 if is_opening else -1):
        begun = begun or where == place
        if not begun:
            continue
        depth += 1 if (found in _PAIRS) == is_opening else -1
        if not depth:
            pair = _PAIRS if is_opening else _OPENING
            return where if pair[bracket] == found else None
    return None


def _brackets(document: Document, row: int, step: int) -> Iterator[tuple[str, Location]]:
    """The brackets outside of strings, from the start or the end of a row on."""
    characters = 0
    for _ in range(_MAX_ROWS):
        if not 0 <= row < document.line_count:
            return
        line = document.get_line(row)
        characters += len(line)
        if characters > _MAX_CHARACTERS:
            return
        found = [(match[0], (row, match.start())) for match in _TOKEN.finditer(line) if match[0][0] != '"']
        yield from found if step > 0 else reversed(found)
        row += step
