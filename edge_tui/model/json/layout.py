"""JSON formatted over several lines, generated one line at a time."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from json.encoder import encode_basestring

from edge_tui.model.json.document import JsonValue
from edge_tui.model.json.received import RepeatedNames

# Deeper levels aren't indented further: the indentation would soon outweigh the text.
_MAX_MARGIN_LEVELS = 20


def pretty_lines(value: JsonValue) -> Iterator[str]:
    """The lines of a value as `pretty` formats it, without a limit on size or depth.

    A repeated name is written as often as it was received.
    """
    levels = [_Level(iter((("", value),)), 1, "")]
    while levels:
        level = levels[-1]
        margin = "  " * min(len(levels) - 1, _MAX_MARGIN_LEVELS)
        for lead, member in level.members:
            level.left -= 1
            end = "," if level.left else ""
            if isinstance(member, str):
                yield f"{margin}{lead}{encode_basestring(member)}{end}"
            elif member and isinstance(member, dict | list):
                opening, closing = "{}" if isinstance(member, dict) else "[]"
                yield f"{margin}{lead}{opening}"
                levels.append(_level(member, f"{margin}{closing}{end}"))
                break
            else:
                yield f"{margin}{lead}{member if type(member) is int else json.dumps(member)}{end}"
        else:
            levels.pop()
            if level.closing:
                yield level.closing


@dataclass(slots=True)
class _Level:
    """An open object or array: its members with their `"name": `, how many are left, and its closing line."""

    members: Iterator[tuple[str, JsonValue]]
    left: int
    closing: str


def _level(value: JsonValue, closing: str) -> _Level:
    if isinstance(value, list):
        return _Level((("", item) for item in value), len(value), closing)
    members = [*value.earlier, *value.items()] if isinstance(value, RepeatedNames) else value.items()
    return _Level(((f"{encode_basestring(name)}: ", member) for name, member in members), len(members), closing)
