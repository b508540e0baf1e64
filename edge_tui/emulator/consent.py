"""Consent: validating and storing set-consent calls, and whether events may be processed."""

from typing import Any, Literal

from edge_tui.emulator.problem import Refusal
from edge_tui.emulator.request_context import Event, RequestContext
from edge_tui.emulator.response_json import encoded
from edge_tui.emulator.state import CONSENT_SECONDS
from edge_tui.model.json.document import JsonObject, kind_of
from edge_tui.values import tc_string

ADOBE, IAB = "Adobe", "IAB TCF"
VERSIONS = {ADOBE: ("1.0", "2.0"), IAB: ("2.0",)}
LEVELS = ("in", "out", "pending", "not_provided")
CHOICES = ("y", "n", "p", "u", "li", "ct", "cp", "vi", "pi")
# What `marketing.preferred` may be.
CHANNELS = tuple(
    "email push inApp sms phone phyMail inVehicle inHome iot social other none unknown".split()  # noqa: SIM905
)
MAX_REASON_CHARACTERS = 16


def refuse_consent(body: JsonObject) -> Refusal | None:
    """Validates a set-consent body, in the gateway's own order of codes.

    Statuses after Alloy's Consent tests: a wrong standard or version is 0102, a missing value
    0103, an empty IAB string 0104 with `report.errors`.
    """
    entries = body.get("consent")
    if entries is None:
        return Refusal("0103", "The required field consent is missing.")
    if not isinstance(entries, list) or not entries:
        actual = "an empty one" if entries == [] else kind_of(entries)
        return Refusal("0102", f"consent must be an array with at least one entry, not {actual}.")
    for index, entry in enumerate(entries):
        if refusal := _refuse_entry(entry, f"consent[{index}]"):
            return refusal
    errors = [error for index, entry in enumerate(entries) if (error := _unprocessable(entry, index))]
    return (
        Refusal("0104", "The consent can't be processed; see report.errors.", report={"errors": errors})
        if errors
        else None
    )


def _refuse_entry(entry: object, where: str) -> Refusal | None:
    if not isinstance(entry, dict):
        return Refusal("0102", f"{where} must be an object, not {kind_of(entry)}.")
    standard, version = entry.get("standard"), entry.get("version")
    if not isinstance(standard, str) or standard not in VERSIONS:
        return Refusal("0102", f"{where}.standard must be one of {', '.join(VERSIONS)}.")
    if version not in VERSIONS[standard]:
        return Refusal("0102", f"{where}.version must be one of {', '.join(VERSIONS[standard])} for {standard}.")
    if entry.get("value") is None:
        return Refusal("0103", f"The required field {where}.value is missing.")
    value = entry["value"]
    if standard == IAB:
        if not isinstance(value, str):
            return Refusal("0102", f"{where}.value must be a string, not {kind_of(value)}.")
        return _refuse_flags(entry, where)
    if not isinstance(value, dict):
        return Refusal("0102", f"{where}.value must be an object, not {kind_of(value)}.")
    wrong = _wrong_levels(value) if version == "1.0" else _wrong_choices(value, "")
    return Refusal("0102", f"{where}.value: {wrong}") if wrong else None


def _refuse_flags(entry: JsonObject, where: str) -> Refusal | None:
    for flag in ("gdprApplies", "gdprContainsPersonalData"):
        if not isinstance(entry.get(flag, False), bool):
            return Refusal("0102", f"{where}.{flag} must be true or false.")
    return None


def _wrong_levels(value: JsonObject) -> str:
    for purpose, level in value.items():
        if purpose != "general":
            return f"{purpose} isn't a purpose of Adobe 1.0; the only one is general."
        if level not in LEVELS:
            return f"general must be one of {', '.join(LEVELS)}."
    return "" if value else "general is missing."


def _wrong_choices(value: JsonObject, path: str) -> str:
    for name, member in value.items():
        here = f"{path}{name}"
        if name == "val" and member not in CHOICES:
            return f"{here} must be one of {', '.join(CHOICES)}."
        if name == "preferred" and member not in CHANNELS:
            return f"{here} must be one of {', '.join(CHANNELS)}."
        if name == "reason" and not (isinstance(member, str) and len(member) <= MAX_REASON_CHARACTERS):
            return f"{here} may have at most {MAX_REASON_CHARACTERS} characters."
        if path == "" and not isinstance(member, dict):
            return f"{here} must be an object, not {kind_of(member)}."
        if isinstance(member, dict) and (wrong := _wrong_choices(member, here + ".")):
            return wrong
    return ""


def _unprocessable(entry: JsonObject, index: int) -> str:
    if entry["standard"] != IAB:
        return ""
    if not entry["value"]:
        return f"The IAB consent string is empty for standard '{IAB}' at index {index}"
    if entry.get("gdprApplies") is False:
        return ""
    try:
        tc_string.decode(entry["value"])
    except ValueError as error:
        return f"{str(error).rstrip('.')} for standard '{IAB}' at index {index}"
    return ""


def set_consent(context: RequestContext) -> Refusal | None:
    """Stores and returns the preferences of a validated set-consent body.

    Without `query.consent.operation: update` they replace the stored ones (Adobe's OpenAPI
    description).
    """
    stored = context.memory.consent(context.datastream.org_id, context.ecid) if context.ecid else None
    query = context.body.get("query")
    consent_query = query.get("consent") if isinstance(query, dict) else None
    is_update = isinstance(consent_query, dict) and consent_query.get("operation") == "update"
    new: JsonObject = {}
    for entry in context.body["consent"]:
        new = _merged(new, _preferences(entry))
    level = _general(context.body["consent"])
    if level == "out":
        # Whatever the order of the entries, so that the profile agrees with the client's state.
        new = _merged(new, {"collect": {"val": "n"}})
    if is_update and stored and _choice(stored, "adID") == "n" and _choice(new, "adID") not in (None, "n"):
        return Refusal("0302", "The visitor has opted out of all advertising, which can't be updated.")
    preferences = _merged(stored or {}, new) if is_update else new
    if "metadata" not in new:
        preferences["metadata"] = {"time": context.now.isoformat(timespec="seconds").replace("+00:00", "Z")}
    if context.ecid:
        context.memory.keep_consent(context.datastream.org_id, context.ecid, preferences)
    context.add("consent:preferences", [encoded(preferences)])
    if level:
        context.store("consent", f"general={level}", CONSENT_SECONDS)
    return None


def _preferences(entry: JsonObject) -> JsonObject:
    """An entry of any standard, converted to Adobe 2.0."""
    if entry["standard"] == ADOBE and entry["version"] == "2.0":
        return dict(entry["value"])
    level = _level(entry)
    return {"collect": {"val": {"in": "y", "out": "n", "pending": "p"}.get(level, "u")}}


def _general(entries: list[JsonObject]) -> str:
    """The level for the `consent` state entry: `out` if any standard says so; empty if none decides."""
    levels = [level for entry in entries if (level := _level(entry)) in ("in", "out")]
    return "out" if "out" in levels else (levels[0] if levels else "")


def _level(entry: JsonObject) -> str:
    value = entry["value"]
    if entry["standard"] == IAB:
        return "in" if entry.get("gdprApplies") is False else tc_string.decode(value).general
    if entry["version"] == "1.0":
        return str(value["general"])
    choice = _choice(value, "collect")
    return {"n": "out", "p": "pending", "u": "", None: ""}.get(choice, "in")


def _choice(preferences: JsonObject, purpose: str) -> str | None:
    found = preferences.get(purpose)
    value = found.get("val") if isinstance(found, dict) else None
    return value if isinstance(value, str) else None


def _merged(old: JsonObject, new: JsonObject) -> JsonObject:
    merged: dict[str, Any] = dict(old)
    for name, value in new.items():
        both = isinstance(value, dict) and isinstance(merged.get(name), dict)
        merged[name] = _merged(merged[name], value) if both else value
    return merged


def withheld(context: RequestContext) -> Literal["", "out", "pending"]:
    """Why these events aren't processed: the visitor has opted out, or hasn't decided yet; empty if they are.

    The first of these that decides wins: the events' `consentStrings`, the `consent` state
    entry, the visitor's stored preferences, the datastream's default. A string in an event that
    decides is stored as the visitor's consent, a positive one too (Alloy's functional specs of IAB
    TCF, C224676).
    """
    level = _level_that_decides(context)
    if level == "pending":
        return "pending" if context.config.inferred.pending_consent_drops_events else ""
    return "out" if level == "out" else ""


def _level_that_decides(context: RequestContext) -> str:
    for event in context.events:
        if level := _level_of_event(event):
            context.store("consent", f"general={level}", CONSENT_SECONDS)
            return level
    if entry := context.state.get("consent"):
        pairs = dict(pair.strip().partition("=")[::2] for pair in entry.split(";"))
        if pairs.get("general") in ("in", "out", "pending"):
            return pairs["general"]
    stored = context.memory.consent(context.datastream.org_id, context.ecid) if context.ecid else None
    if stored and (choice := _choice(stored, "collect")):
        return {"n": "out", "p": "pending"}.get(choice, "in")
    return context.datastream.consent


def _level_of_event(event: Event) -> str:
    strings = event.xdm.get("consentStrings")
    for item in strings if isinstance(strings, list) else ():
        if isinstance(item, dict) and item.get("consentStandard") == IAB:
            if item.get("gdprApplies") is False:
                return "in"
            try:
                return tc_string.decode(str(item.get("consentStringValue", ""))).general
            except ValueError:
                return "out"
    return ""
