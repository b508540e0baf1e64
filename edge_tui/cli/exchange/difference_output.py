"""The differences between two responses, as a printed tree and as JSON."""

from collections.abc import Iterable
from dataclasses import replace

from edge_tui.compare.diff import Difference
from edge_tui.compare.difference_tree import difference_tree, side_names
from edge_tui.compare.once_per_visitor import Arranged
from edge_tui.model.exchange import Exchange
from edge_tui.model.json.document import JsonObject
from edge_tui.model.node import ABSENT, Node, Tone


def difference_documents(differences: Iterable[Difference]) -> list[JsonObject]:
    """Every value that was added, removed or changed."""
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


def printed_tree(left: Exchange, right: Exchange, differences: Arranged) -> Node:
    """The differences as a tree under the two request IDs."""
    tree = _without_repetition(difference_tree(differences, *side_names(left, right)))
    heading = f"- {left.profile_name} {left.request_id}   + {right.profile_name} {right.request_id}"
    return replace(tree, label=heading, tone=Tone.HEADING)


def _without_repetition(node: Node) -> Node:
    """The tree without the two sides of a change that fits on its own line."""
    children = node.children()
    if node.label.startswith("~ ") and node.value == " → ".join(child.value for child in children):
        return replace(node, branches=None)
    return replace(node, branches=lambda: map(_without_repetition, children)) if children else node
