"""Two texts, and the words in which they differ: lines are matched first, then words within lines."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

_TOKEN = re.compile(r"\w+|\s+|[^\w\s]")
# Matching takes quadratic time in the worst case: a longer part counts as different throughout.
_MAX_LINES = 1_000
_MAX_WORDS = 500

Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class MarkedText:
    """A text, and the ranges of its characters that the other text doesn't have, in order."""

    text: str
    marks: tuple[Range, ...] = ()


def mark_words(left: str, right: str) -> tuple[MarkedText, MarkedText]:
    """Both texts with the words that differ; what isn't marked is the same in both, in the same order."""
    if left == right:
        return MarkedText(left), MarkedText(right)
    lines = left.splitlines(keepends=True), right.splitlines(keepends=True)
    found: tuple[list[Range], list[Range]] = [], []
    for one, other in _changed_parts(*lines, _MAX_LINES):
        parts = "".join(lines[0][slice(*one)]), "".join(lines[1][slice(*other)])
        starts = _length(lines[0][: one[0]]), _length(lines[1][: other[0]])
        words = _TOKEN.findall(parts[0]), _TOKEN.findall(parts[1])
        for left_words, right_words in _changed_parts(*words, _MAX_WORDS):
            for side, (begin, end) in enumerate((left_words, right_words)):
                start = starts[side] + _length(words[side][:begin])
                found[side].append((start, start + _length(words[side][begin:end])))
    return MarkedText(left, _joined(found[0])), MarkedText(right, _joined(found[1]))


def changed_lines(left: str, right: str) -> Iterator[tuple[Range, Range]]:
    """The ranges of lines that differ, on both sides and in order; either one may be empty."""
    return _changed_parts(left.splitlines(), right.splitlines(), _MAX_LINES)


def _changed_parts(left: Sequence[str], right: Sequence[str], limit: int) -> Iterator[tuple[Range, Range]]:
    """The ranges of items that differ, apart from what both begin and end with."""
    shorter = min(len(left), len(right))
    begin = next((i for i in range(shorter) if left[i] != right[i]), shorter)
    rest = shorter - begin
    end = next((i for i in range(rest) if left[-1 - i] != right[-1 - i]), rest)
    middle = left[begin : len(left) - end], right[begin : len(right) - end]
    if not middle[0] and not middle[1]:
        return
    if max(map(len, middle)) > limit:
        yield (begin, len(left) - end), (begin, len(right) - end)
        return
    for tag, *places in SequenceMatcher(None, *middle, autojunk=False).get_opcodes():
        if tag != "equal":
            a, b, c, d = (begin + place for place in places)
            yield (a, b), (c, d)


def _length(texts: Sequence[str]) -> int:
    return sum(map(len, texts))


def _joined(ranges: list[Range]) -> tuple[Range, ...]:
    """The ranges without empty ones; neighbors are one range."""
    joined: list[Range] = []
    for start, end in ranges:
        if start == end:
            continue
        if joined and joined[-1][1] == start:
            joined[-1] = joined[-1][0], end
        else:
            joined.append((start, end))
    return tuple(joined)
