"""Overrides of the datastream's configuration: known services and their settings."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from edge_tui.lint.rule_hit import RuleHit, error, info
from edge_tui.lint.spelling import did_you_mean, nearest, shown
from edge_tui.lint.subject import Subject
from edge_tui.model.finding import Suggestion
from edge_tui.model.json.document import JsonValue, at, join, kind_of

_SWITCH: Mapping[str, object] = {"enabled": bool}
# Members by name: a type, `list` for an array of strings, or the members of an object.
MEMBERS: Mapping[str, Mapping[str, object]] = {
    "com_adobe_experience_platform": {
        "enabled": bool,
        "datasets": {"event": {"datasetId": str}, "profile": {"datasetId": str}},
        "com_adobe_edge_ode": _SWITCH,
        "com_adobe_edge_segmentation": _SWITCH,
        "com_adobe_edge_destinations": _SWITCH,
        "com_adobe_edge_ajo": _SWITCH,
    },
    "com_adobe_analytics": {"enabled": bool, "reportSuites": list},
    "com_adobe_identity": {"idSyncContainerId": int},
    "com_adobe_target": {"enabled": bool, "propertyToken": str},
    "com_adobe_audiencemanager": _SWITCH,
    "com_adobe_launch_ssf": _SWITCH,
}
# An option of the SDKs, which put it into the URL and the original into meta.sdkConfig.datastream.
_DATASTREAM = "datastreamId"
_TYPE_NAMES: dict[object, str] = {
    bool: "true or false",
    str: "a string",
    int: "a whole number",
    list: "an array of strings",
}


def check(subject: Subject) -> Iterator[RuleHit]:
    """A malformed override is rejected (EXEG-0113-400; Alloy's configOverridesPayload specification)."""
    for part in subject.metas:
        if "configOverrides" in part.members:
            overrides, pointer = part.members["configOverrides"], join(part.pointer, "configOverrides")
            if not isinstance(overrides, dict):
                yield error(pointer, f"configOverrides must be an object, not {kind_of(overrides)}.", predicts="0102")
            elif not overrides:
                remove = Suggestion("remove it", pointer, remove=True)
                yield info(pointer, "configOverrides is empty and has no effect.", suggestion=remove, on_name=True)
            for hit in _members(overrides, pointer, MEMBERS, "configOverrides"):
                yield _removing_empty_parents(hit, subject)


def _removing_empty_parents(hit: RuleHit, subject: Subject) -> RuleHit:
    """The hit with a fix that also removes parents it would leave empty, since empty objects are rejected."""
    suggestion = hit.suggestion
    if suggestion is None or not suggestion.remove:
        return hit
    pointer = suggestion.pointer
    while not pointer.endswith("/meta/configOverrides"):
        parent = pointer.rpartition("/")[0]
        if len(at(subject.document, parent, {})) != 1:
            break
        pointer = parent
    return replace(hit, suggestion=replace(suggestion, pointer=pointer))


def _members(members: JsonValue, pointer: str, known: Mapping[str, object], name: str) -> Iterator[RuleHit]:
    for each, value in members.items() if isinstance(members, dict) else ():
        place = join(pointer, each)
        if each in known:
            yield from _value(value, place, each, known[each])
            continue
        near = nearest(each, known)
        fix = Suggestion(f"rename to {near}", place, rename=near) if near and near not in members else None
        message = f"{shown(each)} can't be overridden in {name}{did_you_mean(near)}"
        if each == _DATASTREAM:
            message = "datastreamId is not sent as an override: it belongs in the request's URL."
            fix = Suggestion("remove it", place, remove=True)
        yield error(place, message, predicts="0113", suggestion=fix, on_name=True)


def _value(value: JsonValue, place: str, name: str, expected: object) -> Iterator[RuleHit]:
    remove = Suggestion("remove it", place, remove=True)
    if value in ("", [], {}):
        yield error(place, f"{name} is empty: remove it instead.", predicts="0113", suggestion=remove)
    elif isinstance(expected, Mapping):
        if isinstance(value, dict):
            yield from _members(value, place, expected, name)
        else:
            yield error(place, f"{name} must be an object, not {kind_of(value)}.", predicts="0113")
    elif not _fits(value, expected):
        fix = _conversion(value, place, expected)
        yield error(
            place, f"{name} must be {_TYPE_NAMES[expected]}, not {kind_of(value)}.", predicts="0113", suggestion=fix
        )
    elif name == "enabled" and value is True:
        message = "Only `enabled: false` is allowed: an override can turn services off, not on."
        yield error(place, message, predicts="0113", suggestion=remove)


def _fits(value: JsonValue, expected: object) -> bool:
    if expected is list:
        return isinstance(value, list) and all(isinstance(item, str) for item in value)
    if expected is int:
        return isinstance(value, int) and not isinstance(value, bool)
    return isinstance(value, bool if expected is bool else str)


def _conversion(value: JsonValue, place: str, expected: object) -> Suggestion | None:
    if expected is int and isinstance(value, str) and value.isascii() and value.isdigit():
        return Suggestion("remove the quotes", place, value=int(value))
    if expected is list and isinstance(value, str):
        return Suggestion("make it an array", place, value=[value])
    return None
