"""`personalization:decisions`: propositions, what to show where, by any decision provider."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, TypedDict

from edge_tui.handles.members import Reader, counted, each, members, noted, opened, scalar, text, told
from edge_tui.handles.proposition_item import read_item, words_for_items
from edge_tui.handles.question import Question
from edge_tui.model.document import JsonValue, at
from edge_tui.model.node import Node, one_line
from edge_tui.values import decision_scope, recognise

TYPE = "personalization:decisions"
ABOUT = (
    "Propositions: for a scope that was asked for, what to show there. One handle comes for each decision provider, "
    "and it may be empty. Showing one is reported by a display event that echoes its id, scope and scopeDetails."
)
SOURCE = "Edge Network API guides, personalization; XDM, proposition"

PROVIDERS = {
    "TGT": "Adobe Target",
    "AJO": "Adobe Journey Optimizer",
    "ODE": "offer decisioning",
    "EXD": "offer decisioning",
}


class _Provider(TypedDict, total=False):
    decisionProvider: object


class ItemSummary(TypedDict, total=False):
    """As much of a proposition as `summarise` looks at where there is no question."""

    scopeDetails: _Provider
    placement: dict[str, object]


def read(item: JsonValue, pointer: str, now: datetime) -> Node | None:
    """A proposition: its scope, which activity won, and what there is to show."""
    if not isinstance(item, dict) or not text(item, "scope"):
        return None
    if not isinstance(item.get("items", []), list) or not isinstance(item.get("scopeDetails", {}), dict):
        return None
    return Node(
        words_for_scope(text(item, "scope"), now),
        " · ".join(part for part in (_chosen(item, now), words_for_items(item.get("items"))) if part),
        pointer=pointer,
        content=item,
        note=_explain(item),
        source=SOURCE,
        branches=lambda: members(item, pointer, now, _MEMBERS),
    )


def summarise(items: Sequence[JsonValue], question: Question) -> str:
    """`TGT · 2 of 3 scopes answered`; without a question, how many propositions there are."""
    providers = dict.fromkeys(provider for item in items if (provider := provider_of(item)))
    if question.wanted:
        answered = answered_scopes(items, question)
        noun = "surface" if question.surfaces and not question.scopes else "scope"
        told_scopes = f"{len(answered)} of {counted(len(question.wanted), noun)} answered"
        return " · ".join([*providers, told_scopes])
    return " · ".join([*providers, counted(len(items), "proposition") if items else "no propositions"])


def answered_scopes(items: Sequence[JsonValue], question: Question) -> list[str]:
    """The scopes and surfaces of a question that a proposition answers, padding of base64 aside.

    Asked for `__view__`, Target also sends what belongs to the named views of a single-page
    application, each under the view's own name.
    """
    answered = {text(item, "scope").rstrip("=") for item in items}
    if "__view__" in question.wanted and any(map(_is_of_a_view, items)):
        answered.add("__view__")
    return [scope for scope in question.wanted if scope.rstrip("=") in answered]


def _is_of_a_view(item: JsonValue) -> bool:
    return bool(at(item, "/scopeDetails/characteristics/scopeType") == "view")


def provider_of(item: JsonValue) -> str:
    """`TGT`, `AJO`, `EXD`; `ODE` for the older form that has `activity` and `placement` instead."""
    if not isinstance(item, dict):
        return ""
    provider = text(item.get("scopeDetails"), "decisionProvider")
    return provider[:20] or ("ODE" if isinstance(item.get("placement"), dict) else "")


def words_for_scope(scope: str, now: datetime) -> str:
    """A scope for people: a decision scope by its activity and placement, any other as it is."""
    reading = recognise(scope, now)
    return one_line(reading.summary if reading and reading.kind == decision_scope.KIND else scope)


def _chosen(item: dict[str, Any], now: datetime) -> str:
    """Which activity and experience the proposition is of, in as few words as tell it."""
    reading = recognise(text(item, "id"), now)
    if reading and not reading.problem:
        return reading.summary
    activity = scalar(at(item, "/scopeDetails/activity"), "id") or scalar(item.get("activity"), "id")
    experience = scalar(at(item, "/scopeDetails/experience"), "id")
    told_parts = [provider_of(item)]
    told_parts += [f"activity {activity.rsplit(':', 1)[-1].rsplit('#', 1)[-1]}"] if activity else []
    told_parts += [f"experience {experience}"] if experience else []
    return " · ".join(part for part in told_parts if part)


def _explain(item: dict[str, Any]) -> str:
    provider = PROVIDERS.get(provider_of(item), "")
    sentences = [f"Decided by {provider}." if provider else ""]
    if not item.get("items"):
        sentences.append("There is nothing to show for this scope: the visitor qualifies for no content in it.")
    elif isinstance(item.get("scopeDetails"), dict):
        sentences.append("Report showing it with a display event that echoes id, scope and scopeDetails unchanged.")
    else:
        sentences.append("The older form of offer decisioning, with activity and placement instead of scopeDetails.")
    return " ".join(sentence for sentence in sentences if sentence)


def _words_for_activity(value: Any) -> str:
    return " · ".join(part for part in (scalar(value, "id"), f"etag {scalar(value, 'etag')}"[:40]) if part != "etag ")


def _words_for_details(value: Any) -> str:
    provider = text(value, "decisionProvider")
    name = PROVIDERS.get(provider, "")
    return f"{provider} · {name}" if name else provider


_CHARACTERISTICS: dict[str, Reader] = {
    "eventToken": noted("Opaque; display and interact events echo it, so that the decision is credited."),
    "analyticsToken": noted("For reporting in Adobe Analytics (A4T)."),
    "scopeType": noted("view: this scope is a view of a single-page application."),
}
_DETAILS: dict[str, Reader] = {
    "decisionProvider": told(lambda provider: PROVIDERS.get(provider, "") if isinstance(provider, str) else ""),
    "activity": opened({"priority": noted("Of several activities in one place, the higher one wins.")}),
    "experience": opened({}, lambda value: scalar(value, "id")),
    "characteristics": opened(_CHARACTERISTICS),
    "correlationID": noted("Ties this decision to its reporting in Journey Optimizer."),
    "rank": noted("The place among the propositions for one surface; 1 is the best."),
}
_MEMBERS: dict[str, Reader] = {
    "scopeDetails": opened(
        _DETAILS, _words_for_details, "Echo this unchanged in display and interact events: it holds their tokens."
    ),
    "items": each(read_item, words_for_items),
    "activity": opened({}, _words_for_activity),
    "placement": opened({}, _words_for_activity),
}
