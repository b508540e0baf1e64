"""Consent: the body of set-consent, and consent strings in an event."""

from collections.abc import Iterator

from edge_tui.lint.rule_hit import RuleHit, error, warning
from edge_tui.lint.spelling import did_you_mean, nearest
from edge_tui.lint.subject import Subject
from edge_tui.model.finding import Suggestion
from edge_tui.model.json.document import JsonObject, JsonValue, join, kind_of
from edge_tui.model.request import Action

VERSIONS = {"Adobe": ("1.0", "2.0"), "IAB TCF": ("2.0",)}
GENERAL = ("in", "out", "not_provided", "pending")
CHOICES = ("y", "n", "p", "u", "li", "ct", "cp", "vi", "pi")
PREFERRED = (
    "email", "push", "inApp", "sms", "phone", "phyMail", "inVehicle", "inHome", "iot", "social", "other", "none",
    "unknown",
)  # fmt: skip
PURPOSES = ("collect", "share", "adID", "personalize", "marketing", "metadata", "idSpecific")
_MAX_REASON_CHARACTERS = 16
_FLAGS = ("gdprApplies", "gdprContainsPersonalData")


def check(subject: Subject) -> Iterator[RuleHit]:
    """Standards, versions and values (data-collection-apis; Alloy's consent specifications)."""
    if subject.context.action is Action.SET_CONSENT:
        yield from _body(subject)
    for part in subject.event_xdms:
        strings = part.members.get("consentStrings")
        for index, item in enumerate(strings if isinstance(strings, list) else []):
            if isinstance(item, dict) and "gdprContainsPersonalData" in item:
                place = join(part.pointer, "consentStrings", index, "gdprContainsPersonalData")
                yield warning(
                    place,
                    "In an event use containsPersonalData; gdprContainsPersonalData is for set-consent.",
                    suggestion=Suggestion("rename it", place, rename="containsPersonalData"),
                    on_name=True,
                )


def _body(subject: Subject) -> Iterator[RuleHit]:
    consent = subject.root.members.get("consent")
    if "consent" not in subject.root.members:
        yield error("", "There is no `consent`.", predicts="0103")
    elif not isinstance(consent, list):
        wrapped = Suggestion("make it an array", "/consent", value=[consent]) if isinstance(consent, dict) else None
        yield error(
            "/consent", f"`consent` must be an array, not {kind_of(consent)}.", predicts="0102", suggestion=wrapped
        )
    elif not consent:
        yield error("/consent", "`consent` is empty.", predicts="0102")
    else:
        for index, item in enumerate(consent):
            yield from _item(item, join("/consent", index))


def _item(item: JsonValue, pointer: str) -> Iterator[RuleHit]:
    if not isinstance(item, dict):
        yield error(pointer, f"A consent must be an object, not {kind_of(item)}.", predicts="0102")
        return
    standard = item.get("standard")
    if not isinstance(standard, str) or standard not in VERSIONS:
        near = nearest(standard, VERSIONS) if isinstance(standard, str) else None
        where = join(pointer, "standard")
        fix = Suggestion(f"write {near}", where, value=near) if near else None
        place = where if "standard" in item else pointer
        yield error(place, "The standard must be `Adobe` or `IAB TCF`.", predicts="0102", suggestion=fix)
        return
    yield from _version(item, pointer, standard)
    value, place = item.get("value"), join(pointer, "value")
    if value is None:
        yield error(pointer, "This consent has no value.", predicts="0103")
    elif standard == "IAB TCF":
        yield from _tcf(item, value, pointer)
    elif not isinstance(value, dict):
        yield error(place, f"The value of an Adobe consent must be an object, not {kind_of(value)}.", predicts="0102")
    elif str(item.get("version")) == "1.0":
        yield from _adobe_1(value, place)
    else:
        yield from _adobe_2(value, place)


def _version(item: JsonObject, pointer: str, standard: str) -> Iterator[RuleHit]:
    versions = VERSIONS[standard]
    if item.get("version") in versions:
        return
    place = join(pointer, "version")
    meant = str(item.get("version"))
    corrected = meant if meant in versions else versions[-1]
    yield error(
        place if "version" in item else pointer,
        f"The version of {standard} must be {' or '.join(versions)}, as a string.",
        predicts="0102",
        suggestion=Suggestion(f'write "{corrected}"', place, value=corrected),
    )


def _tcf(item: JsonObject, value: JsonValue, pointer: str) -> Iterator[RuleHit]:
    place = join(pointer, "value")
    if not isinstance(value, str):
        yield error(place, f"The value of an IAB TCF consent must be a string, not {kind_of(value)}.", predicts="0102")
    elif not value:
        yield error(place, "The TC string is empty.", predicts="0104")
    for flag in _FLAGS:
        if not isinstance(item.get(flag, False), bool):
            yield error(join(pointer, flag), f"{flag} must be true or false.", predicts="0102")


def _adobe_1(value: JsonObject, place: str) -> Iterator[RuleHit]:
    if not value:
        yield error(place, 'Adobe 1.0 expects {"general": "in"} or another level.', predicts="0102")
    for purpose, level in value.items():
        if purpose == "general":
            yield from _one_of(level, join(place, purpose), GENERAL)
        else:
            message = f"{purpose} isn't a purpose of Adobe 1.0, which has only `general`; use version 2.0."
            yield error(join(place, purpose), message, predicts="0102", on_name=True)


def _adobe_2(value: JsonObject, place: str) -> Iterator[RuleHit]:
    for purpose, choice in value.items():
        where = join(place, purpose)
        if purpose not in PURPOSES:
            near = nearest(purpose, PURPOSES)
            fix = Suggestion(f"rename to {near}", where, rename=near) if near else None
            message = f"{purpose} isn't a purpose of Adobe 2.0{did_you_mean(near)}"
            yield warning(where, message, suggestion=fix, on_name=True)
        if not isinstance(choice, dict):
            bare = choice if isinstance(choice, str) and choice in CHOICES else None
            fix = Suggestion(f'write {{"val": "{bare}"}}', where, value={"val": bare}) if bare else None
            yield error(where, 'A choice must be an object such as {"val": "y"}.', predicts="0102", suggestion=fix)
        else:
            yield from _choice(choice, where)


def _choice(choice: JsonObject, place: str) -> Iterator[RuleHit]:
    for name, member in choice.items():
        where = join(place, name)
        if name == "val":
            yield from _one_of(member, where, CHOICES)
        elif name == "preferred":
            yield from _one_of(member, where, PREFERRED)
        elif name == "reason" and not (isinstance(member, str) and len(member) <= _MAX_REASON_CHARACTERS):
            yield error(
                where, f"A reason must be a string of at most {_MAX_REASON_CHARACTERS} characters.", predicts="0102"
            )
        elif isinstance(member, dict):
            yield from _choice(member, where)


def _one_of(value: JsonValue, place: str, allowed: tuple[str, ...]) -> Iterator[RuleHit]:
    if value not in allowed:
        near = nearest(value, allowed) if isinstance(value, str) else None
        yield error(
            place,
            f"The value must be one of {', '.join(allowed)}.",
            predicts="0102",
            suggestion=Suggestion(f"write {near}", place, value=near) if near else None,
        )
