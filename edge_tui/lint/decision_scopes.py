"""Decision scopes: how many, and whether those of offer decisioning can be read."""

from collections.abc import Iterator

from edge_tui.lint.rule_hit import RuleHit, error, info, warning
from edge_tui.lint.subject import Subject
from edge_tui.model.document import join
from edge_tui.model.finding import Suggestion
from edge_tui.values import decision_scope

# data-collection-apis, getting-started/personalization: at most 30 in one request.
MAX_SCOPES = 30
# What `{"` is in base64: no mbox is called that.
_ENCODED = "eyJ"


def check(subject: Subject) -> Iterator[RuleHit]:
    """`query.personalization.decisionScopes`, of the request and of its events."""
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
            pointer, f"At most {MAX_SCOPES} decision scopes fit into one request, not {len(scopes)}.", predicts="0105"
        )
    elif not scopes:
        yield info(pointer, "No decision scope is asked for: nothing will be decided.")


def _each(scopes: list[object], pointer: str, subject: Subject) -> Iterator[RuleHit]:
    seen: set[str] = set()
    for index, scope in enumerate(scopes):
        place = join(pointer, index)
        if not isinstance(scope, str) or subject.is_unfilled(place):
            continue
        if not scope.strip():
            yield warning(place, "An empty decision scope is never answered.")
        elif scope in seen:
            remove = Suggestion("remove it", place, remove=True)
            yield info(place, "This decision scope is asked for already.", suggestion=remove)
        elif scope.startswith(_ENCODED):
            yield from _decoded(scope, place)
        seen.add(scope)


def _decoded(scope: str, place: str) -> Iterator[RuleHit]:
    try:
        decision_scope.decode(scope)
    except ValueError as reason:
        yield warning(place, f"This decision scope cannot be read, so nothing answers it. {reason}")
