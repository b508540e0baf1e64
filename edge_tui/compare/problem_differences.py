"""Differences of problems as people count them: one for each problem, not one for each of its members."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from edge_tui.compare.diff import Change, Difference, label_of
from edge_tui.model.json.document import JsonObject, JsonValue, join
from edge_tui.model.node import ABSENT
from edge_tui.model.response import is_problem, read_problem

_LISTS = ("errors", "warnings")
# The members of a rejection, whose body is a problem.
_MEMBERS = ("type", "status", "title", "detail", "report")


def by_problem(differences: Sequence[Difference]) -> tuple[Difference, ...]:
    """The differences between two responses, in which every problem of one side alone is one difference.

    Two rejections that differ in several members are one, too.
    """
    return tuple(_by_problem(differences))


def problem_words(value: JsonValue) -> str:
    """The code and the title of a problem, as far as its members say; empty for another value."""
    if not isinstance(value, dict):
        return ""
    problem = read_problem(value, "")
    return " ".join(filter(None, (_code(value), problem.title or problem.detail)))


def is_of_problem(pointer: str | None) -> bool:
    """Whether a pointer is that of a problem in a response."""
    if pointer is None:
        return False
    name, _, index = pointer.removeprefix("/").partition("/")
    return not pointer or (name in _LISTS and index.isdecimal())


def _by_problem(differences: Sequence[Difference]) -> Iterator[Difference]:
    found = _rejection(differences)
    members, rejection = found or ([], None)
    for each in differences:
        if not any(each is member for member in members):
            yield _listed(each)
        elif rejection is not None:
            yield rejection
            rejection = None


def _rejection(differences: Sequence[Difference]) -> tuple[list[Difference], Difference] | None:
    """The differences that are members of a rejection, and the one that stands for them."""
    at_root = sorted(filter(_is_member, differences), key=_place)
    for change in (Change.ADDED, Change.REMOVED):
        members = [each for each in at_root if each.change is change]
        values: JsonObject = {each.label: each.right if change is Change.ADDED else each.left for each in members}
        if is_problem(values):
            label = _code(values) or "problem"
            if change is Change.ADDED:
                return members, Difference(change, label, None, "", right=values)
            return members, Difference(change, label, "", None, left=values)
    members = [each for each in at_root if each.label in _MEMBERS]
    if len(members) > 1 and any(each.change is Change.CHANGED for each in members):
        left: JsonObject = {each.label: each.left for each in members if each.left is not ABSENT}
        right: JsonObject = {each.label: each.right for each in members if each.right is not ABSENT}
        return members, Difference(Change.CHANGED, "problem", "", "", left, right)
    return None


def _is_member(difference: Difference) -> bool:
    pointer = difference.right_pointer or difference.left_pointer
    return pointer == join("", difference.label)


def _place(member: Difference) -> int:
    return _MEMBERS.index(member.label) if member.label in _MEMBERS else len(_MEMBERS)


def _listed(difference: Difference) -> Difference:
    """A list of problems that one side alone has, as a difference for each of them."""
    if difference.label not in _LISTS or not _is_member(difference):
        return difference
    change = difference.change
    problems = difference.right if change is Change.ADDED else difference.left if change is Change.REMOVED else None
    if not isinstance(problems, list) or not problems or not all(map(is_problem, problems)):
        return difference
    inside = []
    for index, problem in enumerate(problems):
        label, pointer = label_of(problem, str(index)), join("", difference.label, index)
        if change is Change.ADDED:
            inside.append(Difference(change, label, None, pointer, right=problem))
        else:
            inside.append(Difference(change, label, pointer, None, left=problem))
    return replace(difference, change=Change.INSIDE, inside=tuple(inside))


def _code(members: JsonObject) -> str:
    problem = read_problem(members, "")
    return "" if problem.type == "about:blank" else problem.name
