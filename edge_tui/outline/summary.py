"""An exchange in a few lines: the first level of its outline, with a line for each handle and each problem."""

from collections.abc import Iterator
from dataclasses import replace

from edge_tui.model.node import ABSENT, Node, Tone
from edge_tui.outline.board import ERRORS, WARNINGS
from edge_tui.outline.handle_chips import NO_DECISION
from edge_tui.outline.missing import NOT_RETURNED


def summary_nodes(outline: Node) -> Iterator[Node]:
    """The nodes of an outline to print one per line, without what is below them; the outcome is the first.

    Nothing of the first level is left out. Several handles of a type are a line each, with the type's name, and so
    are problems and what was requested and isn't there.
    """
    yield _line(outline)
    for node in outline.children():
        yield from _lines(node)


def _lines(node: Node) -> Iterator[Node]:
    if _is_group_of_handles(node):
        return (replace(_line(each), label=node.label, tone=node.tone) for each in _items(node))
    if node.label in (ERRORS, WARNINGS) and node.chips:
        # Without color, too, a warning differs from an error.
        return (replace(_line(each), label=f"{node.label[:-1]} {each.label}") for each in _items(node))
    if node.label in (NO_DECISION, NOT_RETURNED) and node.tone is Tone.WARNING and node.has_children:
        return (replace(_line(each), label=node.label, value=f"{each.label} {each.value}") for each in node.children())
    if node.tone is Tone.ERROR and isinstance(node.content, dict):
        return iter((replace(_line(node), label=f"error {node.label}"),))
    return iter((_line(node),))


def _is_group_of_handles(node: Node) -> bool:
    """Whether a node stands for several handles of one type: a single one has its pointer."""
    return node.tone is Tone.HEADING and node.pointer is None and isinstance(node.content, list)


def _items(node: Node) -> Iterator[Node]:
    """The items of a group, without the ranges that many are grouped into."""
    for child in node.children():
        if child.content is ABSENT and child.has_children and child.pointer is None:
            yield from _items(child)
        else:
            yield child


def _line(node: Node) -> Node:
    return replace(node, branches=None)
