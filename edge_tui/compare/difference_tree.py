"""What differs between the answers of two exchanges: found, as a tree, and in a sentence."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from edge_tui.compare.diff import Change, Difference, diff
from edge_tui.handles.state_store import short_key
from edge_tui.model.document import JsonValue
from edge_tui.model.exchange import Exchange
from edge_tui.model.node import Node, Tone, branch, node_of_json, one_line
from edge_tui.model.response import InteractResponse

_BRIEF = 60
_SIGNS = {
    Change.ADDED: ("+", Tone.GOOD),
    Change.REMOVED: ("-", Tone.ERROR),
    Change.CHANGED: ("~", Tone.WARNING),
}


def compared(left: Exchange, right: Exchange, ignore: Sequence[str]) -> tuple[Difference, ...]:
    """The differences between two answers: how they ended first, then their bodies."""
    ended = _ending(left), _ending(right)
    label = "status" if left.answer and right.answer else "outcome"
    outcome = () if ended[0] == ended[1] else (Difference(Change.CHANGED, label, None, None, *ended),)
    if left.answer is None or right.answer is None:
        return outcome
    bodies = diff(_body(left), _body(right), ignore)
    return (*outcome, *(each if each.label else replace(each, label="body") for each in bodies))


def _ending(exchange: Exchange) -> JsonValue:
    if exchange.answer is not None:
        return exchange.answer.status
    return str(exchange.failure.kind) if exchange.failure else "unfinished"


def _body(exchange: Exchange) -> JsonValue:
    """The body as JSON, or as its text where it is none."""
    if exchange.answer is None:
        return None
    response = exchange.answer.response()
    return response.document if isinstance(response, InteractResponse) else exchange.answer.text


def difference_tree(differences: Sequence[Difference], left: str, right: str) -> Node:
    """The differences under the members they lie in; `left` and `right` name the two sides."""
    return Node("differences", verdict(differences), branches=lambda: _nodes(differences, left, right))


def verdict(differences: Iterable[Difference]) -> str:
    """`2 added · 1 removed · 3 changed`, or that nothing differs."""
    counts = Counter(each.change for found in differences for each in found.walk())
    told = [f"{counts[change]} {change}" for change in (Change.ADDED, Change.REMOVED, Change.CHANGED) if counts[change]]
    return " · ".join(told) or "no difference"


def _nodes(differences: Iterable[Difference], left: str, right: str) -> Iterator[Node]:
    for each in differences:
        if each.change is Change.INSIDE:
            inside = each.inside
            yield Node(
                one_line(short_key(each.label)),
                verdict(inside),
                Tone.HEADING,
                each.right_pointer or each.left_pointer,
                opened=True,
                branches=lambda inside=inside: _nodes(inside, left, right),  # type: ignore[misc]
            )
        else:
            yield _leaf(each, left, right)


def _leaf(each: Difference, left: str, right: str) -> Node:
    sign, tone = _SIGNS[each.change]
    label = f"{sign} {one_line(short_key(each.label))}"
    pointer = each.right_pointer or each.left_pointer
    if each.change is Change.CHANGED:
        sides = [node_of_json(left, each.left, None), node_of_json(right, each.right, None)]
        value = f"{_brief(each.left)} → {_brief(each.right)}"
        return Node(label, value, tone, pointer, each.right, branches=branch(*sides))
    held, where = (each.right, right) if each.change is Change.ADDED else (each.left, left)
    return Node(
        label,
        f"{_brief(held)}   only {_place(where)}",
        tone,
        pointer,
        held,
        branches=node_of_json("", held, None).branches,
    )


def _place(side: str) -> str:
    """A side that has a name of its own, and one that has none."""
    return f"on the {side}" if side in ("left", "right") else f"in {side}"


def _brief(value: JsonValue) -> str:
    if isinstance(value, dict):
        return f"{{{len(value)}}}"
    if isinstance(value, list):
        return f"[{len(value)}]"
    if not isinstance(value, str):
        return one_line(value)
    return one_line(value) if len(value) <= _BRIEF else value[:_BRIEF] + "…"
