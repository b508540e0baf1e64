"""The positions of members in a JSON text: from JSON pointer to characters, and back."""

import json
from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate

from edge_tui.model.json.document import join, split

_BLANKS = " \t\r\n"

# Numbers are only skipped here: keeping them as text is cheapest and has no length limit.
_DECODER = json.JSONDecoder(parse_int=str, parse_float=str)


@dataclass(frozen=True, slots=True)
class Span:
    """Characters of a text, from `start` to before `end`."""

    start: int
    end: int

    def __contains__(self, offset: int) -> bool:
        return self.start <= offset < self.end


@dataclass(frozen=True, slots=True)
class Member:
    """A member of an object (with its quoted name) or an item of an array (without)."""

    token: str | int
    name: Span | None
    value: Span

    @property
    def whole(self) -> Span:
        """Name, colon and value."""
        return Span(self.name.start if self.name else self.value.start, self.value.end)


class Positions:
    """The positions in a JSON text; containers are scanned on first use.

    For a text that isn't JSON every lookup returns None.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._root = self._value_from(0)
        self._members: dict[int, tuple[Member, ...]] = {}
        self._line_starts: list[int] = []

    @property
    def text(self) -> str:
        """The text itself."""
        return self._text

    def value(self, pointer: str) -> Span | None:
        """The value at a pointer. Of members with the same name the last counts, as in any parser."""
        span = self._root
        for token in split(pointer):
            member = self._member(span, token)
            if member is None:
                return None
            span = member.value
        return span

    def member(self, pointer: str) -> Member | None:
        """The member or item at a pointer; None for the root."""
        if not pointer:
            return None
        parent, _, _ = pointer.rpartition("/")
        return self._member(self.value(parent), split(pointer)[-1])

    def members(self, pointer: str) -> tuple[Member, ...]:
        """Everything directly inside the container at a pointer, including duplicate names."""
        span = self.value(pointer)
        return self._inside(span) if span else ()

    def pointer_at(self, offset: int) -> str:
        """The pointer of the innermost member whose name or value contains an offset."""
        pointer, span = "", self._root
        while span is not None:
            inner = next((each for each in self._inside(span) if offset in each.whole), None)
            if inner is None:
                return pointer
            pointer, span = join(pointer, inner.token), inner.value
        return pointer

    def line_and_column(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset, both counted from 1."""
        if not self._line_starts:
            self._line_starts = [0, *accumulate(len(line) + 1 for line in self._text.split("\n"))][:-1]
        line = bisect_right(self._line_starts, offset)
        return line, offset - self._line_starts[line - 1] + 1

    def _member(self, container: Span | None, token: str) -> Member | None:
        members = self._inside(container) if container else ()
        return next((each for each in reversed(members) if str(each.token) == token), None)

    def _inside(self, container: Span) -> tuple[Member, ...]:
        known = self._members.get(container.start)
        if known is None:
            known = self._members[container.start] = self._walk(container)
        return known

    def _walk(self, container: Span) -> tuple[Member, ...]:
        opening = self._text[container.start]
        if opening not in "{[":
            return ()
        members: list[Member] = []
        at = self._skip(container.start + 1)
        while self._text[at] not in "}]":
            token: str | int = len(members)
            name = None
            if opening == "{":
                token, end = _DECODER.raw_decode(self._text, at)
                name = Span(at, end)
                at = self._skip(self._skip(end) + 1)
            value = self._value_from(at)
            if value is None:
                break
            members.append(Member(token, name, value))
            at = self._skip(value.end)
            if self._text[at] == ",":
                at = self._skip(at + 1)
        return tuple(members)

    def _value_from(self, offset: int) -> Span | None:
        start = self._skip(offset)
        try:
            _, end = _DECODER.raw_decode(self._text, start)
        except (ValueError, RecursionError):
            return None
        return Span(start, end)

    def _skip(self, offset: int) -> int:
        text, length = self._text, len(self._text)
        while offset < length and text[offset] in _BLANKS:
            offset += 1
        return offset
