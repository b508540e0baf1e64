"""Indented JSON, streamed and safe to print."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field

from edge_tui.model.json.document import JsonValue
from edge_tui.model.node import Node
from edge_tui.model.text import escaped_json

# Made once: most of a document are its values, one by one.
_encode = json.JSONEncoder(ensure_ascii=False).encode


def json_text(value: JsonValue) -> Iterator[str]:
    """A value as indented JSON, in chunks, ending in a line feed.

    A `Node` is written as `{"label", "value", "children"}`, on one line if it has no children;
    children are computed while they are written. There is no recursion, so no depth limit.
    Control characters are escaped.
    """
    levels = [_Level(iter([(None, value)]), "", begun=True)]
    while levels:
        level = levels[-1]
        entry = next(level.entries, None)
        if entry is None:
            levels.pop()
            if levels:
                yield (_margin(len(levels) - 1) if level.begun else "") + level.closing
            continue
        name, member = entry
        lead = "" if len(levels) == 1 else ("," if level.begun else "") + _margin(len(levels) - 1)
        level.begun = True
        if name is not None:
            lead += _scalar(name) + ": "
        inner = _level(member)
        if inner is None:
            yield lead + _scalar(member)
        else:
            yield lead + ("{" if inner.closing == "}" else "[")
            levels.append(inner)
    yield "\n"


def json_line(value: JsonValue) -> str:
    """A value as one line of JSON, safe to print. A member of it may be a `Node`, as in `json_text`."""
    if isinstance(value, dict) and any(isinstance(member, Node) for member in value.values()):
        members = (f"{_scalar(name)}: {_in_line(member)}" for name, member in value.items())
        return f"{{{', '.join(members)}}}\n"
    return _in_line(value) + "\n"


def _in_line(value: JsonValue) -> str:
    return "".join(_node_in_line(value)) if isinstance(value, Node) else _scalar(value)


def _node_in_line(root: Node) -> Iterator[str]:
    """A tree without line feeds, made without recursion: its depth has no limit."""
    waiting = [iter((root,))]
    is_first = True
    while waiting:
        node = next(waiting[-1], None)
        if node is None:
            waiting.pop()
            yield "]}" if waiting else ""
            is_first = False
            continue
        yield "" if is_first else ", "
        yield f'{{"label": {_scalar(node.label)}, "value": {_scalar(node.value)}, "children": ['
        waiting.append(iter(node.children()))
        is_first = True


@dataclass
class _Level:
    """An open object or array: its remaining entries and its closing bracket."""

    entries: Iterator[tuple[str | None, JsonValue]]
    closing: str
    begun: bool = field(default=False)


def _level(value: JsonValue) -> _Level | None:
    if isinstance(value, Node) and value.has_children:
        members = {"label": value.label, "value": value.value, "children": value.children()}
        return _Level(iter(members.items()), "}")
    if isinstance(value, dict):
        return _Level(iter(value.items()), "}")
    if isinstance(value, list | tuple):
        return _Level(((None, item) for item in value), "]")
    return None


def _margin(depth: int) -> str:
    return "\n" + "  " * depth


def _scalar(value: JsonValue) -> str:
    if isinstance(value, Node):
        value = {"label": value.label, "value": value.value, "children": []}
    return escaped_json(_encode(value))
