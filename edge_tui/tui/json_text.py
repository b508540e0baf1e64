"""JSON in colour, a line at a time: no JSON token spans lines, so that is exact."""

import json
from collections.abc import Iterator
from functools import lru_cache
from typing import cast

from pygments.lexers.data import JsonLexer
from pygments.token import Token, _TokenType
from rich.style import Style
from rich.text import Text

from edge_tui.model.document import JsonValue
from edge_tui.model.placeholders import find
from edge_tui.model.text import visible
from edge_tui.tui.themes import Colours

_lexer = JsonLexer(stripnl=False, ensurenl=False)


@lru_cache(maxsize=20_000)
def _tokens(line: str) -> tuple[tuple[int, int, _TokenType], ...]:
    return tuple(
        (start, start + len(value), kind)
        for start, kind, value in _lexer.get_tokens_unprocessed(line)  # type: ignore[no-untyped-call]
        if kind is not Token.Text.Whitespace
    )


def paint_line(text: Text, line: str, colours: Colours) -> None:
    """Colours a line of JSON that `text` begins with; a placeholder stands out in its string."""
    for start, end, kind in _tokens(line):
        style = _style(kind, colours)
        if style is not None:
            text.stylize(style, start, end)
    if "{{" in line:
        for match in find(line):
            text.stylize(colours.placeholder, match.start(), match.end())


# The first kind that a token's belongs to decides.
_KINDS = (
    (Token.Name.Tag, "name"),
    (Token.Literal.String, "string"),
    (Token.Literal.Number, "number"),
    (Token.Keyword, "keyword"),
    (Token.Punctuation, "punctuation"),
)


def _style(kind: _TokenType, colours: Colours) -> Style | None:
    for wanted, name in _KINDS:
        if kind in wanted:  # type: ignore[comparison-overlap]
            return cast("Style", getattr(colours, name))
    return None


def pretty_text(value: JsonValue, colours: Colours, most_characters: int = 20_000) -> Text:
    """A value laid out and coloured; only its first part when it is very large, and said so."""
    whole = Text(no_wrap=False)
    lines, is_cut = _pretty_lines(value, most_characters)
    for line in lines:
        shown = visible(line)
        painted = Text(shown)
        paint_line(painted, shown, colours)
        whole.append_text(painted)
        whole.append("\n")
    if is_cut:
        whole.append("… there is more; copy the value to have it whole", colours.dim)
    whole.rstrip()
    return whole


def _pretty_lines(value: JsonValue, most_characters: int) -> tuple[list[str], bool]:
    taken: list[str] = []
    left = most_characters
    for chunk in _chunks(value):
        taken.append(chunk[: max(left, 0)])
        left -= len(chunk)
        if left <= 0:
            return "".join(taken).split("\n"), True
    return "".join(taken).split("\n"), False


def _chunks(value: JsonValue) -> Iterator[str]:
    try:
        yield from json.JSONEncoder(indent=2, ensure_ascii=False).iterencode(value)
    except RecursionError:
        yield " … nested too deeply to be laid out"
