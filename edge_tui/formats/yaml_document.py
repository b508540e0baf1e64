"""YAML that somebody brings, as JSON values.

PyYAML's parser gives the events; values are made here, since its constructors follow aliases without a limit, make
other types than JSON's, and take ten times as long.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from edge_tui.model.json.document import JsonValue

# More than a collection of a thousand requests.
_MAX_CHARACTERS = 4_000_000
_MAX_DEPTH = 60
# The name of a member whose value gives others (https://yaml.org/type/merge.html).
_MERGE = "<<"
# The scalars that JSON has too (YAML 1.2, section 10.2); all others are strings.
_CONSTANTS: dict[str, JsonValue] = {"true": True, "false": False, "null": None, "~": None, "": None}
_INTEGER = re.compile(r"-?(?:0|[1-9]\d{0,300})")
_NUMBER = re.compile(r"-?(?:0|[1-9]\d{0,30})\.\d{1,30}(?:[eE][+-]?\d{1,2})?")


class YamlError(ValueError):
    """A text that can't be read as YAML; the message says why, and where."""


def read_yaml(text: str) -> JsonValue:
    """The first document of a text. Of a repeated member the last one counts. Raises `YamlError`."""
    return read_yaml_with_shared(text)[0]


def read_yaml_with_shared(text: str) -> tuple[JsonValue, tuple[str, ...]]:
    """As `read_yaml`, and the names of the outermost mapping whose values aliases repeat elsewhere."""
    import yaml

    if len(text) > _MAX_CHARACTERS:
        raise YamlError(f"it has more than {_MAX_CHARACTERS:,} characters")
    try:
        return _document(yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)))
    except yaml.MarkedYAMLError as error:
        raise YamlError(f"it isn't YAML at {_place(error.problem_mark)}") from None
    except yaml.YAMLError:
        raise YamlError("it has characters that YAML doesn't allow") from None


def _document(events: Iterator[Any]) -> tuple[JsonValue, tuple[str, ...]]:
    import yaml

    reader = _Document()
    for event in events:
        if isinstance(event, yaml.DocumentEndEvent):
            break
        if isinstance(event, yaml.AliasEvent):
            reader.add(reader.copied(event), event)
        elif isinstance(event, yaml.CollectionEndEvent):
            reader.end()
        elif isinstance(event, yaml.CollectionStartEvent):
            reader.begin({} if isinstance(event, yaml.MappingStartEvent) else [], event)
        elif isinstance(event, yaml.ScalarEvent):
            value = _scalar(event)
            reader.add(value, event)
            reader.remember(value, event)
    return reader.value, reader.shared


@dataclass(slots=True)
class _Open:
    """A collection that isn't at its end: the name of the member that comes next, and what is merged into it."""

    value: Any
    name: str | None = None
    is_merge: bool = False
    merged: list[tuple[JsonValue, Any]] = field(default_factory=list)


class _Document:
    """Puts values together. Those of aliases are copied, within a limit for the whole document."""

    def __init__(self) -> None:
        self._root: list[JsonValue] = []
        self._stack = [_Open(self._root)]
        self._anchors: dict[str, JsonValue] = {}
        self._copied_characters = 0
        self._repeated: list[JsonValue] = []

    @property
    def value(self) -> JsonValue:
        return self._root[0] if self._root else None

    @property
    def shared(self) -> tuple[str, ...]:
        members = self.value.items() if isinstance(self.value, dict) else ()
        return tuple(name for name, value in members if any(value is each for each in self._repeated))

    def begin(self, value: dict[str, JsonValue] | list[JsonValue], event: Any) -> None:
        if len(self._stack) > _MAX_DEPTH:
            raise YamlError(f"it nests deeper than {_MAX_DEPTH} levels at {_place(event.start_mark)}")
        self.add(value, event)
        self._stack.append(_Open(value))
        self.remember(value, event)

    def end(self) -> None:
        closed = self._stack.pop()
        if closed.merged:
            own = dict(closed.value)
            closed.value.clear()
            # Of several, the first that has a member gives it; the mapping's own come before all.
            for value, event in reversed(closed.merged):
                for mapping in reversed(value) if isinstance(value, list) else [value]:
                    if not isinstance(mapping, dict):
                        raise YamlError(f"it merges what isn't a mapping at {_place(event.start_mark)}")
                    closed.value.update(mapping)
            closed.value.update(own)

    def add(self, value: JsonValue, event: Any) -> None:
        """Adds a value to the innermost collection; in a mapping, names and values take turns."""
        inner = self._stack[-1]
        if isinstance(inner.value, list):
            inner.value.append(value)
        elif inner.is_merge:
            inner.merged.append((value, event))
            inner.is_merge = False
        elif inner.name is not None:
            inner.value[inner.name] = value
            inner.name = None
        elif isinstance(value, dict | list):
            raise YamlError(f"it has a name that isn't a string at {_place(event.start_mark)}")
        elif getattr(event, "value", None) == _MERGE and not event.style:
            inner.is_merge = True
        else:
            inner.name = str(getattr(event, "value", value))

    def remember(self, value: JsonValue, event: Any) -> None:
        """Keeps a value that has an anchor for its aliases."""
        if event.anchor:
            self._anchors[event.anchor] = value

    def copied(self, alias: Any) -> JsonValue:
        """What an alias stands for."""
        where = _place(alias.start_mark)
        if alias.anchor not in self._anchors:
            raise YamlError(f"it has an alias at {where} of what isn't there")
        value = self._anchors[alias.anchor]
        if any(value is each.value for each in self._stack):
            raise YamlError(f"it has an alias at {where} of what it is in itself")
        if isinstance(value, dict | list) and not any(value is each for each in self._repeated):
            self._repeated.append(value)
        return self._copy(value, len(self._stack), where)

    def _copy(self, value: JsonValue, depth: int, where: str) -> JsonValue:
        self._copied_characters += len(value) if isinstance(value, str) else 1
        if self._copied_characters > _MAX_CHARACTERS:
            raise YamlError(f"its aliases make more than {_MAX_CHARACTERS:,} characters at {where}")
        if depth > _MAX_DEPTH:
            raise YamlError(f"it nests deeper than {_MAX_DEPTH} levels at {where}")
        if isinstance(value, dict):
            return {name: self._copy(member, depth + 1, where) for name, member in value.items()}
        if isinstance(value, list):
            return [self._copy(item, depth + 1, where) for item in value]
        return value


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
