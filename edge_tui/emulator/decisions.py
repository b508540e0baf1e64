"""Configured decisions: their items, and what an event requests of them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from edge_tui.emulator.request_context import Event, RequestContext
from edge_tui.emulator.response_json import EncodedJson, encoded
from edge_tui.model.item_schemas import CONSEQUENCE_SCHEMAS, OFFER_SCHEMAS, PERSONALIZATION_SCHEMAS, schema_url
from edge_tui.model.json.document import JsonObject
from edge_tui.model.toml_tables import suggestion

_ITEM_SCHEMAS = (*PERSONALIZATION_SCHEMAS, *CONSEQUENCE_SCHEMAS, *OFFER_SCHEMAS)
MEASUREMENT = "measurement"
_VARIABLE = re.compile(r"\$\{(now|now_s|later|later_s|uuid)\}")
_LATER_SECONDS = 30 * 24 * 60 * 60


@dataclass(frozen=True)
class Item:
    """One item. `schema` is the last part of its URL; without an `id`, the item's index is used.

    A `measurement` has no `meta`, and its `data` no ID (Alloy's functional spec C5805676).
    """

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
        if self.is_measurement:
            return encoded({**item, "data": data} if data else item)
        if self.meta:
            item["meta"] = {**tokens, **self.meta}
        if data:
            item["data"] = {"id": identifier, **data}
        if self.tracking_label:
            item["characteristics"] = {"trackingLabel": self.tracking_label}
        if tokens and not self.meta:
            item["meta"] = {**tokens}
        return encoded(item)

    @property
    def is_measurement(self) -> bool:
        """Whether the item marks a goal of the activity."""
        return self.schema == MEASUREMENT

    @cached_property
    def schema_url(self) -> str:
        """The full schema URL."""
        return self.schema if self.schema.startswith("https://") else schema_url(self.schema)


class EncodedItems:
    """The items of a decision as JSON: those without variables are encoded once. `tokens` are each item's."""

    def __init__(self, items: Sequence[Item], tokens: Sequence[Mapping[str, str]] = ()) -> None:
        self._tokens = tokens or [{}] * len(items)
        self._items = tuple(
            (item, item.to_json(place, item.data, self._tokens[place]) if item.is_constant else None)
            for place, item in enumerate(items)
        )

    def for_client(self, schemas: frozenset[str], context: RequestContext) -> list[EncodedJson]:
        """The items the client can render, and the measurements.

        A measurement is returned although the Web SDK never requests its schema (Alloy's functional
        spec C5805676); the guide says that `schemas` limits the items, which `strict` does.
        """
        return [
            constant or item.to_json(place, fill_variables(item.data, context), self._tokens[place])
            for place, (item, constant) in enumerate(self._items)
            if not schemas or item.schema_url in schemas or (item.is_measurement and not context.strict)
        ]


@dataclass(frozen=True, slots=True)
class Activity:
    """An activity and its experience, with the names used in response tokens."""

    id: str
    name: str = ""
    experience_id: str = "0"
    experience_name: str = ""
    priority: int = 0


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
