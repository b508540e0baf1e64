"""Groups of templates: their names on the screen, their order, and whether one has templates of one's own."""

from collections.abc import Iterable
from itertools import groupby

from edge_tui.model.template import Origin, TemplateEntry
from edge_tui.model.text import visible

STAR = "★ "
MARKS = {Origin.USER: " ✎", Origin.PROJECT: " ⌂"}
_ORDER = (Origin.PROJECT, Origin.USER, Origin.SHIPPED)


def heading(group: str) -> str:
    """A group's name on the screen, in sentence case: files have it in lower case, or as somebody wrote it."""
    return visible(group[:1].upper() + group[1:])


def title_of(template: TemplateEntry) -> str:
    """A template's title on the screen, with the mark of one's own or the project's."""
    return visible(template.title) + MARKS.get(template.origin, "")


def own_groups_first(templates: Iterable[TemplateEntry]) -> list[TemplateEntry]:
    """Templates with the project's groups first, then the user's; otherwise in order, and no group in two parts."""
    listed = list(templates)
    ranks: dict[str, int] = {}
    for each in listed:
        ranks[_key(each)] = min(ranks.get(_key(each), len(_ORDER)), _ORDER.index(each.origin))
    places = {key: place for place, key in enumerate(ranks)}
    return sorted(listed, key=lambda each: (ranks[_key(each)], places[_key(each)]))


def groups(templates: Iterable[TemplateEntry]) -> Iterable[tuple[str, list[TemplateEntry]]]:
    """The groups with their templates, as they are listed: one whose name differs in case alone is the same."""
    for _, members in groupby(own_groups_first(templates), key=_key):
        listed = list(members)
        yield heading(listed[0].group), listed


def has_own(members: Iterable[TemplateEntry]) -> bool:
    """Whether a group has templates of the user or of the project."""
    return any(each.origin is not Origin.SHIPPED for each in members)


def _key(template: TemplateEntry) -> str:
    return template.group.casefold()
