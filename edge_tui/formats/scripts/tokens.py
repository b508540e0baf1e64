"""The tokens of JavaScript and Python, as far as expressions need them."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class Kind(StrEnum):
    """What a token is. An operator is also any bracket or separator."""

    NAME = "name"
    NUMBER = "number"
    STRING = "string"
    TEMPLATE = "template"
    REGEX = "regex"
    OPERATOR = "operator"
    END = "end"


_KINDS = {str(kind): kind for kind in Kind}


class Token(NamedTuple):
    """A token and its offsets. `follows_line_break` when it is the first of its line."""

    kind: Kind
    text: str
    start: int
    end: int
    follows_line_break: bool = False


@dataclass(frozen=True, slots=True)
class Dialect:
    """What differs between the languages; `blank` matches whitespace and comments."""

    name: str
    blank: re.Pattern[str]
    token: re.Pattern[str]
    constants: dict[str, object]


class Undefined(StrEnum):
    """JavaScript's `undefined`, which JSON leaves out."""

    VALUE = "undefined"


UNDEFINED = Undefined.VALUE

_OPERATORS = r"=>|\.\.\.|\?\.(?!\d)|[=!]==|\*\*|[=!<>]=|&&|\|\||\?\?|\+\+|--|[-+*/%&|^]=|<<|>>|:=|->|[^\s\w]"
_NUMBER = (
    r"(?P<number>0[xX][0-9a-fA-F_]++n?|0[oO][0-7_]++n?|0[bB][01_]++n?"
    r"|(?:\d[\d_]*+(?:\.[\d_]*+)?|\.\d[\d_]*+)(?:[eE][+-]?\d++)?n?)"
)
_JAVASCRIPT = (
    r"(?P<name>(?:[^\W\d]|[$#@])[\w$]*+)|"
    + _NUMBER
    + r"""|(?P<string>"(?:[^"\\\n]|\\(?:\r\n|.))*+"|'(?:[^'\\\n]|\\(?:\r\n|.))*+')"""
    r"|(?P<template>`)|(?P<operator>" + _OPERATORS + ")"
)
_PYTHON = (
    r"(?P<string>(?i:[rbuf]{0,2})(?:'''(?:[^\\]|\\.)*?'''|" + r'"""(?:[^\\]|\\.)*?"""'
    r"""|"(?!"")(?:[^"\\\n]|\\.)*+"|'(?!'')(?:[^'\\\n]|\\.)*+'|""(?!")|''(?!')))"""
    r"|(?P<name>[^\W\d]\w*+)|" + _NUMBER + "|(?P<operator>" + _OPERATORS + ")"
)
BLOCK_COMMENT = r"/\*(?:[^*]|\*(?!/))*+(?:\*/|\Z)"
# A class in brackets is bounded: one that is never closed would be searched for again and again.
REGEX = r"/(?![/*])(?:[^/\\\[\n]|\\.|\[(?:[^\]\\\n]|\\.){0,30}+\])++/\w*+"
JAVASCRIPT = Dialect(
    "JavaScript",
    re.compile(rf"(?:\s++|//[^\n]*+|{BLOCK_COMMENT})*+"),
    re.compile(_JAVASCRIPT, re.DOTALL),
    {"true": True, "false": False, "null": None, "undefined": UNDEFINED, "NaN": None, "Infinity": None},
)
PYTHON = Dialect(
    "Python",
    re.compile(r"(?:\s++|#[^\n]*+|\\\r?\n)*+"),
    re.compile(_PYTHON, re.DOTALL),
    {"True": True, "False": False, "None": None},
)

_REGEX = re.compile(REGEX)
_WHOLE_TEMPLATE = re.compile(r"`(?:[^`\\]|\\.)*+(?:`|\Z)", re.DOTALL)


class Tokens:
    """Reads the tokens of a text one at a time. `budget` counts down to where it reports the end."""

    def __init__(self, text: str, dialect: Dialect, budget: list[int]) -> None:
        self.text = text
        self.dialect = dialect
        self.budget = budget

    def at(self, offset: int) -> Token:
        """The token at an offset or after it."""
        blank = self.dialect.blank.match(self.text, offset)
        start = blank.end() if blank else offset
        self.budget[0] -= 1
        if start >= len(self.text) or self.budget[0] < 0:
            return Token(Kind.END, "", start, start)
        found = self.dialect.token.match(self.text, start)
        breaks = start > offset and "\n" in self.text[offset:start]
        if self.text[start] in "\"'" and (found is None or found[0] in "\"'") and self.text.find("\n", start) < 0:
            return self._unfinished_string(start, breaks)
        if found is None or found.lastgroup is None:
            # A lone quote, or a character of no language.
            return Token(Kind.OPERATOR, self.text[start], start, start + 1, breaks)
        return Token(_KINDS[found.lastgroup], found[0], start, found.end(), breaks)

    def _unfinished_string(self, start: int, breaks: bool) -> Token:
        """A string that the end of the text cuts off, as far as it goes."""
        inner = self.text[start + 1 :]
        if (len(inner) - len(inner.rstrip("\\"))) % 2:
            inner = inner[:-1]
        quote = self.text[start]
        return Token(Kind.STRING, f"{quote}{inner}{quote}", start, len(self.text), breaks)

    def regex_at(self, token: Token) -> Token | None:
        """A regular expression that starts at a slash; None when none does."""
        found = _REGEX.match(self.text, token.start)
        return Token(Kind.REGEX, found[0], token.start, found.end()) if found else None

    def end_of_template(self, start: int) -> int:
        """Where a template string ends, without looking into its expressions."""
        found = _WHOLE_TEMPLATE.match(self.text, start)
        return found.end() if found else start + 1
