"""A document that a program writes as arrays and hashes, as in PHP, Ruby and Swift."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from edge_tui.formats.programs.literals import Literal
from edge_tui.formats.scripts.computed import Computed, words_of
from edge_tui.formats.scripts.escapes import number
from edge_tui.formats.scripts.tokens import UNDEFINED

_SPACE = re.compile(r"(?:\s|//[^\n]*|#[^\n]*)*")
_OPENING = re.compile(r"array\s*\(|[\[{]")
_KEY = re.compile(r":?([A-Za-z_]\w*)\s*(?::(?!:)|=>)")
_ARROW = re.compile(r"=>|:")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?")
_WORD = re.compile(r"(?:true|false|null|nil|TRUE|FALSE|NULL)\b")
_CONSTANTS = {"true": True, "false": False, "null": None, "nil": None}
_CAST = re.compile(r"\s*as[!?]?\s*\[?[\w :\[\]]+\]?|\s*\.freeze\b")
_MAX_DEPTH = 64


class _NotDataError(Exception):
    """Internal control flow; never escapes this module."""


@dataclass
class DataReader:
    """Reads documents in a program whose strings are known by where they start."""

    text: str
    literals: Mapping[int, Literal]

    def document_at(self, at: int) -> tuple[dict[str, object], int] | None:
        """The object that starts at an offset, and where it ends; None where there is none."""
        try:
            value, end = self._value(at, 0)
        except _NotDataError:
            return None
        return (value, end) if isinstance(value, dict) else None

    def _value(self, at: int, depth: int) -> tuple[object, int]:
        at = self._after_space(at)
        if depth > _MAX_DEPTH:
            raise _NotDataError
        if literal := self.literals.get(at):
            return literal.value, literal.end
        if opening := _OPENING.match(self.text, at):
            return self._collection(opening, depth)
        if word := _WORD.match(self.text, at):
            return _CONSTANTS[word[0].lower()], word.end()
        if digits := _NUMBER.match(self.text, at):
            return number(digits[0].lstrip("-")) if digits[0][0] != "-" else _negative(digits[0]), digits.end()
        return self._computed(at)

    def _collection(self, opening: re.Match[str], depth: int) -> tuple[object, int]:
        closing = ")" if opening[0][-1] == "(" else {"[": "]", "{": "}"}[opening[0]]
        members: dict[str, object] = {}
        items: list[object] = []
        at = self._after_space(opening.end())
        if closing == "]" and (empty := re.compile(r":\s*\]").match(self.text, at)):
            return {}, empty.end()
        while at < len(self.text) and self.text[at] != closing:
            name, at = self._name(at)
            value, at = self._value(at, depth + 1)
            if name is None:
                items.append(value)
            else:
                members[name] = value
            at = self._after_space(at)
            if self.text[at : at + 1] == ",":
                at = self._after_space(at + 1)
            elif self.text[at : at + 1] != closing:
                raise _NotDataError
        if at >= len(self.text) or (members and items):
            raise _NotDataError
        end = at + 1
        cast = _CAST.match(self.text, end)
        is_object = members or (closing == "}" and not items)
        return (members if is_object else items), cast.end() if cast else end

    def _name(self, at: int) -> tuple[str | None, int]:
        """The name of a member and where its value starts; None for an item."""
        if literal := self.literals.get(at):
            arrow = _ARROW.match(self.text, self._after_space(literal.end))
            return (literal.plain, arrow.end()) if arrow and isinstance(literal.value, str) else (None, at)
        if _WORD.match(self.text, at):
            return None, at
        key = _KEY.match(self.text, at)
        return (key[1], key.end()) if key else (None, at)

    def _computed(self, at: int) -> tuple[object, int]:
        """A value that only the running program knows, up to the next separator at its level."""
        level, end = 0, at
        while end < len(self.text):
            if (literal := self.literals.get(end)) and literal.end > end:
                end = literal.end
                continue
            each = self.text[end]
            if level == 0 and each in ",)]};":
                break
            level += (each in "([{") - (each in ")]}")
            end += 1
        words = words_of(self.text[at:end])
        if not words:
            raise _NotDataError
        return Computed(words, at), end

    def _after_space(self, at: int) -> int:
        found = _SPACE.match(self.text, at)
        return found.end() if found else at


def _negative(digits: str) -> object:
    value = number(digits[1:])
    return UNDEFINED if value is None else -value
