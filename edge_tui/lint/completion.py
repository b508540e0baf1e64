"""What could be written at the cursor: names and values by structure, with their type beside them."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from edge_tui.lint import config_overrides, consent, identity_map, query
from edge_tui.lint.cursor import Cursor, Role, cursor_at
from edge_tui.lint.event_type import event_types
from edge_tui.lint.own_schema import OwnSchema
from edge_tui.lint.xdm import dictionary
from edge_tui.lint.xdm.dictionary import Field
from edge_tui.model.placeholders import KNOWN
from edge_tui.model.profile import ApiVersion
from edge_tui.model.request import Action

_PERSONALIZATION = "https://ns.adobe.com/personalization/"
_OFFERS = "https://ns.adobe.com/experience/offer-management/content-component-"
# What Alloy can render (packages/core/src/constants/schema.js), and the offers of decision management.
SCHEMAS = (
    *(
        _PERSONALIZATION + name
        for name in (
            "default-content-item",
            "html-content-item",
            "json-content-item",
            "dom-action",
            "redirect-item",
            "ruleset-item",
            "measurement",
            "message/in-app",
            "message/content-card",
        )
    ),
    *(_OFFERS + name for name in ("html", "json", "text", "imagelink")),
)
_META = {
    "state": {"domain": str, "cookiesEnabled": bool, "entries": list},
    "configOverrides": config_overrides.MEMBERS,
    "target": {"migration": bool},
    "queueTimeMillis": int,
}
_DATA = {
    "__adobe": {
        "analytics": dict.fromkeys(
            ("pageName", "pageURL", "linkType", "linkName", "linkURL", "events", "contextData", "eVar1", "prop1"), str
        ),
        "target": dict.fromkeys(("profile.", "entity.id", "mbox3rdPartyId"), str),
    }
}
_OPEN_PLACEHOLDER = re.compile(r"\{\{[^}]*$")
_CLOSING = re.compile(r"[^{}\"]*\}\}")
_TYPES = {str: "string", bool: "boolean", int: "integer", list: "array", object: "any"}


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something to write: `insert` takes the place of the characters `start` to before `end`.

    `label` is its name alone, `type` what it is, `doc` a few words more.
    """

    label: str
    insert: str
    type: str
    doc: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Word:
    """A name or a value before it is known where it goes; `skeleton` is what a name begins with."""

    label: str
    type: str = ""
    doc: str = ""
    skeleton: str = ""
    rank: int = 0


def complete(
    text: str,
    offset: int,
    *,
    action: Action = Action.INTERACT,
    version: ApiVersion = ApiVersion.V2,
    scopes: Iterable[str] = (),
    schema: OwnSchema | None = None,
) -> tuple[Candidate, ...]:
    """The candidates at a cursor, what begins as typed first; empty where nothing can be told.

    `scopes` are decision scopes to offer, such as those of history; `schema` is one's
    own, whose names join the standard ones.
    """
    cursor = cursor_at(text, offset)
    if cursor.role is Role.NAME:
        words = _names(cursor.path, action, version, schema)
        fresh = {word.label: word for word in words if word.label not in cursor.siblings}
        return tuple(_named(word, cursor) for word in _matching(fresh.values(), cursor.typed))
    begun = _OPEN_PLACEHOLDER.search(cursor.typed) if cursor.role is Role.VALUE and cursor.quoted else None
    if begun is not None:
        return tuple(_placed_within(text, offset, cursor, begun[0]))
    if cursor.role is Role.VALUE:
        values = {word.label: word for word in _values(cursor, action, scopes, schema)}
        return tuple(_valued(word, cursor) for word in _matching(values.values(), cursor.typed))
    return ()


def _placed_within(text: str, offset: int, cursor: Cursor, begun: str) -> Iterator[Candidate]:
    """The placeholders for one that is begun inside a string; braces that close it already are used."""
    closing = _CLOSING.match(text, offset, cursor.end)
    end = closing.end() if closing else offset
    for word in _matching(_placeholders(cursor.path), begun):
        yield Candidate(word.label, word.label, word.type, word.doc, offset - len(begun), end)


def _matching(words: Iterable[_Word], typed: str) -> list[_Word]:
    folded = typed.casefold()
    hits = [(word.label.casefold().find(folded), word) for word in words]
    kept = [(place, word) for place, word in hits if place >= 0]
    return [word for _, word in sorted(kept, key=lambda hit: (hit[0] > 0, hit[1].rank, hit[1].label.casefold()))]


def _named(word: _Word, cursor: Cursor) -> Candidate:
    name = json.dumps(word.label)
    insert = name if cursor.has_colon else f"{name}: {word.skeleton}"
    return Candidate(word.label, insert, word.type, word.doc, cursor.start, cursor.end)


def _valued(word: _Word, cursor: Cursor) -> Candidate:
    bare = word.type in ("boolean", "measure")
    insert = word.label if bare else json.dumps(word.label, ensure_ascii=False)
    return Candidate(word.label, insert, word.type, word.doc, cursor.start, cursor.end)


def _names(
    path: tuple[str | int, ...], action: Action, version: ApiVersion, schema: OwnSchema | None
) -> Iterator[_Word]:
    match path:
        case ():
            yield from _roots(action, version)
        case ("event",) | ("events", int()):
            yield _Word("xdm", "object", "the event in the Experience Data Model", "{}")
            yield _Word("data", "object", "free-form values, such as __adobe.target", "{}")
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
            yield from (_Word(name, "string", "", '""') for name in ("standard", "version"))
            yield _Word("value", "object", "preferences, or a TC string", "{}")


def _in_order(labels: Iterable[str], kind: str, skeleton: str = "") -> Iterator[_Word]:
    """Words that keep the order they are given in."""
    for rank, label in enumerate(labels):
        yield _Word(label, kind, skeleton=skeleton, rank=rank)


def _roots(action: Action, version: ApiVersion) -> Iterator[_Word]:
    if action in (Action.INTERACT, Action.COLLECT):
        single = action is Action.INTERACT and version is ApiVersion.V2
        yield _Word("event" if single else "events", "object" if single else "array", "", "{}" if single else "[{}]")
    if action is Action.SET_CONSENT:
        yield _Word("consent", "array", "the visitor's choices", "[{}]")
        yield _Word("identityMap", "object", "whose choices they are", "{}")
    if action is Action.ACQUIRE or version is ApiVersion.V1:
        yield _Word("xdm", "object", "what goes for all events", "{}")
    yield _Word("query", "object", "what to answer with", "{}")
    yield _Word("meta", "object", "state and overrides", "{}")


def _at(tree: object, path: Iterable[str | int]) -> object:
    for token in path:
        tree = tree.get(token) if isinstance(tree, Mapping) else None
    return tree


def _of_tree(tree: object) -> Iterator[_Word]:
    if isinstance(tree, Mapping):
        for name, inner in tree.items():
            if isinstance(inner, Mapping):
                yield _Word(name, "object", "", "{}")
            else:
                yield _Word(name, _TYPES.get(inner, "any"), "", {str: '""', list: "[]"}.get(inner, ""))


def _field(path: Iterable[str | int]) -> Field | None:
    field: Field | None = dictionary.event()
    for token in path:
        if field is None:
            return None
        field = field.items if isinstance(token, int) else field.member(token)
    return field


def _of_field(field: Field | None) -> Iterator[_Word]:
    for name, inner in field.fields.items() if field else ():
        rank = 2 if inner.deprecated else 0 if inner.required else 1
        doc = "deprecated" if inner.deprecated else "required" if inner.required else ""
        yield _Word(name, inner.describe(), doc, _skeleton(inner), rank)


def _skeleton(field: Field) -> str:
    if field.is_measure:
        return '{"value": 1}'
    if field.items is not None:
        return "[{}]" if field.items.type == "object" else "[]"
    return {"object": "{}", "array": "[]", "string": '""'}.get(field.type, "")


def _of_schema(schema: OwnSchema | None, path: Iterable[str | int]) -> Iterator[_Word]:
    for name, node in schema.names(path) if schema else ():
        kind = node.get("type", "")
        yield _Word(name, kind if isinstance(kind, str) else "any", "your schema", rank=-1)


def _values(cursor: Cursor, action: Action, scopes: Iterable[str], schema: OwnSchema | None) -> Iterator[_Word]:
    match cursor.path:
        case (*_, "query", "personalization", "decisionScopes", int()):
            yield _Word("__view__", "scope", "Target's page-load request")
            yield from (_Word(scope, "scope", "asked for before") for scope in scopes)
        case (*_, "query", "personalization", "schemas", int()):
            yield from _in_order(SCHEMAS, "schema")
        case (*_, "query", "identity", "fetch", int()):
            yield from _in_order(("ECID", "CORE"), "namespace")
        case ("consent", int(), "standard"):
            yield from (_Word(name, "standard") for name in consent.VERSIONS)
        case ("consent", int(), "version"):
            yield from _in_order(("2.0", "1.0"), "version")
        case ("event", "xdm", *rest) | ("events", int(), "xdm", *rest) | ("xdm", *rest):
            yield from _of_value(rest, schema)
        case ("identityMap", *_) if action is Action.SET_CONSENT:
            yield from _of_value(cursor.path, schema)
        case ("meta", "configOverrides", *_, "enabled"):
            yield _Word("false", "boolean")
        case ("meta", "state", "cookiesEnabled"):
            yield from (_Word(text, "boolean") for text in ("true", "false"))
        case ("event", "data", *_) | ("events", int(), "data", *_):
            yield from _placeholders(cursor.path)


def _of_value(path: Iterable[str | int], schema: OwnSchema | None) -> Iterator[_Word]:
    tokens = list(path)
    field, own = _field(tokens), schema.nodes(tokens) if schema else []
    if tokens == ["eventType"]:
        yield from (_Word(name, "event type") for name in event_types())
    elif field is not None and field.is_measure:
        yield _Word('{"value": 1}', "measure")
    elif field is not None:
        yield from (_Word(value, field.name) for value in field.enum or field.known)
        if field.type == "boolean":
            yield from (_Word(text, "boolean") for text in ("true", "false"))
    for node in own:
        allowed = node.get("enum")
        for value in allowed if isinstance(allowed, list) else ():
            if isinstance(value, str):
                yield _Word(value, "your schema")
    if field is None or (field.type == "string" and not field.enum):
        yield from _placeholders(tokens)


def _placeholders(path: Iterable[str | int]) -> Iterator[_Word]:
    """The placeholders, the one that a field is made for before the others."""
    tokens = [str(token) for token in path]
    last = tokens[-1] if tokens else ""
    namespace = tokens[1] if len(tokens) > 3 and tokens[0] == "identityMap" else ""
    wanted = {"timestamp": "now", "_id": "uuid"}.get(last) or {"ECID": "ecid", "FPID": "uuid"}.get(namespace, "")
    if "SHA256" in namespace:
        wanted = "sha256:…"
    for name, doc in KNOWN.items():
        label = "{{" + name.replace("…", "") + "}}"
        yield _Word(label, "placeholder", doc, rank=0 if name == wanted else 5)
