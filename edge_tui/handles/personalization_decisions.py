"""`personalization:decisions`: propositions from any decision provider."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, TypedDict

from edge_tui.handles.members import Members, Reader, annotated, each, noted, opened, scalar, text
from edge_tui.handles.proposition_item import read_item, words_for_items
from edge_tui.handles.query import Query
from edge_tui.model.json.document import JsonValue, at
from edge_tui.model.node import Node, Tone, one_line
from edge_tui.model.text import counted
from edge_tui.values import read_decision_scope, recognize

TYPE = "personalization:decisions"
ABOUT = (
    "Propositions: the content to show for each requested scope. One handle per decision provider, possibly empty. "
    "When you show one, report it with a display event that echoes its id, scope and scopeDetails."
)
SOURCE = "Edge Network API guides, personalization; XDM, proposition"

PROVIDERS = {
    "TGT": "Adobe Target",
    "AJO": "Adobe Journey Optimizer",
    "ODE": "Offer Decisioning",
    "EXD": "Offer Decisioning",
}


class _Characteristics(TypedDict, total=False):
    scopeType: object


class _Details(TypedDict, total=False):
    decisionProvider: object
    characteristics: _Characteristics


class ItemSummary(TypedDict, total=False):
    """The part of a proposition that `summarize` needs."""

    scope: object
    scopeDetails: _Details
    placement: dict[str, object]


def read(item: JsonValue, pointer: str, now: datetime) -> Node | None:
    """A proposition: its scope, the activity that won, and the content to show."""
    if not isinstance(item, dict) or not text(item, "scope"):
        return None
    if not isinstance(item.get("items", []), list) or not isinstance(item.get("scopeDetails", {}), dict):
        return None
    return Node(
        words_for_scope(text(item, "scope"), now),
        " · ".join(part for part in (_chosen(item, now), words_for_items(item.get("items"))) if part),
        Tone.NAME,
        pointer=pointer,
        content=item,
        note=_explain(item),
        source=SOURCE,
        branches=Members(item, pointer, now, _MEMBERS),
    )


def summarize(items: Sequence[JsonValue], query: Query) -> str:
    """`TGT · decisions for 2 of 3 scopes`; without a query, the number of propositions."""
    providers = [provider for provider in count_providers(items) if provider]
    if query.scopes_and_surfaces:
        decided = decided_scopes(items, query)
        noun = "surface" if query.surfaces and not query.scopes else "scope"
        decisions = f"decisions for {len(decided)} of {counted(len(query.scopes_and_surfaces), noun)}"
        return " · ".join([*providers, decisions])
    return " · ".join([*providers, counted(len(items), "proposition") if items else "no propositions"])


def decided_scopes(items: Sequence[JsonValue], query: Query) -> list[str]:
    """The requested scopes and surfaces that have a proposition; base64 padding is ignored.

    For `__view__`, Target also returns propositions of the named views of a single-page
    application, each with the view's name as its scope.
    """
    scopes = {scope for item in items if isinstance(item, dict) and isinstance(scope := item.get("scope"), str)}
    decided = {scope.rstrip("=") for scope in scopes}
    if "__view__" in query.scopes_and_surfaces and "__view__" not in decided and any(map(_is_of_a_view, items)):
        decided.add("__view__")
    return [scope for scope in query.scopes_and_surfaces if scope.rstrip("=") in decided]


def _is_of_a_view(item: JsonValue) -> bool:
    return bool(at(item, "/scopeDetails/characteristics/scopeType") == "view")


def count_providers(items: Sequence[JsonValue]) -> dict[str, int]:
    """How many propositions each provider has, in the order of its first; "" counts those of none.

    A large response has tens of thousands, of a few providers.
    """
    counts: dict[str, int] = {}
    # By what decides the provider, which is looked at once for each value.
    known: dict[Any, str] = {}
    for item in items:
        details = item.get("scopeDetails") if isinstance(item, dict) else None
        key = details.get("decisionProvider") if isinstance(details, dict) else None
        if not key or not isinstance(key, str):
            provider = provider_of(item)
        elif key in known:
            provider = known[key]
        else:
            provider = known[key] = provider_of(item)
        counts[provider] = counts.get(provider, 0) + 1
    return counts


def provider_of(item: JsonValue) -> str:
    """`TGT`, `AJO`, `EXD`; `ODE` for the older form with `activity` and `placement`."""
    if not isinstance(item, dict):
        return ""
    provider = text(item.get("scopeDetails"), "decisionProvider")
    return provider[:20] or ("ODE" if isinstance(item.get("placement"), dict) else "")


def words_for_scope(scope: str, now: datetime) -> str:
    """A readable scope: a decision scope by its activity and placement, any other unchanged."""
    reading = read_decision_scope(scope, now)
    return one_line(reading.summary if reading else scope)


def _chosen(item: dict[str, Any], now: datetime) -> str:
    """The activity and experience of a proposition, in few words."""
    reading = recognize(text(item, "id"), now)
    if reading and not reading.problem:
        return reading.summary
    activity = scalar(at(item, "/scopeDetails/activity"), "id") or scalar(item.get("activity"), "id")
    experience = scalar(at(item, "/scopeDetails/experience"), "id")
    parts = [provider_of(item)]
    parts += [f"activity {activity.rsplit(':', 1)[-1].rsplit('#', 1)[-1]}"] if activity else []
    parts += [f"experience {experience}"] if experience else []
    return " · ".join(part for part in parts if part)


def _explain(item: dict[str, Any]) -> str:
    provider = PROVIDERS.get(provider_of(item), "")
    sentences = [f"Decided by {provider}." if provider else ""]
    if not item.get("items"):
        sentences.append("Nothing to show for this scope: the visitor doesn't qualify for any content in it.")
    elif isinstance(item.get("scopeDetails"), dict):
        sentences.append("When you show it, send a display event that echoes id, scope and scopeDetails unchanged.")
    else:
        sentences.append("The older format of Offer Decisioning, with activity and placement instead of scopeDetails.")
    return " ".join(sentence for sentence in sentences if sentence)


def _words_for_activity(value: Any) -> str:
    return " · ".join(part for part in (scalar(value, "id"), f"etag {scalar(value, 'etag')}"[:40]) if part != "etag ")


def _words_for_details(value: Any) -> str:
    provider = text(value, "decisionProvider")
    name = PROVIDERS.get(provider, "")
    return f"{provider} · {name}" if name else provider


_CHARACTERISTICS: dict[str, Reader] = {
    "eventToken": noted("Opaque; echo it in display and interact events so that they count for this decision."),
    "analyticsToken": noted(
        "For Analytics for Target with client-side logging: returned while Analytics is off in the datastream."
    ),
    "scopeType": noted("view: the scope is a view of a single-page application."),
}
_DETAILS: dict[str, Reader] = {
    "decisionProvider": annotated(lambda provider: PROVIDERS.get(provider, "") if isinstance(provider, str) else ""),
    "activity": opened({"priority": noted("If several activities apply, the highest priority wins.")}),
    "experience": opened({}, lambda value: scalar(value, "id")),
    "characteristics": opened(_CHARACTERISTICS),
    "correlationID": noted("Links this decision to its reporting in Journey Optimizer."),
    "rank": noted("The rank among the propositions for one surface; 1 is the best."),
}
_MEMBERS: dict[str, Reader] = {
    "scopeDetails": opened(
        _DETAILS, _words_for_details, "Echo this unchanged in display and interact events: it contains their tokens."
    ),
    "items": each(read_item, words_for_items),
    "activity": opened({}, _words_for_activity),
    "placement": opened({}, _words_for_activity),
}
