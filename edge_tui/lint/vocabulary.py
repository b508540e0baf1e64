"""The names and known values for each place in a request, for completion."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from edge_tui.lint import config_overrides, consent, identity_map, query, solution_data
from edge_tui.lint.common_names import rank_of_event_type, rank_of_field
from edge_tui.lint.event_type import event_types
from edge_tui.lint.own_schema import OwnSchema
from edge_tui.lint.xdm import dictionary
from edge_tui.lint.xdm.dictionary import Field
from edge_tui.model.item_schemas import OFFER_SCHEMAS, PERSONALIZATION_SCHEMAS, schema_url
from edge_tui.model.placeholders import KNOWN
from edge_tui.model.profile import ApiVersion
from edge_tui.model.request import Action

Path = tuple[str | int, ...]

_SCHEMAS = [schema_url(name) for name in (*PERSONALIZATION_SCHEMAS, *OFFER_SCHEMAS)]
_META = {
    "state": {"domain": str, "cookiesEnabled": bool, "entries": list},
    "configOverrides": config_overrides.MEMBERS,
    "target": {"migration": bool},
    "queueTimeMillis": int,
}
_DATA = {
    "__adobe": {
        "analytics": dict.fromkeys((*solution_data.ANALYTICS_NAMES, "eVar1", "prop1", "list1", "hier1"), str),
        "target": dict.fromkeys(("profile.", "entity.id", "mbox3rdPartyId"), str),
    }
}
_DEPRECATED = 1000
_TYPES = {str: "string", bool: "boolean", int: "integer", list: "array", object: "any"}


@dataclass(frozen=True, slots=True)
class Word:
    """A name or a value for completion; `skeleton` is the initial value for a name.

    Lower ranks come first.
    """

    label: str
    type: str = ""
    doc: str = ""
    skeleton: str = ""
    rank: int = 0


def names_at(path: Path, action: Action, version: ApiVersion, schema: OwnSchema | None) -> Iterator[Word]:
    """The member names for the object at a path."""
    match path:
        case ():
            yield from _roots(action, version)
        case ("event",) | ("events", int()):
            yield Word("xdm", "object", "the event as Experience Data Model", "{}")
            yield Word("data", "object", "free-form values, such as __adobe.target", "{}")
        case ("event", "data", *rest) | ("events", int(), "data", *rest):
            yield from _of_tree(_at(_DATA, rest))
        case ("identityMap",) | (*_, "xdm", "identityMap"):
            yield from _in_order(identity_map.STANDARD, "namespace", '[{"id": ""}]')
        case ("event", "xdm", *rest) | ("events", int(), "xdm", *rest) | ("xdm", *rest):
            yield from _of_field(_field(rest))
            yield from _of_schema(schema, rest)
        case ("identityMap", str(), int()):
            yield from _of_field(_field(path))
        case ("query", *rest) | ("event", "query", *rest) | ("events", int(), "query", *rest):
            yield from _of_tree(_at(query.MEMBERS, rest))
        case ("meta", *rest):
            yield from _of_tree(_at(_META, rest))
        case ("consent", int()):
            yield from (Word(name, "string", "", '""') for name in ("standard", "version"))
            yield Word("value", "object", "preferences, or a TC string", "{}")
        case ("consent", int(), "value"):
            yield Word("general", "string", "Adobe 1.0", '""', rank=9)
            yield from _in_order(consent.PURPOSES, "object", '{"val": "y"}')


def _in_order(labels: Iterable[str], kind: str, skeleton: str = "") -> Iterator[Word]:
    """Words ranked in the given order."""
    for rank, label in enumerate(labels):
        yield Word(label, kind, skeleton=skeleton, rank=rank)


def _roots(action: Action, version: ApiVersion) -> Iterator[Word]:
    if action.takes_events:
        single = action is Action.INTERACT and version is ApiVersion.V2
        yield Word("event" if single else "events", "object" if single else "array", "", "{}" if single else "[{}]")
    if action is Action.SET_CONSENT:
        yield Word("consent", "array", "the visitor's choices", "[{}]")
        yield Word("identityMap", "object", "whose choices they are", "{}")
    if action is Action.ACQUIRE or version is ApiVersion.V1:
        yield Word("xdm", "object", "applies to all events", "{}")
    yield Word("query", "object", "what to return", "{}")
    yield Word("meta", "object", "state and overrides", "{}")


def _at(tree: object, path: Iterable[str | int]) -> object:
    for token in path:
        tree = tree.get(token) if isinstance(tree, Mapping) else None
    return tree


def _of_tree(tree: object) -> Iterator[Word]:
    if isinstance(tree, Mapping):
        for name, inner in tree.items():
            if isinstance(inner, Mapping):
                yield Word(name, "object", "", "{}")
            else:
                yield Word(name, _TYPES.get(inner, "any"), "", {str: '""', list: "[]"}.get(inner, ""))


def _field(path: Iterable[str | int]) -> Field | None:
    field: Field | None = dictionary.event()
    for token in path:
        if field is None:
            return None
        field = field.items if isinstance(token, int) else field.member(token)
    return field


def _of_field(field: Field | None) -> Iterator[Word]:
    for name, inner in field.fields.items() if field else ():
        rank = _DEPRECATED if inner.deprecated else 0 if inner.required else 1 + rank_of_field(name)
        doc = "deprecated" if inner.deprecated else "required" if inner.required else ""
        yield Word(name, inner.describe(), doc, _skeleton(inner), rank)


def _skeleton(field: Field) -> str:
    if field.is_measure:
        return '{"value": 1}'
    if field.items is not None:
        return "[{}]" if field.items.type == "object" else "[]"
    return {"object": "{}", "array": "[]", "string": '""'}.get(field.type, "")


def _of_schema(schema: OwnSchema | None, path: Iterable[str | int]) -> Iterator[Word]:
    for name, node in schema.names(path) if schema else ():
        kind = node.get("type", "")
        yield Word(name, kind if isinstance(kind, str) else "any", "your schema", rank=-1)


def values_at(path: Path, scopes: Iterable[str], schema: OwnSchema | None) -> Iterator[Word]:
    """The values for the member or item at a path; `scopes` are decision scopes requested before."""
    match path:
        case (*_, "query", "personalization", "decisionScopes", int()):
            yield Word("__view__", "scope", "Target's page-load request")
            yield from (Word(scope, "scope", "requested before") for scope in scopes)
        case (*_, "query", "personalization", "schemas", int()):
            yield from _in_order(_SCHEMAS, "schema")
        case (*_, "query", "identity", "fetch", int()):
            yield from _in_order(("ECID", "CORE"), "namespace")
        case ("consent", int(), *rest):
            yield from _of_consent(rest)
        case ("event", "xdm", *rest) | ("events", int(), "xdm", *rest) | ("xdm", *rest):
            yield from _of_value(rest, schema)
        case ("identityMap", *_):
            yield from _of_value(path, schema)
        case ("meta", "configOverrides", *_, "enabled"):
            yield Word("false", "boolean")
        case ("meta", "state", "cookiesEnabled"):
            yield from _in_order(("true", "false"), "boolean")
        case ("event", "data", *_) | ("events", int(), "data", *_):
            yield from placeholders_for(path)


def _of_consent(path: list[str | int]) -> Iterator[Word]:
    match path:
        case ["standard"]:
            yield from _in_order(consent.VERSIONS, "standard")
        case ["version"]:
            yield from _in_order(("2.0", "1.0"), "version")
        case ["value", "general"]:
            yield from _in_order(consent.GENERAL, "level")
        case ["value", *_, "val"]:
            yield from _in_order(consent.CHOICES, "choice")
        case ["value", *_, "preferred"]:
            yield from _in_order(consent.PREFERRED, "channel")


def _of_value(path: Iterable[str | int], schema: OwnSchema | None) -> Iterator[Word]:
    tokens = list(path)
    field, own = _field(tokens), schema.nodes(tokens) if schema else []
    if tokens == ["eventType"]:
        yield from (Word(name, "event type", rank=rank_of_event_type(name)) for name in event_types())
    elif field is not None and field.is_measure:
        yield Word('{"value": 1}', "measure")
    elif field is not None:
        yield from (Word(value, field.name) for value in field.enum or field.known)
        if field.type == "boolean":
            yield from (Word(text, "boolean") for text in ("true", "false"))
    for node in own:
        allowed = node.get("enum")
        for value in allowed if isinstance(allowed, list) else ():
            if isinstance(value, str):
                yield Word(value, "your schema")
    if field is None or (field.type == "string" and not field.enum):
        yield from placeholders_for(tokens)


def placeholders_for(path: Iterable[str | int]) -> Iterator[Word]:
    """The placeholders, the one that fits the field first."""
    tokens = [str(token) for token in path]
    last = tokens[-1] if tokens else ""
    namespace = tokens[1] if len(tokens) > 3 and tokens[0] == "identityMap" else ""
    fitting = {"timestamp": "now", "_id": "uuid"}.get(last) or {"ECID": "ecid", "FPID": "uuid"}.get(namespace, "")
    if "SHA256" in namespace:
        fitting = "sha256:…"
    for name, doc in KNOWN.items():
        label = "{{" + name.replace("…", "") + "}}"
        yield Word(label, "placeholder", doc, rank=0 if name == fitting else 5)
