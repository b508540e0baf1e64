"""What differs between the answers of two exchanges, as a tree and as JSON."""

from collections.abc import Iterable, Sequence

from edge_tui.diff import Change, Difference, diff
from edge_tui.model.document import JsonObject, JsonValue
from edge_tui.model.exchange import Exchange
from edge_tui.model.node import ABSENT, Node, Tone, one_line
from edge_tui.model.response import InteractResponse

_SIGNS = {Change.ADDED: "+ ", Change.REMOVED: "- ", Change.CHANGED: "~ ", Change.INSIDE: "  "}
_TONES = {Change.ADDED: Tone.GOOD, Change.REMOVED: Tone.ERROR, Change.CHANGED: Tone.WARNING, Change.INSIDE: Tone.PLAIN}


def compared(left: Exchange, right: Exchange, ignore: Sequence[str]) -> tuple[Difference, ...]:
    """The differences between two answers: how they ended first, then their bodies."""
    ended = _ending(left), _ending(right)
    outcome = () if ended[0] == ended[1] else (Difference(Change.CHANGED, "outcome", None, None, *ended),)
    return (*outcome, *diff(_body(left), _body(right), ignore))


def difference_documents(differences: Iterable[Difference]) -> list[JsonObject]:
    """Each value that was added, removed or changed."""
    return [
        {
            "change": str(each.change),
            "leftPointer": each.left_pointer,
            "rightPointer": each.right_pointer,
            "left": None if each.left is ABSENT else each.left,
            "right": None if each.right is ABSENT else each.right,
        }
        for difference in differences
        for each in difference.walk()
    ]


def difference_tree(left: Exchange, right: Exchange, differences: Sequence[Difference]) -> Node:
    """The differences as a tree under the two request ids."""
    return Node(
        f"- {left.profile_name} {left.request_id}   + {right.profile_name} {right.request_id}",
        tone=Tone.HEADING,
        branches=lambda: [_node(each) for each in differences],
    )


def _node(difference: Difference) -> Node:
    label = _SIGNS[difference.change] + difference.label
    tone = _TONES[difference.change]
    if difference.change is Change.INSIDE:
        return Node(label, tone=tone, branches=lambda: [_node(each) for each in difference.inside])
    if difference.change is Change.CHANGED:
        return Node(label, f"{one_line(difference.left)} → {one_line(difference.right)}", tone)
    return Node(label, one_line(difference.right if difference.change is Change.ADDED else difference.left), tone)


def _ending(exchange: Exchange) -> JsonValue:
    if exchange.answer is not None:
        return exchange.answer.status
    return str(exchange.failure.kind) if exchange.failure else "unfinished"


def _body(exchange: Exchange) -> JsonValue:
    if exchange.answer is None:
        return None
    response = exchange.answer.response()
    return response.document if isinstance(response, InteractResponse) else exchange.answer.text
