"""Applies suggestions to the text itself, preserving its formatting."""

import json
from dataclasses import dataclass

from edge_tui.model.finding import Suggestion
from edge_tui.model.json.document import JsonValue, ParseError, at, parse, split
from edge_tui.model.json.positions import Member, Positions, Span


@dataclass(frozen=True, slots=True)
class Edit:
    """Replaces the characters from `start` up to `end`."""

    start: int
    end: int
    replacement: str


def apply_fix(text: str, suggestion: Suggestion) -> str:
    """The text after a suggestion; unchanged when it no longer applies, or the text isn't JSON."""
    document = parse(text)
    if isinstance(document, ParseError):
        return text
    if suggestion.rename is not None:
        return _renamed(text, suggestion.pointer, suggestion.rename)
    if suggestion.remove:
        return _removed(text, suggestion.pointer)
    if suggestion.move_to is not None:
        if Positions(text).member(suggestion.pointer) is None:
            return text
        return _removed(_with_value(text, suggestion.move_to, at(document, suggestion.pointer)), suggestion.pointer)
    return _with_value(text, suggestion.pointer, suggestion.value)


def change(before: str, after: str) -> Edit:
    """The shortest single replacement that turns `before` into `after`."""
    start = _common_prefix_length(before, after)
    shorter = min(len(before), len(after)) - start
    tail = min(_common_prefix_length(before[::-1], after[::-1]), shorter)
    return Edit(start, len(before) - tail, after[start : len(after) - tail])


def _common_prefix_length(one: str, other: str) -> int:
    """The length of the common prefix of two texts."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((index for index, (left, right) in pairs if left != right), min(len(one), len(other)))


def _renamed(text: str, pointer: str, name: str) -> str:
    member = Positions(text).member(pointer)
    if member is None or member.name is None:
        return text
    return _replaced(text, member.name, _quoted(name))


def _removed(text: str, pointer: str) -> str:
    positions = Positions(text)
    member = positions.member(pointer)
    container = positions.value(pointer.rpartition("/")[0])
    if member is None or container is None:
        return text
    siblings = positions.members(pointer.rpartition("/")[0])
    index = siblings.index(member)
    if len(siblings) == 1:
        return _replaced(text, Span(container.start + 1, container.end - 1), "")
    if index + 1 < len(siblings):
        return _replaced(text, Span(member.whole.start, siblings[index + 1].whole.start), "")
    return _replaced(text, Span(siblings[index - 1].value.end, member.value.end), "")


def _with_value(text: str, pointer: str, value: JsonValue) -> str:
    """The text with a value set at a pointer; missing objects along the path are created."""
    positions = Positions(text)
    span = positions.value(pointer)
    if span is not None:
        return _replaced(text, span, _formatted(value, _margin(text, span.start), "\n" in text))
    parent, tokens = pointer, split(pointer)
    while positions.value(parent) is None:
        parent = parent.rpartition("/")[0]
    missing = tokens[len(split(parent)) :]
    for token in reversed(missing[1:]):
        value = {token: value}
    container = positions.value(parent)
    assert container is not None
    if text[container.start] not in "{[":
        return text
    name = f"{_quoted(missing[0])}: " if text[container.start] == "{" else ""
    return _added(text, container, positions.members(parent), name, value)


def _added(text: str, container: Span, siblings: tuple[Member, ...], name: str, value: JsonValue) -> str:
    lines = "\n" in text[container.start : container.end] or ("\n" in text and not siblings)
    if not siblings:
        outer = _margin(text, container.start)
        inner = outer + "  "
        formatted = name + _formatted(value, inner, lines)
        body = f"\n{inner}{formatted}\n{outer}" if lines else formatted
        return _replaced(text, Span(container.start + 1, container.end - 1), body)
    last = siblings[-1]
    margin = _margin(text, last.whole.start)
    separator = f",\n{margin}" if lines else ", "
    return _replaced(text, Span(last.value.end, last.value.end), separator + name + _formatted(value, margin, lines))


def _formatted(value: JsonValue, margin: str, lines: bool) -> str:
    if not lines:
        return json.dumps(value, ensure_ascii=False)
    return json.dumps(value, indent=2, ensure_ascii=False).replace("\n", "\n" + margin)


def _margin(text: str, offset: int) -> str:
    """The indentation of the line that contains an offset."""
    line = text[text.rfind("\n", 0, offset) + 1 : offset]
    return line[: len(line) - len(line.lstrip())]


def _replaced(text: str, span: Span, replacement: str) -> str:
    return text[: span.start] + replacement + text[span.end :]


def _quoted(name: str) -> str:
    return json.dumps(name, ensure_ascii=False)
