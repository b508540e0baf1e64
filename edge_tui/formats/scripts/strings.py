"""String literals with expressions in them: templates of JavaScript, formatted strings of Python."""

from typing import TYPE_CHECKING

from edge_tui.formats.scripts.escapes import python_string, unescaped
from edge_tui.formats.scripts.node import Node, Shape
from edge_tui.formats.scripts.tokens import JAVASCRIPT, Kind, Token

if TYPE_CHECKING:
    from edge_tui.formats.scripts.parser import Parser


def read_string(parser: "Parser") -> Node:
    """The string at the cursor."""
    token = parser.cursor.next()
    if parser.cursor.dialect is JAVASCRIPT:
        return Node(Shape.LITERAL, token.start, token.end, unescaped(token.text[1:-1]))
    prefix, characters = python_string(token.text)
    if "f" not in prefix:
        return Node(Shape.LITERAL, token.start, token.end, characters)
    return _formatted(parser, token)


def _formatted(parser: "Parser", token: Token) -> Node:
    """Python's `f"…{value}…"`: its expressions may be followed by a conversion or a format."""
    width = 3 if token.text.endswith(('"""', "'''")) and len(token.text) >= 7 else 1
    start, end = token.start + token.text.index(token.text[-1]) + width, token.end - width
    parts: list[Node] = []
    text, place = parser.cursor.tokens.text, start
    is_raw = "r" in token.text[: token.text.index(token.text[-1])].lower()
    literal_from = start
    while place < end:
        char = text[place]
        if char in "{}" and text[place : place + 2] == char * 2:
            parts.append(_literal(text, literal_from, place + 1, is_raw=is_raw))
            place = literal_from = place + 2
        elif char == "{":
            parts.append(_literal(text, literal_from, place, is_raw=is_raw))
            parser.cursor.move(place + 1)
            parts.append(parser.expression(3))
            closed = text.find("}", min(parser.cursor.offset, end), end)
            place = literal_from = end if closed < 0 else closed + 1
        else:
            place += 2 if char == "\\" else 1
    parts.append(_literal(text, min(literal_from, end), end, is_raw=is_raw))
    parser.cursor.move(token.end)
    return Node(Shape.TEMPLATE, token.start, token.end, parts=tuple(parts))


def read_template(parser: "Parser") -> Node:
    """A template string of JavaScript."""
    text, opening = parser.cursor.tokens.text, parser.cursor.next()
    parts: list[Node] = []
    place = literal_from = opening.end
    while place < len(text) and text[place] != "`":
        if text.startswith("${", place):
            parts.append(_literal(text, literal_from, place))
            parser.cursor.move(place + 2)
            parser.cursor.brackets.append(place)
            parts.append(parser.up_to_separator(parser.expression()))
            parser.cursor.closes("}")
            place = literal_from = parser.cursor.offset
            if parser.cursor.peek().kind is Kind.END and not text.startswith("`", place):
                break
        else:
            place += 2 if text[place] == "\\" else 1
    if place >= len(text):
        parser.cursor.left_open = opening.start
    parts.append(_literal(text, literal_from, min(place, len(text))))
    parser.cursor.move(min(place + 1, len(text)))
    return Node(Shape.TEMPLATE, opening.start, parser.cursor.offset, parts=tuple(parts))


def _literal(text: str, start: int, end: int, *, is_raw: bool = False) -> Node:
    inner = text[start:end]
    return Node(Shape.LITERAL, start, end, inner if is_raw else unescaped(inner.replace("\r\n", "\n")))
