"""Requested results that are missing from the response, with the likely reason."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from edge_tui.handles import personalization_decisions
from edge_tui.handles.query import Query
from edge_tui.handles.state_store import short_key
from edge_tui.model.json.document import JsonValue, at
from edge_tui.model.node import Node, Tone, branch
from edge_tui.model.response import InteractResponse
from edge_tui.outline.handle_groups import AnyHandle
from edge_tui.values import decision_scope, recognize

_MAX_OPEN = 8

# Parts of service names in the titles of upstream errors, such as com.adobe.experience_platform.ajo.
_SERVICES = {"Adobe Target": "target", "Offer Decisioning": ".ode", "Adobe Journey Optimizer": ".ajo"}


def missing_nodes(
    query: Query, response: InteractResponse, handles: Sequence[AnyHandle], now: datetime
) -> Iterator[Node]:
    """Groups of missing results: decisions, then identities; no nodes when nothing is missing.

    `handles` are the handles of the response, parsed or not.
    """
    decisions = list(_scopes(query, response, handles, now))
    identities = [*_namespaces(query, response, handles), *_state(query, handles)]
    for label, missing in (("No decision for", decisions), ("Not returned", identities)):
        if missing:
            yield Node(
                label,
                ", ".join(_counts(missing)),
                Tone.WARNING,
                note="Requested, but not in the response.",
                opened=len(missing) <= _MAX_OPEN,
                branches=branch(*missing),
            )


def _counts(missing: list[Node]) -> Iterator[str]:
    labels = [node.label for node in missing]
    for label in dict.fromkeys(labels):
        number = labels.count(label)
        yield f"{number} {label}" if number == 1 else f"{number} {label}s"


def _scopes(query: Query, response: InteractResponse, handles: Sequence[AnyHandle], now: datetime) -> Iterator[Node]:
    decisions = _of_type(handles, personalization_decisions.TYPE)
    items = [item for handle in decisions for item in handle.summary_items]
    decided = set(personalization_decisions.decided_scopes(items, query))
    for scope in query.scopes_and_surfaces:
        if scope in decided:
            continue
        is_surface = scope in query.surfaces
        service, reason = _service(scope, is_surface, now)
        reason = _ignored(response) or _failed(response, service) or _no_decision(service, reason, bool(decisions))
        yield Node(
            "surface" if is_surface else "scope",
            personalization_decisions.words_for_scope(scope, now),
            Tone.WARNING,
            content=scope,
            note=f"No proposition was returned for it. {reason}",
            branches=branch(Node("Likely reason", reason, Tone.DIM)),
        )


def _ignored(response: InteractResponse) -> str:
    is_out = any(warning.code == "0301" for warning in response.warnings)
    return "The event was ignored because the visitor has opted out (EXEG-0301-200)." if is_out else ""


def _failed(response: InteractResponse, service: str) -> str:
    """The error of the service that should have decided, or of an unnamed one."""
    for error in response.errors:
        named = [each for each, service in _SERVICES.items() if service in f"{error.title} {error.detail}".lower()]
        if (error.code or "").startswith("02") and (not named or service in named):
            return f"{named[0] if named else 'A service'} failed on this event: {error.name}, {error.title}"
    return ""


def _service(scope: str, is_surface: bool, now: datetime) -> tuple[str, str]:
    """The service that decides a scope, and why it may have no decision."""
    reading = recognize(scope, now)
    if reading and reading.kind == decision_scope.KIND:
        return "Offer Decisioning", "no offer of this activity is eligible for this visitor and placement"
    if is_surface:
        return "Adobe Journey Optimizer", "no live campaign for this surface targets the visitor"
    if scope == "__view__":
        return "Adobe Target", "no live activity targets this page for the visitor"
    return "Adobe Target", "no live activity uses this scope for the visitor, or the scope is misspelled"


def _no_decision(service: str, reason: str, has_handle: bool) -> str:
    if has_handle:
        return f"{reason[0].upper()}{reason[1:]}."
    return f"No personalization was returned: {service} may not be enabled on the datastream. Otherwise {reason}."


def _namespaces(query: Query, response: InteractResponse, handles: Sequence[AnyHandle]) -> Iterator[Node]:
    items = [item for handle in _of_type(handles, "identity:result") for item in handle.items]
    # A list: a code may be anything that JSON can hold.
    returned = [at(item, "/namespace/code") for item in items]
    refused = any(warning.code == "0303" for warning in response.warnings)
    for namespace in query.namespaces:
        if namespace in returned:
            continue
        if refused:
            reason = "The gateway isn't allowed to return this namespace (EXEG-0303-200)."
        elif namespace == "CORE":
            reason = "CORE is the third-party ID, which only exists in browsers that allow third-party cookies."
        elif namespace == "ECID":
            reason = _ignored(response) or "The gateway has no ECID for this visitor and didn't generate one."
        else:
            reason = "Only ECID and CORE can be fetched."
        yield Node(
            "namespace",
            namespace,
            Tone.WARNING,
            note=f"No identity in this namespace was returned. {reason}",
            branches=branch(Node("Likely reason", reason, Tone.DIM)),
        )


def _state(query: Query, handles: Sequence[AnyHandle]) -> Iterator[Node]:
    """A request without an identity should get an identity cookie."""
    if not handles or query.knows_ecid or any(short_key(key) == "identity" for key in query.state_keys):
        return
    if any(_is_identity(item) for handle in _of_type(handles, "state:store") for item in handle.items):
        return
    if query.cookies_enabled:
        reason = "meta.state.cookiesEnabled is true: it may be in a Set-Cookie header instead."
    else:
        reason = (
            "The next event will count as a new visitor unless it includes an ECID. Check for an opt-out, and for an "
            "identity in the event that the gateway uses instead."
        )
    yield Node(
        "identity cookie",
        "not returned",
        Tone.WARNING,
        note=f"The request had no identity, and state:store has none either. {reason}",
        branches=branch(Node("Likely reason", reason, Tone.DIM)),
    )


def _is_identity(item: JsonValue) -> bool:
    key = item.get("key") if isinstance(item, dict) else None
    return isinstance(key, str) and short_key(key) == "identity"


def _of_type(handles: Sequence[AnyHandle], handle_type: str) -> list[AnyHandle]:
    return [handle for handle in handles if handle.type == handle_type]
