"""XDM's definition of a field: its type, its values, and its members."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, cached_property
from importlib import resources
from typing import Any


class Field:
    """One field, from adobe/xdm (CC-BY-4.0). Equal fields of the same name are one object.

    `enum` is strict, `known` is not. `fields` are the members of an object, `items` describes the
    items of an array, `each` the values of a map; they are made when they are asked for, since an
    event has few of the fields. `required` applies only when the enclosing object is present.
    """

    def __init__(self, name: str, node: Mapping[str, Any], table: "FieldTable") -> None:
        self._node = node
        self._table = table
        self.name = name
        self.type: str = node.get("type", "string")
        self.format: str = node.get("format", "")
        self.enum: tuple[str, ...] = tuple(node.get("enum", ()))
        self.known: tuple[str, ...] = tuple(node.get("known", ()))
        self.minimum: float | None = node.get("min")
        self.maximum: float | None = node.get("max")
        self.min_length: int | None = node.get("minLength")
        self.max_length: int | None = node.get("maxLength")
        self.pattern: str = node.get("pattern", "")
        self.required: bool = node.get("required", False)
        self.deprecated: bool = node.get("deprecated", False)
        self.open: bool = node.get("map", False)

    @cached_property
    def fields(self) -> Mapping[str, "Field"]:
        """The members of an object, by name."""
        return {name: self._table.field(name, number) for name, number in self._node.get("fields", {}).items()}

    @cached_property
    def items(self) -> "Field | None":
        """The field of each item of an array."""
        number = self._node.get("items")
        return None if number is None else self._table.field(self.name, number)

    @cached_property
    def each(self) -> "Field | None":
        """The field of each value of a map."""
        number = self._node.get("each")
        return None if number is None else self._table.field(self.name, number)

    @cached_property
    def is_measure(self) -> bool:
        """Whether it is a measure: an object with a numeric `value` and an `id`."""
        return self.fields.keys() == {"value", "id"} and self.fields["value"].type == "number"

    @cached_property
    def is_listed(self) -> bool:
        """Whether its members are fully listed, so that any other is a finding.

        Some of Adobe's own objects are listed with nothing but another `_experience` inside: what
        they have is not known.
        """
        return not self.open and self.each is None and any(not name.startswith("_") for name in self.fields)

    @cached_property
    def required_names(self) -> tuple[str, ...]:
        """The members required when the object is present."""
        return tuple(name for name, inner in self.fields.items() if inner.required)

    @cached_property
    def by_folded_name(self) -> Mapping[str, str]:
        """The exact names of its members by their case-folded form."""
        return {name.casefold(): name for name in self.fields}

    def member(self, name: str) -> "Field | None":
        """The field of a member, also of a map; None when the dictionary doesn't list it."""
        return self.fields.get(name) or self.each

    def describe(self) -> str:
        """Its type in a few words: `string, date-time`, `one of app, browser`, `array of strings`."""
        if self.is_measure:
            return 'measure {"value": number}'
        if self.enum:
            return "one of " + ", ".join(self.enum)
        if self.items is not None:
            return f"array of {self.items.type}s"
        return ", ".join(part for part in (self.type, self.format) if part)


class FieldTable:
    """The packed nodes, and the fields made of them: many places share a node."""

    def __init__(self, nodes: Sequence[Mapping[str, Any]]) -> None:
        self._nodes = nodes
        self._made: dict[tuple[str, int], Field] = {}

    def field(self, name: str, number: int) -> Field:
        """The field of that name for a node."""
        made = self._made.get((name, number))
        if made is None:
            made = self._made[name, number] = Field(name, self._nodes[number], self)
        return made


@cache
def event() -> Field:
    """The ExperienceEvent: the members of `xdm`. Loaded once, on first use."""
    nodes = _packed()["nodes"]
    return FieldTable(nodes).field("xdm", len(nodes) - 1)


def source() -> str:
    """The source of the dictionary, in one line."""
    return str(_packed()["source"])


def _packed() -> dict[str, Any]:
    packed = json.loads(resources.files(__package__).joinpath("fields.json").read_text("utf-8"))
    assert isinstance(packed, dict)
    return packed


def belongs_in_xdm(name: str) -> bool:
    """Whether a member found outside `xdm` belongs inside: an object of the event, or what every event has.

    Plain words that are fields too, such as `type` and `source`, tell nothing.
    """
    found = event().fields.get(name)
    return found is not None and (found.type in ("object", "array") or found.required or name == "eventType")


def walk(root: Field, path: str = "") -> Iterator[tuple[str, Field]]:
    """Every descendant of a field with its dotted path (`productListItems[].SKU`)."""
    for name, inner in root.fields.items():
        yield from _walk_from(f"{path}.{name}" if path else name, inner)
    if root.items is not None:
        yield from _walk_from(path + "[]", root.items)
    if root.each is not None:
        yield from _walk_from(path + ".*", root.each)


def _walk_from(path: str, inner: Field) -> Iterator[tuple[str, Field]]:
    yield path, inner
    yield from walk(inner, path)


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """A pattern of the dictionary, compiled once."""
    return re.compile(pattern)
