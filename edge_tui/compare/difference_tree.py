"""Compares two exchanges, and draws differences: as a tree, and summarized in one line."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from edge_tui.compare.diff import Change, Difference, diff
from edge_tui.compare.once_per_visitor import Arranged, arrange
from edge_tui.compare.visitor_change import VisitorChange
from edge_tui.model.client_state import short_key
from edge_tui.model.exchange import Exchange
from edge_tui.model.json.document import JsonValue
from edge_tui.model.node import Node, Tone, branch, node_of_json, one_line
from edge_tui.model.response import InteractResponse

_MAX_VALUE_LENGTH = 60
_ONCE = (
    "Edge sends these to a visitor that doesn't have them yet: one of the two requests had no such state entry. They "
    "say nothing about the datastream."
)
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
    return arrange((*visitors, *compare_exchanges(left, right, ignore)), left, right)


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
    """A difference as a node; None for a group of them."""

    difference: Difference | None = None


def difference_tree(arranged: Arranged, left: str, right: str) -> Node:
    """The differences under their parent members; `left` and `right` name the two sides.

    What Edge sends once per visitor is in a group at the end.
    """

    def branches() -> Iterator[Node]:
        yield from _nodes(arranged.first, left, right)
        if arranged.once:
            yield _once_node(arranged.once, left, right)

    return Node("differences", summarize(arranged.all), branches=branches)


def _once_node(once: Sequence[Difference], left: str, right: str) -> Node:
    leaves = [leaf for each in once for leaf in each.walk()]

    def branches() -> Iterator[Node]:
        for leaf in leaves:
            yield replace(_leaf(leaf, left, right), tone=Tone.DIM, branches=None)

    return Node("sent once per visitor", summarize(once), Tone.DIM, note=_ONCE, branches=branches)


def summarize(differences: Iterable[Difference]) -> str:
    """`2 added · 1 removed · 3 changed`, or `no differences`."""
    counts = Counter(each.change for found in differences for each in found.walk())
    parts = [
        f"{counts[change]} {change}" for change in (Change.ADDED, Change.REMOVED, Change.CHANGED) if counts[change]
    ]
    return " · ".join(parts) or "no differences"


def _nodes(differences: Iterable[Difference], left: str, right: str) -> Iterator[Node]:
    for each in differences:
        if each.change is Change.INSIDE:
            inside = each.inside
            yield DifferenceNode(
                one_line(short_key(each.label)),
                summarize(inside),
                Tone.HEADING,
                each.right_pointer or each.left_pointer,
                opened=True,
                branches=lambda inside=inside: _nodes(inside, left, right),  # type: ignore[misc]
                difference=each,
            )
        else:
            yield _leaf(each, left, right)


def _leaf(each: Difference, left: str, right: str) -> Node:
    sign, tone = _SIGNS[each.change]
    label = f"{sign} {one_line(short_key(each.label))}"
    pointer = each.right_pointer or each.left_pointer
    if each.change is Change.CHANGED:
        sides = [node_of_json(left, each.left, None), node_of_json(right, each.right, None)]
        value = f"{brief(each.left)} → {brief(each.right)}"
        return DifferenceNode(label, value, tone, pointer, each.right, branches=branch(*sides), difference=each)
    value, side = (each.right, right) if each.change is Change.ADDED else (each.left, left)
    return DifferenceNode(
        label,
        f"{brief(value)}   only {_on_side(side)}",
        tone,
        pointer,
        value,
        branches=node_of_json("", value, None).branches,
        difference=each,
    )


def side_names(left: Exchange, right: Exchange) -> tuple[str, str]:
    """The names of the two sides: their profiles, or `left` and `right` for the same profile."""
    names = left.profile_name, right.profile_name
    return names if names[0] != names[1] else ("left", "right")


def _on_side(side: str) -> str:
    return f"on the {side}" if side in ("left", "right") else f"in {side}"


def brief(value: JsonValue, limit: int = _MAX_VALUE_LENGTH) -> str:
    """A value in a few characters: containers as their size, strings cut off at `limit`."""
    if isinstance(value, dict):
        return f"{{{len(value)}}}"
    if isinstance(value, list):
        return f"[{len(value)}]"
    if not isinstance(value, str):
        return one_line(value)
    return one_line(value) if len(value) <= limit else value[:limit] + "…"
