"""The cursor's position within the structure of a JSON text that may be incomplete."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum, auto

# A string that is not closed ends with its line.
_TOKEN = re.compile(r'"(?:[^"\\\n]|\\.)*"?|[{}\[\]:,]|[^\s{}\[\]:,"]+')

_STRUCTURE = re.compile(r'"(?:[^"\\\n]|\\.)*"?|[{}\[\],]')


class Role(Enum):
    """What can be typed at the cursor."""

    NAME = auto()
    VALUE = auto()
    NOTHING = auto()


@dataclass(frozen=True, slots=True)
class Cursor:
    """The token at the cursor. `path` is that of the value, or for a name that of its object.

    `typed` is the token up to the cursor, without its opening quote; `start` and `end` are its range
    in the text, quotes included. `siblings` are the object's other names, `quoted` is whether it is
    a string, `has_colon` whether a colon follows already.
    """

    path: tuple[str | int, ...]
    role: Role
    typed: str
    start: int
    end: int
    siblings: frozenset[str] = frozenset()
    quoted: bool = False
    has_colon: bool = False


@dataclass(slots=True)
class _Container:
    """An object or array that is open at some point in the text."""

    opening: str
    names: list[str] = field(default_factory=list)
    name: str | None = None
    awaits_value: bool = False
    index: int = 0
    # An array's element at the index has begun: another one follows only after a comma.
    has_element: bool = False

    @property
    def token(self) -> str | int:
        return (self.name or "") if self.opening == "{" else self.index

    @property
    def role(self) -> Role:
        if self.opening == "[":
            return Role.NOTHING if self.has_element else Role.VALUE
        if self.awaits_value:
            return Role.VALUE
        return Role.NAME if self.name is None else Role.NOTHING


def cursor_at(text: str, offset: int) -> Cursor:
    """The cursor at an offset; an incomplete text is read as far as possible."""
    start, path = _innermost(text, offset)
    stack: list[_Container] = []
    for match in _TOKEN.finditer(text, start):
        if _covers(match, offset):
            return _cursor(text, offset, path, stack, match)
        if match.start() >= offset:
            break
        _advance(stack, match[0])
    return _cursor(text, offset, path, stack, None)


def _innermost(text: str, offset: int) -> tuple[int, tuple[str | int, ...]]:
    """The start of the container that is open at an offset, and its path.

    Considers only brackets, strings and commas, since it scans the whole text before the cursor.
    """
    starts: list[int] = []
    tokens: list[str | int] = []
    counts: list[int] = []
    last = ""
    for match in _STRUCTURE.finditer(text, 0, offset):
        token = match[0]
        if token == ",":
            if counts:
                counts[-1] += 1
        elif token in "{[":
            if starts:
                tokens.append(last if text[starts[-1]] == "{" else counts[-1])
            starts.append(match.start())
            counts.append(0)
        elif token in "}]":
            if starts:
                starts.pop()
                counts.pop()
                del tokens[len(starts) - 1 if starts else 0 :]
        else:
            last = token
    path = tuple(_unquoted(token) if isinstance(token, str) else token for token in tokens)
    return (starts[-1], path) if starts else (0, ())


def _covers(match: re.Match[str], offset: int) -> bool:
    """Whether the token of a match is being typed at the offset: not after a closing quote."""
    if match[0] in "{}[]:,":
        return False
    closed = len(match[0]) > 1 and match[0].startswith('"') and match[0].endswith('"')
    return match.start() < offset < match.end() or (offset == match.end() and not closed)


def _advance(stack: list[_Container], token: str) -> None:
    top = stack[-1] if stack else None
    if top is not None:
        top.has_element = token != ","
    if token in "{[":
        stack.append(_Container(token))
    elif token in "}]":
        if stack:
            stack.pop()
    elif top is None:
        return
    elif token == ",":
        top.index += 1
        top.name, top.awaits_value = None, False
    elif token == ":":
        top.awaits_value = True
    elif top.role is Role.NAME:
        top.name = _unquoted(token)
        top.names.append(top.name)
    if token not in "{[:," and stack and stack[-1].awaits_value:
        stack[-1].awaits_value = False


def _cursor(
    text: str, offset: int, path: tuple[str | int, ...], stack: list[_Container], match: re.Match[str] | None
) -> Cursor:
    start, end = match.span() if match else (offset, offset)
    typed = text[start:offset]
    quoted = typed.startswith('"')
    top = stack[-1] if stack else None
    role = top.role if top else (Role.NOTHING if text[:offset].strip() else Role.VALUE)
    if top is not None and role is not Role.NAME:
        path += (top.token,)
    rest = text[end : end + 100].lstrip()
    siblings = frozenset([*top.names, *_names_after(text, end)]) if top and role is Role.NAME else frozenset()
    return Cursor(path, role, typed.removeprefix('"'), start, end, siblings, quoted, rest.startswith(":"))


def _names_after(text: str, offset: int) -> Iterator[str]:
    """The names of the open object after an offset."""
    depth, last = 0, ""
    for match in _TOKEN.finditer(text, offset):
        token = match[0]
        if token in "{[":
            depth += 1
        elif token in "}]":
            depth -= 1
            if depth < 0:
                return
        elif token == ":" and depth == 0 and last.startswith('"'):
            yield _unquoted(last)
        last = token


def _unquoted(token: str) -> str:
    try:
        name = json.loads(token)
    except ValueError:
        return token.strip('"')
    return name if isinstance(name, str) else token
