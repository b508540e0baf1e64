"""A selection that grows: the word at the cursor, its string, the object or array around it, and so on."""

import re

_WORD = re.compile(r"[\w{}]+")
_TOKEN = re.compile(r'"(?:[^"\\\n]|\\.)*"?|[{}\[\]]')
_CLOSING = {"{": "}", "[": "]"}


def grown(text: str, start: int, end: int) -> tuple[int, int]:
    """The next larger range around a selection; the whole text in the end. Works in a text that isn't JSON yet."""
    ranges = [(0, len(text)), *_around(text, start, end), *_strings(text, start, end)]
    if start == end:
        ranges += [match.span() for match in _words_at(text, start)]
    larger = [each for each in ranges if each[0] <= start and each[1] >= end and each != (start, end)]
    return min(larger, key=lambda each: each[1] - each[0], default=(start, end))


def _words_at(text: str, offset: int) -> list[re.Match[str]]:
    line_start = text.rfind("\n", 0, offset) + 1
    line_end = text.find("\n", offset)
    found = _WORD.finditer(text, line_start, len(text) if line_end < 0 else line_end)
    return [match for match in found if match.start() <= offset <= match.end()]


def _strings(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The string around a range, without and with its quotes."""
    line_start = text.rfind("\n", 0, start) + 1
    for match in _TOKEN.finditer(text, line_start, len(text) if (stop := text.find("\n", end)) < 0 else stop):
        if match[0][0] == '"' and match.start() < start <= match.end() and match.end() >= end:
            closed = match[0].endswith('"') and len(match[0]) > 1
            return [(match.start() + 1, match.end() - closed), match.span()]
    return []


def _around(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Every object and array around a range."""
    found, opened = [], list[tuple[str, int]]()
    for match in _TOKEN.finditer(text):
        token = match[0]
        if token in _CLOSING:
            opened.append((token, match.start()))
        elif token[0] != '"' and opened and _CLOSING[opened[-1][0]] == token:
            _, begin = opened.pop()
            if begin <= start and match.end() >= end:
                found.append((begin, match.end()))
    return found
