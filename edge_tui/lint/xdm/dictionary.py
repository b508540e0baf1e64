"""XDM's definition of a field: its type, its values, and its members."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib import resources
from typing import Any


@dataclass(frozen=True)
class Field:
    """One field, from adobe/xdm 1.9.5 (CC-BY-4.0).

    `enum` is strict, `known` is not. `fields` are the members of an object, `items` describes the
    items of an array, `each` the values of a map. `required` applies only when the enclosing object
    is present.
    """

    name: str
    type: str = "string"
    format: str = ""
    enum: tuple[str, ...] = ()
    known: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    min_length: int | None = None
    max_length: int | None = None
    pattern: str = ""
    required: bool = False
    deprecated: bool = False
    open: bool = False
    fields: Mapping[str, "Field"] = field(default_factory=dict)
    items: "Field | None" = None
    each: "Field | None" = None

    @cached_property
    def is_measure(self) -> bool:
        """Whether it is a measure: an object with a numeric `value` and an `id`."""
        return self.fields.keys() == {"value", "id"} and self.fields["value"].type == "number"

    @cached_property
    def is_listed(self) -> bool:
        """Whether its members are fully listed, so that any other is a finding."""
        return bool(self.fields) and not self.open and self.each is None

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


@cache
def event() -> Field:
    """The ExperienceEvent: the members of `xdm`. Loaded once, on first use."""
    return _unpack("xdm", _packed()["event"])


def source() -> str:
    """The source of the dictionary, in one line."""
    return str(_packed()["source"])


def _packed() -> dict[str, Any]:
    packed = json.loads(resources.files(__package__).joinpath("fields.json").read_text("utf-8"))
    assert isinstance(packed, dict)
    return packed


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


def _unpack(name: str, node: dict[str, Any]) -> Field:
    items, each = node.get("items"), node.get("each")
    return Field(
        name=name,
        type=node.get("type", "string"),
        format=node.get("format", ""),
        enum=tuple(node.get("enum", ())),
        known=tuple(node.get("known", ())),
        minimum=node.get("min"),
        maximum=node.get("max"),
        min_length=node.get("minLength"),
        max_length=node.get("maxLength"),
        pattern=node.get("pattern", ""),
        required=node.get("required", False),
        deprecated=node.get("deprecated", False),
        open=node.get("map", False),
        fields={each_name: _unpack(each_name, inner) for each_name, inner in node.get("fields", {}).items()},
        items=None if items is None else _unpack(name, items),
        each=None if each is None else _unpack(name, each),
    )
