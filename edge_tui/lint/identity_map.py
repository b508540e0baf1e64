"""The shape of identity maps: namespaces, each with an array of identities."""

import re
from collections.abc import Iterator

from edge_tui.lint.rule_hit import RuleHit, error, info, warning
from edge_tui.lint.spelling import nearest, shown
from edge_tui.lint.subject import Identity, Part, Subject
from edge_tui.model.finding import Suggestion
from edge_tui.model.json.document import JsonValue, join, kind_of

# Standard namespaces from Adobe's lists and captures, likely ones first; an organization can add its own.
STANDARD = (
    "ECID", "FPID", "Email_LC_SHA256", "Phone_SHA256_E.164", "Phone_SHA256", "Email", "Phone_E.164", "Phone",
    "IDFA", "GAID", "CORE", "AAID", "AdCloud", "WAID",
)  # fmt: skip
# Adobe Commerce and the collect sample of data-collection-apis send it; no source says that it is refused.
_SMALL_EMAIL = "email"
# What becomes of a value that isn't there, and the advertising ID of a device that doesn't give one.
_NO_ID = re.compile(r"undefined|null|none|nan|\[object object\]|0{8}(?:-0{4}){3}-0{12}", re.IGNORECASE)
_STATES = ("ambiguous", "authenticated", "loggedOut")
_MEMBERS = ("id", "authenticatedState", "primary", "namespace", "xid")


def check(subject: Subject) -> Iterator[RuleHit]:
    """Checks namespaces, then each identity (IdentityMap in adobe/xdm; Alloy's validator)."""
    holders = subject.xdms
    for holder in holders:
        value = holder.members.get("identityMap")
        if "identityMap" in holder.members and not isinstance(value, dict):
            place = join(holder.pointer, "identityMap")
            yield error(place, f"`identityMap` must be an object, not {kind_of(value)}.", predicts="0102")
    for part in subject.identity_maps:
        for namespace, items in part.members.items():
            yield from _namespace(part, namespace, items)
    for identity in subject.identities:
        yield from _identity(identity)


def _namespace(part: Part, namespace: str, items: JsonValue) -> Iterator[RuleHit]:
    place = join(part.pointer, namespace)
    near = nearest(namespace, STANDARD)
    if namespace == _SMALL_EMAIL:
        message = (
            "Adobe Commerce and Adobe's pages write email; the standard namespace is Email. "
            "Adobe doesn't say that email is refused."
        )
        yield info(place, message, on_name=True)
    elif namespace not in STANDARD and near and near.casefold() == namespace.strip().casefold():
        yield warning(
            place,
            f"The namespace {shown(namespace)} is spelled {near}: namespaces are case-sensitive.",
            suggestion=Suggestion(f"rename to {near}", place, rename=near) if near not in part.members else None,
            on_name=True,
        )
    if isinstance(items, dict | str):
        item = items if isinstance(items, dict) else {"id": items}
        yield error(
            place,
            f"{namespace} must be an array of identities, not {kind_of(items)}.",
            predicts="0102",
            suggestion=Suggestion("make it an array", place, value=[item]),
        )
    elif not isinstance(items, list):
        yield error(place, f"{namespace} must be an array of identities, not {kind_of(items)}.", predicts="0102")
    elif not items:
        yield info(place, f"{namespace} has no identities.", on_name=True)


def _identity(identity: Identity) -> Iterator[RuleHit]:
    value, pointer = identity.value, identity.pointer
    if not isinstance(value, dict):
        suggestion = Suggestion("make it an object", pointer, value={"id": value}) if isinstance(value, str) else None
        message = f"An identity must be an object with an id, not {kind_of(value)}."
        yield error(pointer, message, predicts="0102", suggestion=suggestion)
        return
    yield from _id(identity)
    yield from _state(value, pointer)
    yield from _primary(value, pointer)
    for name in value:
        near = nearest(name, _MEMBERS)
        if name not in _MEMBERS:
            yield warning(
                join(pointer, name),
                f"{name} isn't a member of an identity; use id, authenticatedState or primary.",
                suggestion=Suggestion(f"rename to {near}", join(pointer, name), rename=near) if near else None,
                on_name=True,
            )


def _id(identity: Identity) -> Iterator[RuleHit]:
    place = join(identity.pointer, "id")
    members = identity.value
    if "id" not in members:
        if "xid" not in members and not any(name.casefold() == "id" for name in members):
            yield error(identity.pointer, f"This {identity.namespace} has no id.", predicts="0103")
    elif not isinstance(members["id"], str):
        found = members["id"]
        is_number = isinstance(found, int | float) and not isinstance(found, bool)
        yield error(
            place,
            f"An id must be a string, not {kind_of(found)}.",
            predicts="0102",
            suggestion=Suggestion("put it in quotes", place, value=str(found)) if is_number else None,
        )
    elif not members["id"].strip():
        yield error(place, f"The id of this {identity.namespace} is empty.", predicts="0305")
    elif _NO_ID.fullmatch(members["id"].strip()):
        what = f"The id of this {identity.namespace} is {shown(members['id'])}"
        yield warning(place, f"{what}, which a script writes for no value: all such visitors become one person.")


def _state(members: dict[str, JsonValue], pointer: str) -> Iterator[RuleHit]:
    state = members.get("authenticatedState", "ambiguous")
    if state in _STATES:
        return
    place = join(pointer, "authenticatedState")
    near = nearest(state, _STATES) if isinstance(state, str) else None
    yield error(
        place,
        f"authenticatedState must be one of {', '.join(_STATES)}.",
        predicts="0102",
        suggestion=Suggestion(f"write {near}", place, value=near) if near else None,
    )


def _primary(members: dict[str, JsonValue], pointer: str) -> Iterator[RuleHit]:
    primary = members.get("primary", False)
    if isinstance(primary, bool):
        return
    place = join(pointer, "primary")
    if primary in ("true", "false"):
        meant = primary == "true"
        yield warning(
            place,
            "primary must be true or false without quotes; the gateway accepts a string, the schema doesn't.",
            suggestion=Suggestion(f"write {str(meant).lower()}", place, value=meant),
        )
    else:
        yield error(place, f"primary must be true or false, not {kind_of(primary)}.", predicts="0102")
