"""Parses JavaScript literals: unquoted names, other quotes, comments, trailing commas."""

import json
import re
from dataclasses import dataclass, field

from edge_tui.model.json.document import JsonObject, JsonValue

_BLANK = re.compile(r"(?:\s+|//[^\n]*|/\*.*?\*/)*", re.DOTALL)
_NAME = re.compile(r"[A-Za-z_$][\w$]*")
_NUMBER = re.compile(r"[+-]?(?:0[xX][0-9a-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)(?![\w$])")
_ESCAPE = re.compile(r"\\(?:u\{([0-9a-fA-F]+)\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(\r\n|.))", re.DOTALL)
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0", "\n": "", "\r\n": ""}
_WORDS: dict[str, JsonValue] = {"true": True, "false": False, "null": None, "undefined": None}
_NOW = re.compile(r"new\s+Date\s*\(\s*\)(\s*\.\s*toISOString\s*\(\s*\))?")
_CLOSING = {"(": ")", "[": "]", "{": "}"}
# Each level takes several of Python's 1,000 nested calls.
_MAX_DEPTH = 100


class NotLiteralError(ValueError):
    """The text isn't a literal."""


@dataclass
class Reader:
    """Parses values starting at an offset. `expressions` are the sources of values that aren't literals.

    Such a value is kept as its source text; `new Date().toISOString()` becomes `{{now}}`.
    """

    text: str
    at: int = 0
    expressions: list[str] = field(default_factory=list)
    _depth: int = 0

    def skip(self) -> str:
        """Skips whitespace and comments; returns the next character, empty at the end."""
        blank = _BLANK.match(self.text, self.at)
        self.at = blank.end() if blank else self.at
        return self.text[self.at : self.at + 1]

    def value(self) -> JsonValue:
        """One value; raises `NotLiteralError` when there is none."""
        self._depth += 1
        try:
            if self._depth > _MAX_DEPTH:
                raise NotLiteralError("nested too deeply")
            return self._value()
        finally:
            self._depth -= 1

    def _value(self) -> JsonValue:
        char, start = self.skip(), self.at
        literal = self._literal(char)
        if self.skip() in ("", ",", "}", "]", ")", ";"):
            return literal
        # The literal is the start of an expression, such as `"a" + b`.
        self.at = start
        return self._expression()

    def _literal(self, char: str) -> JsonValue:
        if char == "{":
            return self._object()
        if char == "[":
            return self._array()
        if char in ("'", '"'):
            return self.string(char)
        number = _NUMBER.match(self.text, self.at)
        if number:
            self.at = number.end()
            return _number(number[0])
        word = _NAME.match(self.text, self.at)
        if word and word[0] in _WORDS:
            self.at = word.end()
            return _WORDS[word[0]]
        return self._expression()

    def string(self, quote: str) -> str:
        """A string that starts with the given quote at the current offset."""
        end = self.at + 1
        while end < len(self.text) and self.text[end] != quote:
            end += 2 if self.text[end] == "\\" else 1
        if end >= len(self.text):
            raise NotLiteralError("unterminated string")
        inner = self.text[self.at + 1 : end]
        self.at = end + 1
        return _ESCAPE.sub(_unescaped, inner)

    def _object(self) -> JsonObject:
        members: JsonObject = {}
        self.at += 1
        while self.skip() != "}":
            name = self._name()
            # `{ xdm }` is shorthand for `{ xdm: xdm }`.
            members[name] = self._member(name)
            if self.skip() == ",":
                self.at += 1
            elif self.skip() != "}":
                raise NotLiteralError("a comma or a brace is missing")
        self.at += 1
        return members

    def _member(self, name: str) -> JsonValue:
        if self.skip() in (",", "}"):
            self.expressions.append(name)
            return name
        if self.text[self.at : self.at + 1] != ":":
            raise NotLiteralError("a colon is missing")
        self.at += 1
        return self.value()

    def _name(self) -> str:
        char = self.skip()
        if char in ("'", '"'):
            return self.string(char)
        name = _NAME.match(self.text, self.at) or _NUMBER.match(self.text, self.at)
        if name is None:
            raise NotLiteralError("a name is missing")
        self.at = name.end()
        return name[0]

    def _array(self) -> list[JsonValue]:
        items: list[JsonValue] = []
        self.at += 1
        while self.skip() != "]":
            items.append(self.value())
            if self.skip() == ",":
                self.at += 1
            elif self.skip() != "]":
                raise NotLiteralError("a comma or a bracket is missing")
        self.at += 1
        return items

    def _expression(self) -> JsonValue:
        """Anything else, up to the comma or bracket that ends it, as its source text."""
        start = self.at
        open_brackets: list[str] = []
        while self.at < len(self.text):
            char = self.text[self.at]
            if char in "'\"`":
                self.string(char)
                continue
            if not open_brackets and char in ",)}];":
                break
            if char in _CLOSING:
                open_brackets.append(_CLOSING[char])
            elif open_brackets and char == open_brackets[-1]:
                open_brackets.pop()
            self.at += 1
        source = self.text[start : self.at].strip()
        if not source:
            raise NotLiteralError("a value is missing")
        if _NOW.fullmatch(source):
            return "{{now}}"
        if source[0] == source[-1] == "`" and "${" not in source and source.count("`") == 2:
            return _ESCAPE.sub(_unescaped, source[1:-1])
        self.expressions.append(source)
        return source


def _number(text: str) -> JsonValue:
    if text.lower().lstrip("+-").startswith("0x"):
        return int(text, 16)
    plain = text.removeprefix("+")
    try:
        return json.loads(plain)
    except ValueError:
        return float(plain)


def _unescaped(match: re.Match[str]) -> str:
    code = match[1] or match[2] or match[3]
    if code:
        number = int(code, 16)
        return chr(number) if number < 0x110000 else "\ufffd"
    return _ESCAPES.get(match[4], match[4])
