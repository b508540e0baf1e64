"""Configured decisions: the events they qualify for, and their items."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import translate
from functools import cached_property
from typing import Any

from edge_tui.emulator.request_context import Event, RequestContext
from edge_tui.emulator.response_json import EncodedJson, encoded
from edge_tui.model.item_schemas import CONSEQUENCE_SCHEMAS, OFFER_SCHEMAS, PERSONALIZATION_SCHEMAS, schema_url
from edge_tui.model.json.document import JsonObject, JsonValue, split
from edge_tui.model.toml_tables import suggestion

_ITEM_SCHEMAS = (*PERSONALIZATION_SCHEMAS, *CONSEQUENCE_SCHEMAS, *OFFER_SCHEMAS)
_VARIABLE = re.compile(r"\$\{(now|now_s|later|later_s|uuid)\}")
_LATER_SECONDS = 30 * 24 * 60 * 60


@dataclass(frozen=True)
class Item:
    """One item. `schema` is the last part of its URL; without an `id`, the item's index is used."""

    schema: str
    id: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)
    meta: Mapping[str, Any] = field(default_factory=dict)
    tracking_label: str = ""

    def config_errors(self) -> Iterator[tuple[str, str]]:
        """A schema given by the last part of its URL must be one that the SDKs render."""
        if not self.schema.startswith("https://") and self.schema not in _ITEM_SCHEMAS:
            yield "schema", f"has {self.schema!r}, which no SDK renders" + suggestion(self.schema, _ITEM_SCHEMAS)

    @cached_property
    def is_constant(self) -> bool:
        """Whether the item has no variables, so that it's the same in every response."""
        return "${" not in str(self.data)

    def to_json(self, place: int, data: Mapping[str, Any], tokens: Mapping[str, str]) -> EncodedJson:
        """The item with this data; `place` is its index among the others, `tokens` are added to its `meta`."""
        identifier = self.id or str(place)
        item: JsonObject = {"id": identifier, "schema": self.schema_url}
        if self.meta:
            item["meta"] = {**tokens, **self.meta}
        if data:
            item["data"] = {"id": identifier, **data}
        if self.tracking_label:
            item["characteristics"] = {"trackingLabel": self.tracking_label}
        if tokens and not self.meta:
            item["meta"] = {**tokens}
        return encoded(item)

    @cached_property
    def schema_url(self) -> str:
        """The full schema URL."""
        return self.schema if self.schema.startswith("https://") else schema_url(self.schema)


class EncodedItems:
    """The items of a decision as JSON: those without variables are encoded once."""

    def __init__(self, items: Sequence[Item], tokens: Mapping[str, str]) -> None:
        self._tokens = tokens
        self._items = tuple(
            (item, item.to_json(place, item.data, tokens) if item.is_constant else None)
            for place, item in enumerate(items)
        )

    def for_client(self, schemas: frozenset[str], context: RequestContext) -> list[EncodedJson]:
        """The items the client can render."""
        return [
            constant or item.to_json(place, fill_variables(item.data, context), self._tokens)
            for place, (item, constant) in enumerate(self._items)
            if not schemas or item.schema_url in schemas
        ]


@dataclass(frozen=True, slots=True)
class Activity:
    """An activity and its experience, with the names used in response tokens."""

    id: str
    name: str = ""
    experience_id: str = "0"
    experience_name: str = ""
    priority: int = 0


Where = Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Conditional:
    """Something that applies only to events matching `where`.

    Its keys are JSON pointers into `{xdm, data}`, its values patterns such as `*/shoes*`. Numbers
    and booleans are matched as their JSON text. A missing value matches nothing.
    """

    where: Where = field(default_factory=dict)

    def qualifies(self, event: Event) -> bool:
        """Whether an event matches."""
        if not self.where:
            return True
        document: JsonObject = {"xdm": event.xdm, "data": event.data}
        for tokens, matches in self._conditions:  # noqa: SIM110 (a generator costs as much as a condition)
            if not any(map(matches, _texts(_at(document, tokens)))):
                return False
        return True

    @cached_property
    def _conditions(self) -> tuple[tuple[Sequence[str], Callable[[str], object]], ...]:
        return tuple((split(pointer), re.compile(translate(pattern)).match) for pointer, pattern in self.where.items())

    def config_errors(self) -> Iterator[tuple[str, str]]:
        """A pointer outside of `xdm` and `data`."""
        for pointer in self.where:
            if not pointer.startswith(("/xdm/", "/data/")):
                yield "where", f"has {pointer!r}, but its keys are pointers such as /xdm/eventType or /data/…"


def _at(value: JsonValue, tokens: Sequence[str]) -> JsonValue:
    """The value at a path; `*` selects every item of an array, and `__adobe.target` is found nested or dotted."""
    for place, token in enumerate(tokens):
        if isinstance(value, list) and token == "*":
            return [_at(item, tokens[place + 1 :]) for item in value]
        if isinstance(value, list):
            value = value[int(token)] if token.isdigit() and int(token) < len(value) else None
        elif isinstance(value, dict):
            if token not in value:
                dotted = ".".join(tokens[place : place + 2])
                return _at(value[dotted], tokens[place + 2 :]) if dotted in value else None
            value = value[token]
        else:
            return None
    return value


def _texts(value: JsonValue) -> list[str]:
    if isinstance(value, list):
        return [text for item in value for text in _texts(item)]
    if isinstance(value, bool):
        return ["true" if value else "false"]
    return [str(value)] if isinstance(value, str | int | float) else []


def requested_schemas(event: Event) -> frozenset[str]:
    """The schemas the client can render; empty if it accepts any."""
    return frozenset(event.personalization.get("schemas") or ())


def requested_scopes(event: Event) -> list[str]:
    """The requested decision scopes; older documents call the field `scopes`."""
    query = event.personalization
    return list(dict.fromkeys(query.get("decisionScopes") or query.get("scopes") or ()))


def fill_variables(value: Any, context: RequestContext) -> Any:
    """Replaces the variables in configured content.

    `${now}` and `${later}` (in 30 days) are ISO 8601; with `_s` they are Unix timestamps in
    seconds, as a number if the variable is the whole string; `${uuid}` is a new UUID.
    """
    if isinstance(value, str):
        if "${" not in value:
            return value
        if (whole := _VARIABLE.fullmatch(value)) and whole[1].endswith("_s"):
            return int(_variable(whole[1], context))
        return _VARIABLE.sub(lambda match: _variable(match[1], context), value)
    if isinstance(value, Mapping):
        return {name: fill_variables(member, context) for name, member in value.items()}
    if isinstance(value, list):
        return [fill_variables(member, context) for member in value]
    return value


def _variable(name: str, context: RequestContext) -> str:
    if name == "uuid":
        return context.new_id()
    seconds = int(context.now.timestamp()) + (_LATER_SECONDS if name.startswith("later") else 0)
    if name.endswith("_s"):
        return str(seconds)
    return context.now.fromtimestamp(seconds, context.now.tzinfo).isoformat(timespec="seconds").replace("+00:00", "Z")
