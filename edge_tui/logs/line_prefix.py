"""Prefixes that a log repeats on every line of a JSON document, such as time, process and tag."""

import re
from bisect import bisect_right
from dataclasses import dataclass

_MAX_PREFIX_CHARACTERS = 400
_MAX_COLUMN = 4_000
_TOKEN = re.compile(r"[0-9]+|[ \t]+|.")


@dataclass(frozen=True, slots=True)
class Unprefixed:
    """A document without the prefixes of its lines. `is_all`: no line with the prefix follows it."""

    text: str
    # Where each line starts: here, and in the original text.
    starts: tuple[tuple[int, int], ...]
    is_all: bool

    def original(self, offset: int) -> int:
        """The offset in the original text of an offset in `text`."""
        start, place = self.starts[bisect_right(self.starts, (offset, 1 << 62)) - 1]
        return place + offset - start


def line_prefix(text: str, start: int) -> re.Pattern[str] | None:
    """The prefix that the line of `start` and the next line share, whatever its digits; None without one.

    When the document starts at the beginning of its line, because only part of that line was copied,
    the prefix of the two lines below counts.
    """
    line_start = text.rfind("\n", max(0, start - _MAX_COLUMN), start) + 1
    if line_start == 0 and start > _MAX_COLUMN:
        return None
    first = text[line_start:start]
    second, third = _line_after(text, start), ""
    tokens = _shared(first, second[1])
    if not "".join(tokens).strip():
        third = _line_after(text, second[0])[1]
        tokens = _shared(second[1].partition('"')[0], third.partition('"')[0])
        while tokens and (tokens[-1].isspace() or tokens[-1] in "{["):
            tokens.pop()
    words = "".join(tokens).strip()
    if not words or words in ("{", "[", "}", "]"):
        return None
    return re.compile("".join(map(_pattern_of, tokens)).rstrip() + r"[ \t]*")


def without_prefix(text: str, start: int, prefix: re.Pattern[str], most: int) -> Unprefixed:
    """Up to `most` characters from `start`, each further line without its prefix; ends at a line that lacks it."""
    end = _line_end(text, start)
    pieces, starts, length = [text[start:end]], [(0, start)], end - start
    while end < len(text):
        if end - start > most:
            return Unprefixed("".join(pieces), tuple(starts), is_all=False)
        match = prefix.match(text, end + 1)
        if match is None:
            break
        end = _line_end(text, match.end())
        piece = "\n" + text[match.end() : end]
        # The line feed in front belongs to the line before.
        starts.append((length, match.end() - 1))
        pieces.append(piece)
        length += len(piece)
    return Unprefixed("".join(pieces), tuple(starts), is_all=True)


def _line_after(text: str, offset: int) -> tuple[int, str]:
    """The line below: where it starts, and its beginning."""
    start = _line_end(text, offset) + 1
    end = min(_line_end(text, start), start + _MAX_PREFIX_CHARACTERS)
    return start, text[start:end]


def _line_end(text: str, offset: int) -> int:
    end = text.find("\n", offset)
    return len(text) if end < 0 else end


def _shared(first: str, second: str) -> list[str]:
    """What two lines start with alike: the same characters, but any digits and any spaces."""
    tokens = []
    pairs = zip(_TOKEN.findall(first[:_MAX_PREFIX_CHARACTERS]), _TOKEN.findall(second), strict=False)
    for one, other in pairs:
        is_alike = one == other or (one.isdigit() and other.isdigit()) or (one.isspace() and other.isspace())
        if not is_alike:
            break
        tokens.append(one)
    while tokens and tokens[-1].isspace():
        tokens.pop()
    return tokens


def _pattern_of(token: str) -> str:
    return "[0-9]+" if token.isdigit() else r"[ \t]+" if token.isspace() else re.escape(token)
