"""YAML that somebody brings, as JSON values.

PyYAML's parser gives the events; values are made here, since its constructors follow aliases, which let a small
text grow without limit, make other types than JSON's, and take ten times as long.
"""

import re
from collections.abc import Iterator
from typing import Any

from edge_tui.model.json.document import JsonValue

# More than a collection of a thousand requests.
_MAX_CHARACTERS = 4_000_000
_MAX_DEPTH = 60
# The scalars that JSON has too (YAML 1.2, section 10.2); all others are strings.
_CONSTANTS: dict[str, JsonValue] = {"true": True, "false": False, "null": None, "~": None, "": None}
_INTEGER = re.compile(r"-?(?:0|[1-9]\d{0,300})")
_NUMBER = re.compile(r"-?(?:0|[1-9]\d{0,30})\.\d{1,30}(?:[eE][+-]?\d{1,2})?")


class YamlError(ValueError):
    """A text that can't be read as YAML; the message says why, and where."""


def read_yaml(text: str) -> JsonValue:
    """The first document of a text. Of a repeated member the last one counts. Raises `YamlError`."""
    import yaml

    if len(text) > _MAX_CHARACTERS:
        raise YamlError(f"it has more than {_MAX_CHARACTERS:,} characters")
    try:
        return _document(yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)))
    except yaml.MarkedYAMLError as error:
        raise YamlError(f"it isn't YAML at {_place(error.problem_mark)}") from None
    except yaml.YAMLError:
        raise YamlError("it has characters that YAML doesn't allow") from None


def _document(events: Iterator[Any]) -> JsonValue:
    import yaml

    # Each open collection, with the name of the member that comes next; None until it is known.
    root: list[JsonValue] = []
    stack: list[tuple[dict[str, JsonValue] | list[JsonValue], list[str]]] = [(root, [])]
    for event in events:
        if isinstance(event, yaml.DocumentEndEvent):
            break
        if isinstance(event, yaml.AliasEvent):
            raise YamlError(f"it has an alias at {_place(event.start_mark)}, which isn't read")
        if isinstance(event, yaml.CollectionEndEvent):
            stack.pop()
        elif isinstance(event, yaml.CollectionStartEvent):
            if len(stack) > _MAX_DEPTH:
                raise YamlError(f"it nests deeper than {_MAX_DEPTH} levels at {_place(event.start_mark)}")
            opened: dict[str, JsonValue] | list[JsonValue] = {} if isinstance(event, yaml.MappingStartEvent) else []
            _add(stack, opened, event)
            stack.append((opened, []))
        elif isinstance(event, yaml.ScalarEvent):
            _add(stack, _scalar(event), event)
    return root[0] if root else None


def _add(stack: list[tuple[Any, list[str]]], value: JsonValue, event: Any) -> None:
    """Adds a value to the innermost collection; in a mapping, names and values take turns."""
    container, names = stack[-1]
    if isinstance(container, list):
        container.append(value)
    elif names:
        container[names.pop()] = value
    elif isinstance(value, dict | list):
        raise YamlError(f"it has a name that isn't a string at {_place(event.start_mark)}")
    else:
        names.append(event.value)


def _scalar(event: Any) -> JsonValue:
    if event.style or event.tag:
        return str(event.value)
    text: str = event.value
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    return float(text) if _NUMBER.fullmatch(text) else text


def _place(mark: Any) -> str:
    return f"line {mark.line + 1}, column {mark.column + 1}" if mark else "its end"
