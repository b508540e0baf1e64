"""Syntax colors for JSON, line by line: exact, because no JSON token spans lines."""

import re
from functools import lru_cache
from typing import cast

from rich.style import Style
from rich.text import Text

from edge_tui.model.json.document import JsonValue
from edge_tui.model.json.layout import pretty_lines
from edge_tui.model.placeholders import find
from edge_tui.tui.textview.long_text import Passage
from edge_tui.tui.themes import Colors

# Text after this offset in a line isn't lexed: it would delay a key press.
_MAX_PAINTED = 5_000

# Loading a general lexer would take longer than drawing the first frame. Words and numbers are colored while
# they are still being typed; an unfinished string and a comment have no color.
_STRING = r'"(?:[^"\\]|\\(?:u(?:[0-9a-fA-F]{4}|[0-9a-fA-F]{0,3}.)|[^u]))*"'
_TOKEN = re.compile(
    rf"""
    (?P<name> {_STRING} (?=(?:[ \t\r\n]|/\*.*?\*/)*:) )
  | (?P<string> {_STRING} )
  | (?P<number> [-0-9][-0-9.eE+]* )
  | (?P<keyword> [fnt][truefalsn]* )
  | (?P<punctuation> [{{}}\[\],:]+ )
  | (?P<plain> ".* | //.* | /\*.*?(?:\*/|$) )
    """,
    re.VERBOSE | re.DOTALL,
)


@lru_cache(maxsize=20_000)
def _tokens(line: str) -> tuple[tuple[int, int, str], ...]:
    """The tokens of a line, each with the name of its color."""
    found = _TOKEN.finditer(line)
    return tuple((match.start(), match.end(), cast("str", match.lastgroup)) for match in found)


def paint_line(text: Text, line: str, colors: Colors, start: int = 0) -> None:
    """Colors a line of JSON; `text` is its part from `start` on.

    Placeholders are highlighted inside their strings.
    """
    for first, last, kind in _tokens(line):
        if kind != "plain" and last > start:
            style: Style = getattr(colors, kind)
            text.stylize(style, max(first - start, 0), last - start)
    if "{{" in line:
        for match in find(line):
            if match.end() > start:
                text.stylize(colors.placeholder, max(match.start() - start, 0), match.end() - start)


def json_passage(value: JsonValue) -> Passage:
    """A value of any size, formatted and colored as far as it is scrolled to."""
    return Passage(pretty_lines(value), paint_json_row)


def paint_json_row(colors: Colors, block: str, start: int, end: int) -> Text:
    """A row of formatted JSON. A very long line is mostly one string."""
    text = Text(block[start:end])
    line_start = block.rfind("\n", 0, start) + 1
    line_end = block.find("\n", end)
    line_end = len(block) if line_end < 0 else line_end
    head = line_start + _MAX_PAINTED
    if line_end > head:
        text.stylize(colors.string, max(head - start, 0))
    if start < head:
        # The second quote closes a string that was cut in the middle of an escape.
        line = block[line_start:head] + '""' if line_end > head else block[line_start:line_end]
        paint_line(text, line, colors, start - line_start)
    return text
