"""Forms for an entry, an identity or a variable of a visitor."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from edge_tui.model.client_state import StateEntry, entry_of
from edge_tui.model.errors import SetupError
from edge_tui.model.visitor import AUTHENTICATED_STATES, Identity, Visitor
from edge_tui.tui.dialogs.fields import Field

Texts = Mapping[str, str]
_VARIABLE = re.compile(r"[^\s{}]+")


@dataclass(frozen=True, slots=True)
class Form:
    """A form's title and fields; `validate` raises `SetupError`, `put` gives the changed visitor."""

    title: str
    fields: list[Field]
    validate: Callable[[Texts], str]
    put: Callable[[Visitor, Texts], Visitor]


def entry_form(entry: StateEntry, org_id: str, clock: Callable[[], datetime]) -> Form:
    """For an entry of an organization. An edited entry has no origin: no exchange set it."""
    left = None if entry.expires_at is None else max(int((entry.expires_at - clock()).total_seconds()), 0)
    fields = [
        Field("key", "Name", entry.key),
        Field("value", "Value", entry.value),
        Field("seconds", "Expires in", "" if left is None else str(left), "seconds; empty: end of session"),
    ]

    def put(visitor: Visitor, texts: Texts) -> Visitor:
        seconds = int(texts["seconds"]) if texts["seconds"] else None
        written = entry_of(texts["key"], texts["value"], seconds, clock())
        state = visitor.state(org_id)
        state = state if written.key == entry.key else state.without_entry(entry.key)
        return visitor.with_state(org_id, state.with_entry(written))

    return Form("Edit the entry", fields, _validate_entry, put)


def _validate_entry(texts: Texts) -> str:
    if not texts["key"]:
        raise SetupError("An entry needs a name.", "Such as kndctr_…_AdobeOrg_consent.")
    if texts["seconds"] and not (texts["seconds"].isascii() and texts["seconds"].isdigit()):
        raise SetupError("Seconds must be a whole number.", "Such as 1800; leave empty for a session entry.")
    return "Expires immediately; not sent." if texts["seconds"] == "0" else ""


def identity_form(identity: Identity | None) -> Form:
    """For an identity; None for a new one."""
    was = identity or Identity("", "")
    fields = [
        Field("namespace", "Namespace", was.namespace, "FPID, ECID, Email_LC_SHA256, CRMID …"),
        Field("id", "Id", was.id),
        Field("state", "State", was.authenticated_state, " · ".join(AUTHENTICATED_STATES)),
        Field("primary", "Primary", "yes" if was.is_primary else "no", "yes or no"),
    ]

    def put(visitor: Visitor, texts: Texts) -> Visitor:
        written = Identity(texts["namespace"], texts["id"], texts["state"], texts["primary"] == "yes")
        others = [each for each in visitor.identities if each.namespace not in (was.namespace, written.namespace)]
        return replace(visitor, identities=(*others, written))

    return Form("Identity", fields, _validate_identity, put)


def _validate_identity(texts: Texts) -> str:
    if not texts["namespace"] or not texts["id"]:
        raise SetupError("An identity needs a namespace and an ID.", "Such as FPID and a UUIDv4.")
    if texts["state"] and texts["state"] not in AUTHENTICATED_STATES:
        raise SetupError("Unknown authenticated state.", f"Use {', '.join(AUTHENTICATED_STATES)}, or leave it empty.")
    if texts["primary"] not in ("yes", "no"):
        raise SetupError("Primary must be yes or no.")
    return "Added to the identity map of every event that doesn't set this namespace itself."


def variable_form(name: str, value: str) -> Form:
    """For a variable that events use as `{{var:name}}`; an empty name for a new one."""
    fields = [Field("variable", "Name", name, "cart, sku, coupon …"), Field("value", "Value", value)]

    def put(visitor: Visitor, texts: Texts) -> Visitor:
        others = {each: kept for each, kept in visitor.variables.items() if each != name}
        return replace(visitor, variables={**others, texts["variable"]: texts["value"]})

    return Form("Variable", fields, _validate_variable, put)


def _validate_variable(texts: Texts) -> str:
    name = texts["variable"]
    if not _VARIABLE.fullmatch(name):
        raise SetupError("A variable needs a name without spaces or braces.", "Such as cart.")
    return f"Use it in events as {{{{var:{name}}}}}; it overrides the profile's variable of the same name."
