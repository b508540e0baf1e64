"""Decision scopes: their number, what isn't one, and whether those of offer decisioning can be decoded."""

import re
from collections.abc import Iterator

from edge_tui.lint.rule_hit import RuleHit, error, info, warning
from edge_tui.lint.spelling import shown
from edge_tui.lint.subject import Part, Subject
from edge_tui.lint.surfaces import PAGE_LOAD, is_surface, move_item, personalizations
from edge_tui.model.finding import Suggestion
from edge_tui.model.item_schemas import schema_url
from edge_tui.model.json.document import join
from edge_tui.values import decision_scope

# data-collection-apis, getting-started/personalization: at most 30 in one request.
MAX_SCOPES = 30
_DOM_ACTION = schema_url("dom-action")
# The base64 of `{"`: no mbox has such a name.
_ENCODED = "eyJ"
_PAGE_LOAD_WORDS = re.compile(r"\s*(?:_+view_*|view_+)\s*", re.IGNORECASE)


def check(subject: Subject) -> Iterator[RuleHit]:
    """`query.personalization.decisionScopes` of the request and of its events.

    The Web SDK sends surfaces in a list of their own, and adds the schema of DOM actions to
    `schemas` whenever it requests `__view__` (Alloy's Personalization component).
    """
    for part in personalizations(subject):
        scopes = part.members.get("decisionScopes")
        if isinstance(scopes, list):
            pointer = join(part.pointer, "decisionScopes")
            yield from _count(scopes, pointer)
            yield from _each(scopes, pointer, part, subject)
            yield from _page_load(scopes, pointer, part)


def _count(scopes: list[object], pointer: str) -> Iterator[RuleHit]:
    if len(scopes) > MAX_SCOPES:
        yield error(
            pointer, f"A request can have at most {MAX_SCOPES} decision scopes, not {len(scopes)}.", predicts="0105"
        )
    elif not scopes:
        yield info(pointer, "No decision scopes requested: no decisions will be returned.")


def _each(scopes: list[object], pointer: str, part: Part, subject: Subject) -> Iterator[RuleHit]:
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
        elif is_surface(scope):
            fix = move_item(subject, part, place, "surfaces")
            yield warning(place, "This is a surface: as a decision scope it returns nothing.", suggestion=fix)
        elif scope != PAGE_LOAD and _PAGE_LOAD_WORDS.fullmatch(scope):
            fix = Suggestion(f"write {PAGE_LOAD}", place, value=PAGE_LOAD)
            yield warning(place, f"{shown(scope)} isn't the scope of a page; did you mean {PAGE_LOAD}?", suggestion=fix)
        elif scope.startswith(_ENCODED):
            yield from _decoded(scope, place)
        seen.add(scope)


def _page_load(scopes: list[object], pointer: str, part: Part) -> Iterator[RuleHit]:
    schemas = part.members.get("schemas")
    if PAGE_LOAD not in scopes or not isinstance(schemas, list) or _DOM_ACTION in schemas:
        return
    place = join(pointer, scopes.index(PAGE_LOAD))
    fix = Suggestion("add dom-action to schemas", join(part.pointer, "schemas"), value=[*schemas, _DOM_ACTION])
    what = f"{PAGE_LOAD} asks for changes to the page, but schemas "
    if schemas:
        yield warning(place, f"{what}has no dom-action: they won't be returned.", suggestion=fix)
    else:
        yield info(place, f"{what}is empty: Adobe doesn't say what that returns.", suggestion=fix)


def _decoded(scope: str, place: str) -> Iterator[RuleHit]:
    try:
        decision_scope.decode(scope)
    except ValueError as reason:
        yield warning(place, f"This decision scope can't be decoded and won't return a decision. {reason}")
