"""Names that XDM doesn't have, most often because of a wrong case."""

from collections.abc import Iterator

from edge_tui.lint.rule_hit import RuleHit, warning
from edge_tui.lint.spelling import did_you_mean, differs_in_case, nearest, shown
from edge_tui.lint.subject import Placed, Subject
from edge_tui.lint.xdm import dictionary
from edge_tui.lint.xdm.dictionary import Field
from edge_tui.lint.xdm.profile_fields import GROUP_OF
from edge_tui.model.finding import Suggestion
from edge_tui.model.json.document import JsonValue, at, is_index, join, split

# The rule `consent` says what to write in an event instead.
_ELSEWHERE = ("gdprContainsPersonalData",)
_OLD_PREFIX = "xdm:"


def check(subject: Subject) -> Iterator[RuleHit]:
    """Tenant fields start with an underscore and are never checked."""
    for placed in subject.fields:
        if (
            placed.field is None
            and _is_listed(placed)
            and placed.name not in _ELSEWHERE
            and not _is_custom(placed, subject)
        ):
            yield _hit(placed, subject)


def _is_listed(placed: Placed) -> bool:
    """Whether the dictionary lists the siblings; where others may be, one in another case is still wrong."""
    return placed.parent.is_listed or placed.name.strip().casefold() in placed.parent.by_folded_name


def _is_custom(placed: Placed, subject: Subject) -> bool:
    """Whether it is a tenant field, or the custom schema has it."""
    schema = subject.context.schema
    if placed.name.startswith("_") or schema is None:
        return placed.name.startswith("_")
    path = split(placed.pointer)
    inside = path[path.index("xdm") + 1 :]
    return bool(schema.nodes(int(token) if is_index(token) else token for token in inside))


def _hit(placed: Placed, subject: Subject) -> RuleHit:
    parent_pointer = placed.pointer.rpartition("/")[0]
    siblings = at(subject.document, parent_pointer, {})
    plain = placed.name.removeprefix(_OLD_PREFIX)
    if plain != placed.name and plain in placed.parent.fields:
        message = f"{shown(placed.name)} is called {plain} in events: {_OLD_PREFIX} is the prefix of older schemas."
        suggestion = Suggestion(f"rename to {plain}", placed.pointer, rename=plain) if plain not in siblings else None
        return warning(placed.pointer, message, suggestion=suggestion, on_name=True)
    if placed.parent is dictionary.event() and (group := GROUP_OF.get(placed.name)):
        message = (
            f"{placed.name} is a field of profiles ({group}), not of an ExperienceEvent; in events, such fields go "
            "under your tenant namespace (_tenant)."
        )
        return warning(placed.pointer, message, on_name=True)
    near = nearest(placed.name, placed.parent.fields)
    if near is not None and (
        differs_in_case(placed.name, near) or _fits(placed.parent.fields[near], siblings.get(placed.name))
    ):
        message = f"{shown(placed.name)} is not a field of {placed.parent.name}{did_you_mean(near)}"
        if differs_in_case(placed.name, near):
            message = f"{placed.name} is spelled {near} in XDM: names are case-sensitive."
        suggestion = Suggestion(f"rename to {near}", placed.pointer, rename=near) if near not in siblings else None
        return warning(placed.pointer, message, suggestion=suggestion, on_name=True)
    parent = _likely_parent(placed, siblings)
    if parent is not None:
        destination = join(parent_pointer, *parent)
        return warning(
            placed.pointer,
            f"{shown(placed.name)} is not a field of {placed.parent.name}; did you mean {'.'.join(parent)}?",
            suggestion=Suggestion(f"move into {parent[0]}", placed.pointer, move_to=destination),
            on_name=True,
        )
    where = "of an ExperienceEvent" if placed.parent.name == "xdm" else f"of {placed.parent.name}"
    message = (
        f"{shown(placed.name)} is not a standard field {where}; custom fields go under your tenant namespace (_tenant)."
    )
    return warning(placed.pointer, message, on_name=True)


def _fits(field: Field, value: JsonValue) -> bool:
    """Whether a value may be a field's: for an object, one that has a member of it, unless any are allowed."""
    if field.type != "object" or not field.is_listed:
        return True
    if not isinstance(value, dict):
        return isinstance(value, str) and "{{" in value
    return not value or any(name.startswith("_") or name.strip().casefold() in field.by_folded_name for name in value)


def _likely_parent(placed: Placed, siblings: dict[str, object]) -> tuple[str, str] | None:
    """A sibling object that has the field, preferably one already in the event.

    Of the event's own members only those it has: among so many, another tells nothing.
    """

    def holds(name: str, field: Field) -> bool:
        present = siblings.get(name, {})
        return not field.deprecated and isinstance(present, dict) and placed.name not in present

    parents: list[tuple[Field, str]] = []
    for name, field in placed.parent.fields.items():
        exact = field.by_folded_name.get(placed.name.casefold())
        if exact is not None and not field.is_measure and holds(name, field):
            parents.append((field, exact))
    # Of several the one with the most fields is the most likely: webPageDetails before webInteraction.
    parents.sort(key=lambda parent: (parent[0].name not in siblings, -len(parent[0].fields)))
    if not parents or (placed.parent is dictionary.event() and parents[0][0].name not in siblings):
        return None
    return parents[0][0].name, parents[0][1]
