"""Colors of JSON are those of a general lexer, also while a line is still being typed."""

import json
from dataclasses import fields
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from pygments.lexers.data import JsonLexer
from pygments.token import Token
from rich.text import Text

from edge_tui.tui.textview.json_text import paint_line
from edge_tui.tui.themes import Colors
from tests.answers import ANY_JSON

# Each style is its own name.
_NAMES: Any = {field.name: field.name for field in fields(Colors)}
_COLORS = Colors(**_NAMES)
_LEXER = JsonLexer(stripnl=False, ensurenl=False)
_KINDS = (
    (Token.Name.Tag, "name"),
    (Token.Literal.String, "string"),
    (Token.Literal.Number, "number"),
    (Token.Keyword, "keyword"),
    (Token.Punctuation, "punctuation"),
)


def lexed(line: str) -> list[str | None]:
    """The color of each character by Pygments."""
    found: list[str | None] = [None] * len(line)
    for start, kind, value in _LEXER.get_tokens_unprocessed(line):
        color = next((color for wanted, color in _KINDS if kind in wanted), None)
        found[start : start + len(value)] = [color] * len(value)
    return found


def painted(line: str) -> list[str | None]:
    """The color of each character by the explorer."""
    text = Text(line)
    paint_line(text, line, _COLORS)
    found: list[str | None] = [None] * len(line)
    for span in text.spans:
        found[span.start : span.end] = [str(span.style)] * (span.end - span.start)
    return found


def without_blanks(line: str, found: list[str | None]) -> list[str | None]:
    """The colors of what is visible."""
    return [color for character, color in zip(line, found, strict=True) if not character.isspace()]


@given(ANY_JSON, st.integers(0), st.sampled_from([None, 2]))
def test_a_line_of_json_has_the_same_colors_up_to_any_cursor(value: object, cut: int, indent: int | None) -> None:
    for line in json.dumps(value, indent=indent, ensure_ascii=False).replace("{{", "{ {").split("\n"):
        for part in (line, line[: cut % (len(line) + 1)]):
            assert without_blanks(part, painted(part)) == without_blanks(part, lexed(part))


@given(st.text(st.sampled_from('"\\u1{}[]:, truefalsn0-.eE+/*x'), max_size=12).filter(lambda line: line.count('"') < 4))
def test_a_damaged_line_has_the_same_colors(line: str) -> None:
    plain = line.replace("{{", "")
    assert without_blanks(plain, painted(plain)) == without_blanks(plain, lexed(plain))
