"""JSON documents in any text: between words, behind line prefixes, escaped in quotes, or cut off.

Every part of the text is parsed a bounded number of times, so the time is linear in its length; a `Budget` bounds
it for texts that only look like JSON everywhere.
"""

import contextlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from edge_tui.logs.cut_off import completed
from edge_tui.logs.line_prefix import line_prefix, without_prefix
from edge_tui.model.json.nesting import TOKEN

_FIRST_WINDOW = 1024
_FIRST_BLOCK = 200
# A shorter beginning of a document says nothing.
_MIN_CHARACTERS = 24
_GROWTH = 4
_MAX_ESCAPES = 4
_MAX_DEEP_CHARACTERS = 1_000_000
_MAX_BROKEN_CHARACTERS = 200_000
# Documents worth reading: an object with a member, or an array of those. An escaped one has a backslash before its
# first quote, or a written-out line break before it.
_SPACES = r"(?:\s|\\{1,9}[nrt]){0,40}+"
_START = re.compile(
    r'(?P<plain>\{\s*+"|[\[{][ \t]*+\n|\[\s*+\{\s*+"|\[\s*+\[\s*+\{)'
    rf'|(?P<escaped>[\[{{]{_SPACES}[\[{{]?{_SPACES}\\+")'
    rf'|(?P<literal>[\[{{]{{1,2}}(?=\s*+\\[nrt]){_SPACES}[\[{{]?{_SPACES}")'
)
_IN_DOUBLE_QUOTES = re.compile(r'(?:[^"\\\n]|\\.)*+')
_IN_SINGLE_QUOTES = re.compile(r"(?:[^'\\\n]|\\.)*+")
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(.))")
_CONTROLS = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f"}
_SURROGATE = re.compile("[\ud800-\udfff]")
# Texts of numbers are enough to find the end, and no number is too long for them.
_DECODER = json.JSONDecoder(parse_int=str, parse_float=str)


@dataclass(slots=True)
class Budget:
    """How often a document may still be tried: at a bracket, and without the prefixes of its lines."""

    starts: int = 150_000
    prefixed_in_vain: int = 2_000


@dataclass(frozen=True, slots=True)
class JsonText:
    """JSON in a text, from `start` to `end`. `stopped_at` is where it stopped being JSON, or None."""

    text: str
    start: int
    end: int
    stopped_at: int | None = None


def find_json(text: str, budget: Budget, escapes: int = 0) -> Iterator[JsonText]:
    """Every JSON document in a text, in order; documents inside of others aren't listed separately."""
    place = 0
    while budget.starts > 0 and (start := _START.search(text, place)):
        budget.starts -= 1
        if start["plain"]:
            found = _read_quoted(text, start.start(), budget) or _read(text, start.start(), budget)
            place = max(found.end, start.start() + 1)
            if found.text:
                yield found
        else:
            region = (_IN_DOUBLE_QUOTES if start["escaped"] else _IN_SINGLE_QUOTES).match(text, start.start())
            place = max(region.end() if region else 0, start.end())
            if escapes < _MAX_ESCAPES:
                for inner in find_json(unescaped(text[start.start() : place]), budget, escapes + 1):
                    stopped_at = None if inner.stopped_at is None else place
                    yield JsonText(inner.text, start.start(), place, stopped_at)


def _read_quoted(text: str, start: int, budget: Budget) -> JsonText | None:
    """The document in a Python string whose quotes aren't escaped; None for any other.

    Only `b'…'` is certain: in a shell, backslashes in single quotes are the document's own. There,
    a document counts that can't be read otherwise.
    """
    if text[start - 1 : start] != "'":
        return None
    region = _IN_SINGLE_QUOTES.match(text, start)
    if region is None or "\\" not in region[0] or text[region.end() : region.end() + 1] != "'":
        return None
    is_bytes = text[max(0, start - 2) : start] == "b'"
    if not is_bytes and _read(text, start, budget).stopped_at is None:
        return None
    plain = unescaped(region[0])
    if is_bytes:
        with contextlib.suppress(UnicodeError):
            plain = plain.encode("latin-1").decode()
    end, _ = _parse(plain)
    return JsonText(plain[:end], start, region.end()) if end else None


def unescaped(text: str) -> str:
    """A text without one level of backslash escapes, as in JSON, JavaScript and Python strings."""
    plain = _ESCAPE.sub(_character, text)
    if _SURROGATE.search(plain):
        # Joins both halves of a pair; others stay.
        return plain.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
    return plain


def _character(match: re.Match[str]) -> str:
    digits = match[1] or match[2]
    return chr(int(digits, 16)) if digits else _CONTROLS.get(match[3], match[3])


def _read(text: str, start: int, budget: Budget) -> JsonText:
    """The document that starts here, read further and further until it ends."""
    size = _FIRST_WINDOW
    while True:
        window = text[start : start + size]
        end, stopped_at = _parse(window)
        is_all = start + size >= len(text)
        if end:
            return JsonText(window[:end], start, start + end)
        if stopped_at is None:
            return _read_deep(text, start)
        if is_all or not _may_go_on(window, stopped_at):
            break
        size *= _GROWTH
    if budget.prefixed_in_vain > 0 and "\n" in window[: stopped_at + 1]:
        found = _read_prefixed(text, start, start + stopped_at)
        budget.prefixed_in_vain -= found is None or found.stopped_at is not None
        if found:
            return found
    kept = completed(window[:stopped_at]) if stopped_at >= _MIN_CHARACTERS else ""
    return JsonText(kept, start, start + stopped_at, start + stopped_at)


def _read_prefixed(text: str, start: int, stopped_at: int) -> JsonText | None:
    """The document without the prefixes of its lines; None if that reads no further than `stopped_at`."""
    prefix = line_prefix(text, start)
    if prefix is None:
        return None
    size = _FIRST_BLOCK
    while True:
        block = without_prefix(text, start, prefix, size)
        end, stopped = _parse(block.text)
        if end:
            return JsonText(block.text[:end], start, block.original(end))
        if stopped is None:
            return None
        if block.is_all or not _may_go_on(block.text, stopped):
            break
        size *= _GROWTH
    if found := _read_broken_lines(text, start, prefix):
        return found
    reached = block.original(stopped)
    if reached <= stopped_at + 1:
        return None
    return JsonText(completed(block.text[:stopped]), start, reached, reached)


def _read_broken_lines(text: str, start: int, prefix: re.Pattern[str]) -> JsonText | None:
    """A document that a log broke into lines of a fixed length, within its strings, too; None for any other."""
    block = without_prefix(text, start, prefix, _MAX_BROKEN_CHARACTERS)
    lines = block.text.split("\n")
    end, _ = _parse("".join(lines))
    if not end:
        return None
    length = breaks = 0
    for line in lines:
        length += len(line)
        if length >= end:
            break
        breaks += 1
    return JsonText("".join(lines)[:end], start, block.original(end + breaks))


def _parse(window: str) -> tuple[int, int | None]:
    """The end of the document at the start of a text, or 0 and where it stops being JSON.

    0 and None: it nests too deep for the parser.
    """
    try:
        return _DECODER.raw_decode(window)[1], None
    except json.JSONDecodeError as error:
        is_unterminated = error.msg.startswith("Unterminated string")
        return 0, len(window) if is_unterminated else error.pos
    except RecursionError:
        return 0, None


def _may_go_on(window: str, stopped_at: int) -> bool:
    """Whether only the end of the window stopped the parser, perhaps within a word or an escape."""
    return stopped_at >= len(window) - len("-Infinity") or not window[stopped_at:].strip()


def _read_deep(text: str, start: int) -> JsonText:
    """A document too deep for the parser, by its brackets; without an end, only a place to go on from."""
    depth, last = 0, min(len(text), start + _MAX_DEEP_CHARACTERS)
    for match in TOKEN.finditer(text, start, last):
        run = match[0]
        if run[0] in "[{":
            depth += len(run)
        elif run[0] in "]}":
            depth -= len(run)
            if depth <= 0:
                end = match.end() + depth
                return JsonText(text[start:end], start, end)
    return JsonText("", start, last)
