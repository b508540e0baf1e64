"""Requested results that are missing from the response, with the likely reason."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from edge_tui.handles.query import Query
from edge_tui.model.certainty import Certainty
from edge_tui.model.client_state import short_key
from edge_tui.model.json.document import JsonValue, at
from edge_tui.model.node import Chip, Node, Tone, branch
from edge_tui.model.response import InteractResponse
from edge_tui.model.text import counted
from edge_tui.outline.handle_chips import ECID, NO_DECISION, missing_chips
from edge_tui.outline.handle_groups import AnyHandle

_DECISIONS = "personalization:decisions"
NOT_RETURNED = "Not returned"
_MAX_OPEN = 8
_LABELS = {
    Certainty.CERTAIN: "Reason",
    Certainty.LIKELY: "Likely reason",
    Certainty.POSSIBLE: "Possible reason",
}


def missing_nodes(
    query: Query, response: InteractResponse, handles: Sequence[AnyHandle], now: datetime
) -> Iterator[Node]:
    """Groups of missing results: decisions, then identities; no nodes when nothing is missing.

    `handles` are the handles of the response, parsed or not.
    """
    decisions = list(_scopes(query, response, handles, now))
    identities = [*_namespaces(query, response, handles), *_state(query, handles)]
    has_decisions = any(handle.type == _DECISIONS for handle in handles)
    for label, missing in ((NO_DECISION, decisions), (NOT_RETURNED, identities)):
        if missing:
            yield Node(
                label,
                ", ".join(_counts(missing)),
                Tone.WARNING,
                note="Requested, but not in the response.",
                opened=len(missing) <= _MAX_OPEN,
                branches=branch(*missing),
                chips=(Chip(ECID),)
                if label != NO_DECISION
                else _chips(missing, query, now, is_whole=not has_decisions),
            )


def _chips(missing: list[Node], query: Query, now: datetime, *, is_whole: bool) -> tuple[Chip, ...]:
    """The chips of the services that should have decided; `is_whole`: no decision at all was returned."""
    chips = missing_chips([str(node.content) for node in missing], query, now)
    return chips if is_whole else tuple(Chip(chip.name) for chip in chips)


def _counts(missing: list[Node]) -> Iterator[str]:
    labels = [node.label for node in missing]
    for label in dict.fromkeys(labels):
        yield counted(labels.count(label), label)


def _scopes(query: Query, response: InteractResponse, handles: Sequence[AnyHandle], now: datetime) -> Iterator[Node]:
    if not query.scopes_and_surfaces:
        return
    from edge_tui.handles import personalization_decisions

    decisions = _of_type(handles, _DECISIONS)
    items = [item for handle in decisions for item in handle.summary_items]
    decided = set(personalization_decisions.decided_scopes(items, query))
    for scope in query.scopes_and_surfaces:
        if scope in decided:
            continue
        from edge_tui.outline.missing_reasons import reasons_for_scope

        reasons = reasons_for_scope(scope, query, response, now, has_handle=bool(decisions))
        yield Node(
            "surface" if scope in query.surfaces else "scope",
            personalization_decisions.words_for_scope(scope, now),
            Tone.WARNING,
            content=scope,
            note=f"No proposition was returned for it. {reasons[0].sentence}",
            branches=branch(*(_reason_node(each.sentence, each.certainty) for each in reasons)),
        )


def _namespaces(query: Query, response: InteractResponse, handles: Sequence[AnyHandle]) -> Iterator[Node]:
    items = [item for handle in _of_type(handles, "identity:result") for item in handle.items]
    # A list: a code may be anything that JSON can hold.
    returned = [at(item, "/namespace/code") for item in items]
    refused = any(warning.code == "0303" for warning in response.warnings)
    for namespace in query.namespaces:
        if namespace in returned:
            continue
        from edge_tui.outline.missing_reasons import reason_for_namespace

        reason = reason_for_namespace(namespace, query, response, is_refused=refused)
        yield Node(
            "namespace",
            namespace,
            Tone.WARNING,
            note=f"No identity in this namespace was returned. {reason.sentence}",
            branches=branch(_reason_node(reason.sentence, reason.certainty)),
        )


def _reason_node(sentence: str, certainty: Certainty) -> Node:
    return Node(_LABELS[certainty], sentence, Tone.DIM)


def _state(query: Query, handles: Sequence[AnyHandle]) -> Iterator[Node]:
    """A request without an identity should get an identity cookie."""
    if (
        not handles
        or query.knows_ecid
        or query.has_identity_cookie
        or any(short_key(key) == "identity" for key in query.state_keys)
    ):
        return
    if any(_is_identity(item) for handle in _of_type(handles, "state:store") for item in handle.items):
        return
    if query.consent == "out":
        reason = "The consent entry that was sent says general=out."
    elif query.cookies_enabled:
        reason = "meta.state.cookiesEnabled is true: it may be in a Set-Cookie header instead."
    else:
        reason = (
            "The next event will count as a new visitor unless it includes an ECID. Check for an opt-out in the "
            "datastream or the profile, and for an identity in the event that the gateway uses instead."
        )
    yield Node(
        "identity cookie",
        "not returned",
        Tone.WARNING,
        note=f"The request had no identity, and state:store has none either. {reason}",
        branches=branch(_reason_node(reason, Certainty.POSSIBLE)),
    )


def _is_identity(item: JsonValue) -> bool:
    key = item.get("key") if isinstance(item, dict) else None
    return isinstance(key, str) and short_key(key) == "identity"


def _of_type(handles: Sequence[AnyHandle], handle_type: str) -> list[AnyHandle]:
    return [handle for handle in handles if handle.type == handle_type]
