"""Compares two exchanges, and draws differences: as a tree, and summarized in one line."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from edge_tui.compare.brief import brief, brief_pair, pair_in
from edge_tui.compare.changing_values import with_changing_last
from edge_tui.compare.diff import Change, Difference, diff, label_of
from edge_tui.compare.once_per_visitor import Arranged, arrange, rank_of_handle
from edge_tui.compare.problem_differences import by_problem, is_of_problem, problem_words
from edge_tui.compare.visitor_change import VisitorChange
from edge_tui.handles import DECODERS
from edge_tui.handles.query import Query
from edge_tui.model.client_state import short_key
from edge_tui.model.exchange import Exchange
from edge_tui.model.json.document import JsonObject, JsonValue
from edge_tui.model.node import MAX_LINE_CHARACTERS, KeptBranches, Node, Tone, branch, node_of_json, one_line
from edge_tui.model.response import InteractResponse

# Members that hold what differs and say nothing about it: the list of handles, and what a handle returns.
_TRANSPARENT = re.compile(r"/handle(/(\d+|-)/payload)?")
_ONCE = (
    "Edge sends these to a visitor that doesn't have them yet: one of the two requests had no such state entry. They "
    "say nothing about the datastream."
)
_CHANGING = "These differ between any two sends. They say nothing about the event, the visitor or the datastream."
# Members of an object that are named on its line.
_MAX_MEMBERS = 8
_SIGNS = {
    Change.ADDED: ("+", Tone.GOOD),
    Change.REMOVED: ("-", Tone.ERROR),
    Change.CHANGED: ("~", Tone.WARNING),
}


def compare_exchanges(left: Exchange, right: Exchange, ignore: Sequence[str]) -> tuple[Difference, ...]:
    """The differences between two exchanges: their outcome first, then the response bodies."""
    outcomes = _outcome(left), _outcome(right)
    label = "status" if left.response and right.response else "outcome"
    outcome = () if outcomes[0] == outcomes[1] else (Difference(Change.CHANGED, label, None, None, *outcomes),)
    if left.response is None or right.response is None:
        return outcome
    bodies = diff(_body(left), _body(right), ignore)
    return (*outcome, *(each if each.label else replace(each, label="body") for each in bodies))


def compare_with_visitors(left: Exchange, right: Exchange, ignore: Sequence[str]) -> Arranged:
    """The differences between two exchanges after a change of the visitor, which no ignored path hides.

    For exchanges of one datastream: another organization has other ECIDs.
    """
    visitors = VisitorChange.between(left, right).differences
    return with_changing_last(arrange((*visitors, *compare_exchanges(left, right, ignore)), left, right))


def _outcome(exchange: Exchange) -> JsonValue:
    if exchange.response is not None:
        return exchange.response.status
    return exchange.failure.kind.word if exchange.failure else "unfinished"


def _body(exchange: Exchange) -> JsonValue:
    """The body as JSON, or its text if it isn't JSON."""
    if exchange.response is None:
        return None
    parsed = exchange.response.parsed()
    return parsed.document if isinstance(parsed, InteractResponse) else exchange.response.text


@dataclass(frozen=True, slots=True)
class DifferenceNode(Node):
    """A difference as a node; None for a group of them. `sides` are both values of a change in words, on a line."""

    difference: Difference | None = None
    sides: tuple[str, str] | None = None

    def value_in(self, room: int) -> str:
        """Both values of a change share the row, so that neither pushes the other out of sight."""
        return self.value if self.sides is None or len(self.value) <= room else pair_in(*self.sides, room)


def difference_tree(arranged: Arranged, left: str, right: str) -> Node:
    """The differences under their parent members; `left` and `right` name the two sides.

    What Edge sends once per visitor, and what differs between any two sends, is in groups at the end.
    """

    def branches() -> Iterator[Node]:
        yield from _nodes(by_problem(arranged.first), left, right)
        if arranged.once:
            yield _dim_group("sent once per visitor", _ONCE, arranged.once, left, right)
        if arranged.changing:
            yield _dim_group("new in every send", _CHANGING, arranged.changing, left, right)

    summary = summarize_arranged(arranged)
    if count := sum(1 for each in arranged.changing for _ in each.walk()):
        summary += f" · {count} new in every send"
    return Node("differences", summary, branches=KeptBranches(branches))


def summarize_arranged(arranged: Arranged) -> str:
    """The differences in one line, without those of any two sends."""
    return summarize((*by_problem(arranged.first), *arranged.once))


def _dim_group(label: str, note: str, differences: Sequence[Difference], left: str, right: str) -> Node:
    leaves = [leaf for each in differences for leaf in each.walk()]

    def branches() -> Iterator[Node]:
        for leaf in leaves:
            yield replace(_leaf(leaf, left, right), tone=Tone.DIM, branches=None)

    return Node(label, summarize(differences), Tone.DIM, note=note, branches=branches)


def summarize(differences: Iterable[Difference]) -> str:
    """`2 added · 1 removed · 3 changed`, or `no differences`."""
    counts = Counter(each.change for found in differences for each in found.walk())
    parts = [
        f"{counts[change]} {change}" for change in (Change.ADDED, Change.REMOVED, Change.CHANGED) if counts[change]
    ]
    return " · ".join(parts) or "no differences"


def _nodes(differences: Iterable[Difference], left: str, right: str) -> Iterator[Node]:
    for each in _without_transparent(differences):
        yield _leaf(each, left, right) if each.change is not Change.INSIDE else _group(each, left, right)


def _without_transparent(differences: Iterable[Difference]) -> Iterator[Difference]:
    for each in differences:
        pointer = each.right_pointer or each.left_pointer or ""
        if each.change is Change.INSIDE and _TRANSPARENT.fullmatch(pointer):
            yield from _without_transparent(each.inside)
        else:
            yield each


def _group(each: Difference, left: str, right: str) -> Node:
    """A group of differences; one that has a single group in it is on the same line: `hero · scopeDetails`."""
    labels = [short_key(each.label)]
    inside = list(_without_transparent(each.inside))
    while len(inside) == 1 and inside[0].change is Change.INSIDE:
        (each,) = inside
        labels.append(short_key(each.label))
        inside = list(_without_transparent(each.inside))
    return DifferenceNode(
        one_line(" · ".join(labels)),
        summarize(inside),
        Tone.HEADING,
        each.right_pointer or each.left_pointer,
        opened=True,
        branches=KeptBranches(lambda: _nodes(inside, left, right)),
        difference=each,
    )


def _leaf(each: Difference, left: str, right: str) -> Node:
    sign, tone = _SIGNS[each.change]
    label = f"{sign} {one_line(short_key(each.label))}"
    pointer = each.left_pointer if each.right_pointer is None else each.right_pointer
    if each.change is Change.CHANGED:
        sides = [node_of_json(left, each.left, None), node_of_json(right, each.right, None)]
        pair = _in_words(each.left, pointer), _in_words(each.right, pointer)
        return DifferenceNode(
            label,
            " → ".join(brief_pair(*pair)),
            tone,
            pointer,
            each.right,
            branches=branch(*sides),
            difference=each,
            sides=brief_pair(*pair, limit=MAX_LINE_CHARACTERS),
        )
    value, side = (each.right, right) if each.change is Change.ADDED else (each.left, left)
    named = _named(value, pointer)
    in_words = ", ".join(name for name, _ in named) if named else _in_words(value, pointer)
    if isinstance(in_words, dict):
        in_words = _members_in_words(in_words, each.label)
    words = brief(
        in_words.removeprefix(f"{each.label} ") if isinstance(in_words, str) else in_words, MAX_LINE_CHARACTERS
    )
    return DifferenceNode(
        label,
        # The side first, so that no long value pushes it out of sight.
        f"only {_on_side(side)} · {words}",
        tone,
        pointer,
        value,
        branches=lambda: _parts(value, pointer),
        difference=each,
    )


def _in_words(value: JsonValue, pointer: str | None) -> JsonValue:
    """A problem in words, another value as it is."""
    return problem_words(value) or value if is_of_problem(pointer) else value


def _members_in_words(value: JsonObject, label: str) -> JsonValue:
    """What a handle returns, or the members of an object that are a value and not its label; else the object."""
    handle_type, payload = value.get("type"), value.get("payload")
    decoder = DECODERS.get(handle_type) if isinstance(handle_type, str) else None
    if decoder is not None and isinstance(payload, list):
        return decoder.summarize(payload, Query())
    shown = ((name, member) for name, member in value.items() if isinstance(member, str | int | float))
    members = (f"{name} {one_line(member)}" for name, member in shown if member != label)
    return " · ".join(islice(members, _MAX_MEMBERS)) or value


def _parts(value: JsonValue, pointer: str | None) -> Iterator[Node]:
    """What is within a value that one side alone has; handles by their names."""
    if named := _named(value, pointer):
        yield from (node_of_json(name, item, None) for name, item in named)
    else:
        yield from node_of_json("", value, None).children()


def _named(value: JsonValue, pointer: str | None) -> list[tuple[str, JsonValue]]:
    """Handles that one side alone has, by their names, decisions first; nothing for another value."""
    if pointer != "/handle" or not isinstance(value, list):
        return []
    named = [(short_key(label_of(item, str(index))), item) for index, item in enumerate(value)]
    return sorted(named, key=lambda each: rank_of_handle(each[0]))


def side_names(left: Exchange, right: Exchange) -> tuple[str, str]:
    """The names of the two sides: their profiles, or `left` and `right` for the same profile."""
    names = left.profile_name, right.profile_name
    return names if names[0] != names[1] else ("left", "right")


def _on_side(side: str) -> str:
    return f"on the {side}" if side in ("left", "right") else f"in {side}"
