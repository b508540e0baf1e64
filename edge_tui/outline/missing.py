"""What was asked for and did not come back, with the likely reason."""

from collections.abc import Iterator
from datetime import datetime

from edge_tui.handles import personalization_decisions
from edge_tui.handles.query import Query
from edge_tui.handles.state_store import short_key
from edge_tui.model.document import JsonValue, at
from edge_tui.model.node import Node, Tone, branch
from edge_tui.model.response import InteractResponse
from edge_tui.values import decision_scope, recognise

_OPENED_UP_TO = 8

# How the titles of upstream errors name a solution, such as com.adobe.experience_platform.ajo.
_SERVICES = {"Adobe Target": "target", "Offer Decisioning": ".ode", "Adobe Journey Optimizer": ".ajo"}


def missing_nodes(query: Query, response: InteractResponse, now: datetime) -> Iterator[Node]:
    """A group of what is missing; nothing when everything that was asked for came back."""
    missing = [*_scopes(query, response, now), *_namespaces(query, response), *_state(query, response)]
    if missing:
        yield Node(
            "not answered",
            ", ".join(_counted(missing)),
            Tone.WARNING,
            note="The request asked for this and the answer does not have it.",
            opened=len(missing) <= _OPENED_UP_TO,
            branches=branch(*missing),
        )


def _counted(missing: list[Node]) -> Iterator[str]:
    labels = [node.label for node in missing]
    for label in dict.fromkeys(labels):
        number = labels.count(label)
        yield f"{number} {label}" if number == 1 else f"{number} {label}s"


def _scopes(query: Query, response: InteractResponse, now: datetime) -> Iterator[Node]:
    decisions = response.of_type(personalization_decisions.TYPE)
    items = [item for handle in decisions for item in handle.items]
    answered = set(personalization_decisions.decided_scopes(items, query))
    for scope in query.scopes_and_surfaces:
        if scope in answered:
            continue
        is_surface = scope in query.surfaces
        solution, reason = _solution(scope, is_surface, now)
        reason = _ignored(response) or _failed(response, solution) or _nothing(solution, reason, bool(decisions))
        yield Node(
            "surface" if is_surface else "scope",
            personalization_decisions.words_for_scope(scope, now),
            Tone.WARNING,
            content=scope,
            note=f"No proposition came back for it. {reason}",
            branches=branch(Node("likely reason", reason, Tone.DIM)),
        )


def _ignored(response: InteractResponse) -> str:
    is_out = any(warning.code == "0301" for warning in response.warnings)
    return "The event was ignored, because the visitor has opted out (EXEG-0301-200)." if is_out else ""


def _failed(response: InteractResponse, solution: str) -> str:
    """The error of the solution that should have answered, or of one that is not named."""
    for error in response.errors:
        named = [each for each, service in _SERVICES.items() if service in f"{error.title} {error.detail}".lower()]
        if (error.code or "").startswith("02") and (not named or solution in named):
            return f"{named[0] if named else 'A solution'} failed on this event: {error.name}, {error.title}"
    return ""


def _solution(scope: str, is_surface: bool, now: datetime) -> tuple[str, str]:
    """Who answers a scope, and why it may have nothing for it."""
    reading = recognise(scope, now)
    if reading and reading.kind == decision_scope.KIND:
        return "Offer Decisioning", "no offer of this activity is eligible for this visitor and placement"
    if is_surface:
        return "Adobe Journey Optimizer", "no live campaign of this surface addresses the visitor"
    if scope == "__view__":
        return "Adobe Target", "no live activity changes this page for the visitor"
    return "Adobe Target", "no live activity uses this scope for the visitor, or it is misspelt"


def _nothing(solution: str, reason: str, has_handle: bool) -> str:
    if has_handle:
        return f"{reason[0].upper()}{reason[1:]}."
    return f"No personalization came back at all: {solution} may not be enabled on the datastream. Otherwise {reason}."


def _namespaces(query: Query, response: InteractResponse) -> Iterator[Node]:
    items = [item for handle in response.of_type("identity:result") for item in handle.items]
    # A list: a code may be anything that JSON can hold.
    returned = [at(item, "/namespace/code") for item in items]
    refused = any(warning.code == "0303" for warning in response.warnings)
    for namespace in query.namespaces:
        if namespace in returned:
            continue
        if refused:
            reason = "The gateway may not tell this namespace (EXEG-0303-200)."
        elif namespace == "CORE":
            reason = "CORE is the third-party id: only a browser that allows third-party cookies has one."
        elif namespace == "ECID":
            reason = _ignored(response) or "The gateway knows no ECID for this visitor and minted none."
        else:
            reason = "Only ECID and CORE can be fetched."
        yield Node(
            "namespace",
            namespace,
            Tone.WARNING,
            note=f"No identity of this namespace came back. {reason}",
            branches=branch(Node("likely reason", reason, Tone.DIM)),
        )


def _state(query: Query, response: InteractResponse) -> Iterator[Node]:
    """A visitor who sent no identity should be given one to keep."""
    if not response.handles or query.knows_ecid or any(short_key(key) == "identity" for key in query.state_keys):
        return
    if any(_is_identity(item) for handle in response.of_type("state:store") for item in handle.items):
        return
    if query.cookies_enabled:
        reason = "meta.state.cookiesEnabled is true: it may have come as a Set-Cookie header instead."
    else:
        reason = (
            "The next event will be a new visitor's, unless it brings an ECID itself. Look for a consent that is out, "
            "and for an identity in the event that the gateway uses instead."
        )
    yield Node(
        "identity cookie",
        "no state to keep came back",
        Tone.WARNING,
        note=f"The request brought no identity, and none came back in state:store. {reason}",
        branches=branch(Node("likely reason", reason, Tone.DIM)),
    )


def _is_identity(item: JsonValue) -> bool:
    key = item.get("key") if isinstance(item, dict) else None
    return isinstance(key, str) and short_key(key) == "identity"
