"""The members of `query`, which select the contents of the response."""

from collections.abc import Iterator

from edge_tui.lint.identity_map import STANDARD
from edge_tui.lint.rule_hit import RuleHit, error, warning
from edge_tui.lint.spelling import did_you_mean, nearest, shown
from edge_tui.lint.subject import Subject
from edge_tui.model.finding import Suggestion
from edge_tui.model.item_schemas import CONSEQUENCE_SCHEMAS, OFFER_SCHEMAS, PERSONALIZATION_SCHEMAS, schema_url
from edge_tui.model.json.document import JsonObject, JsonValue, join, kind_of

# `str` means a string, `list` an array of strings, `object` anything.
MEMBERS: dict[str, dict[str, type]] = {
    "identity": {"fetch": list, "idSyncRespondWithPixel": bool, "idSyncRedirectUrl": str},
    "personalization": {"schemas": list, "decisionScopes": list, "surfaces": list},
    "consent": {"operation": str},
    "conversation": {"surfaces": list, "message": object, "data": object},
}
_TYPE_NAMES = {list: "an array of strings", bool: "true or false", str: "a string"}
# Rules of a journey name the others, which are never requested, and no mistake here.
_KNOWN_SCHEMAS = tuple(map(schema_url, (*PERSONALIZATION_SCHEMAS, *CONSEQUENCE_SCHEMAS, *OFFER_SCHEMAS)))
_RENAMED = {"scopes": "decisionScopes"}


def check(subject: Subject) -> Iterator[RuleHit]:
    """Unknown members are ignored; a wrong type is rejected (EXEG-0102-400)."""
    for part in subject.queries:
        for name, members in part.members.items():
            place = join(part.pointer, name)
            known = MEMBERS.get(name)
            if known is None:
                yield _unknown_member(place, name, part.members, list(MEMBERS), "query")
            elif not isinstance(members, dict):
                yield error(place, f"query.{name} must be an object, not {kind_of(members)}.", predicts="0102")
            else:
                yield from _members(place, name, members, known)


def _members(pointer: str, group: str, members: JsonObject, known: dict[str, type]) -> Iterator[RuleHit]:
    for name, value in members.items():
        place = join(pointer, name)
        if name not in known:
            yield _unknown_member(place, name, members, list(known), f"query.{group}")
        elif not _fits(value, known[name]):
            as_list = Suggestion("make it an array", place, value=[value])
            wants_list = known[name] is list and isinstance(value, str)
            yield error(
                place,
                f"query.{group}.{name} must be {_TYPE_NAMES[known[name]]}{_found_instead(value)}.",
                predicts="0102",
                suggestion=as_list if wants_list else None,
            )
    if group == "identity" and isinstance(members.get("fetch"), list):
        yield from _namespaces(members["fetch"], join(pointer, "fetch"))
    if group == "personalization" and isinstance(members.get("schemas"), list):
        yield from _schemas(members["schemas"], join(pointer, "schemas"))
    if members.get("operation", "update") != "update" and group == "consent":
        place = join(pointer, "operation")
        yield error(
            place,
            "query.consent.operation must be `update`; omit it to replace the stored consent.",
            predicts="0102",
            suggestion=Suggestion("write update", place, value="update"),
        )


def _found_instead(value: JsonValue) -> str:
    """What it is, or, of an array, which item isn't a string."""
    if not isinstance(value, list):
        return f", not {kind_of(value)}"
    index, item = next((index, item) for index, item in enumerate(value) if not isinstance(item, str))
    return f"; item {index} is {kind_of(item)}"


def _namespaces(names: list[JsonValue], pointer: str) -> Iterator[RuleHit]:
    for index, name in enumerate(names):
        near = nearest(name, STANDARD) if isinstance(name, str) and name not in STANDARD else None
        if near is not None and near.casefold() == name.strip().casefold():
            place = join(pointer, index)
            fix = Suggestion(f"write {near}", place, value=near)
            yield warning(place, f"{shown(name)} isn't a standard namespace; did you mean {near}?", suggestion=fix)


def _schemas(schemas: list[JsonValue], pointer: str) -> Iterator[RuleHit]:
    """A schema of one's own is fine; one that is nearly Adobe's selects nothing."""
    for index, schema in enumerate(schemas):
        if not isinstance(schema, str) or schema in _KNOWN_SCHEMAS:
            continue
        near = _near_schema(schema.strip())
        if near is not None:
            place = join(pointer, index)
            fix = Suggestion(f"write {near}", place, value=near)
            yield warning(place, f"{shown(schema)} isn't a schema of Adobe's; did you mean {near}?", suggestion=fix)


def _near_schema(schema: str) -> str | None:
    """The schema that differs in scheme, case or ending, or whose last part alone was written."""
    _, is_url, path = schema.rpartition("://")
    names = [*PERSONALIZATION_SCHEMAS, *OFFER_SCHEMAS]
    if not is_url:
        found = next((name for name in names if name in (schema.casefold(), f"{schema.casefold()}-item")), None)
        return schema_url(found) if found else None
    if not path.casefold().startswith("ns.adobe.com/"):
        return None
    whole = f"https://{path.rstrip('/')}"
    near = nearest(whole, [each for each in _KNOWN_SCHEMAS if each.startswith(whole.casefold())] or _KNOWN_SCHEMAS)
    return near if near is not None and _is_near(whole.casefold(), near) else None


def _is_near(text: str, schema: str) -> bool:
    """html-content is near html-content-item; message/push isn't near message/inbox."""
    last, other = text.rpartition("/")[2], schema.rpartition("/")[2]
    return text == schema or other.startswith(last) or nearest(last, [other]) is not None


def _fits(value: JsonValue, kind: type) -> bool:
    if kind is list:
        return isinstance(value, list) and all(isinstance(item, str) for item in value)
    return isinstance(value, kind)


def _unknown_member(place: str, name: str, members: JsonObject, known: list[str], holder: str) -> RuleHit:
    near = _RENAMED.get(name) if _RENAMED.get(name) in known else nearest(name, known)
    suggestion = Suggestion(f"rename to {near}", place, rename=near) if near and near not in members else None
    message = f"{shown(name)} isn't a member of {holder}{did_you_mean(near)}"
    return warning(place, message, suggestion=suggestion, on_name=True)
