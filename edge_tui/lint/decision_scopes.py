"""Decision scopes: their number, and whether those of offer decisioning can be decoded."""

from collections.abc import Iterator

from edge_tui.lint.rule_hit import RuleHit, error, info, warning
from edge_tui.lint.subject import Subject
from edge_tui.model.finding import Suggestion
from edge_tui.model.json.document import join
from edge_tui.values import decision_scope

# data-collection-apis, getting-started/personalization: at most 30 in one request.
MAX_SCOPES = 30
# The base64 of `{"`: no mbox has such a name.
_ENCODED = "eyJ"


def check(subject: Subject) -> Iterator[RuleHit]:
    """`query.personalization.decisionScopes` of the request and of its events."""
    for part in subject.queries:
        personalization = part.members.get("personalization")
        scopes = personalization.get("decisionScopes") if isinstance(personalization, dict) else None
        if isinstance(scopes, list):
            pointer = join(part.pointer, "personalization", "decisionScopes")
            yield from _count(scopes, pointer)
            yield from _each(scopes, pointer, subject)


def _count(scopes: list[object], pointer: str) -> Iterator[RuleHit]:
    if len(scopes) > MAX_SCOPES:
        yield error(
            pointer, f"A request can have at most {MAX_SCOPES} decision scopes, not {len(scopes)}.", predicts="0105"
        )
    elif not scopes:
        yield info(pointer, "No decision scopes requested: no decisions will be returned.")


def _each(scopes: list[object], pointer: str, subject: Subject) -> Iterator[RuleHit]:
    seen: set[str] = set()
    for index, scope in enumerate(scopes):
        place = join(pointer, index)
        if not isinstance(scope, str) or subject.is_unfilled(place):
            continue
        if not scope.strip():
            yield warning(place, "An empty decision scope never returns a decision.")
        elif scope in seen:
            remove = Suggestion("remove it", place, remove=True)
            yield info(place, "Duplicate decision scope.", suggestion=remove)
        elif scope.startswith(_ENCODED):
            yield from _decoded(scope, place)
        seen.add(scope)


def _decoded(scope: str, place: str) -> Iterator[RuleHit]:
    try:
        decision_scope.decode(scope)
    except ValueError as reason:
        yield warning(place, f"This decision scope can't be decoded and won't return a decision. {reason}")
