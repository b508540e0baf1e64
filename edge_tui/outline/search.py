"""Finding in an outline: its labels and values as plain text, so that each key press searches anew."""

from array import array
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial

from edge_tui.model.node import Node

_SLICE = 500

# The children to show of a node, by their place among its children, each with its own.
_Branches = dict[int, "_Branches"]


@dataclass(frozen=True, slots=True)
class Hit:
    """A node that was found, and the nodes above it from the root down."""

    node: Node
    ancestors: tuple[Node, ...]


class Index:
    """What can be found below a node, read slice by slice, in the order of the tree.

    `grow` reads; between two slices the caller may do something else, or stop for good. What
    has been read so far can be searched at any time. Case does not matter.
    """

    def __init__(self, root: Node) -> None:
        self._root = root
        self._parents = array("q")
        self._ordinals = array("q")
        self._lines: list[str] = []
        self._families: dict[int, tuple[Node, ...]] = {}

    @property
    def size(self) -> int:
        """How many nodes have been read; the root is none of them."""
        return len(self._lines)

    def grow(self) -> Iterator[int]:
        """Reads everything below the root; yields the number of nodes read so far, slice by slice."""
        waiting = [(child, -1, ordinal) for ordinal, child in enumerate(self._root.children())][::-1]
        while waiting:
            node, parent, ordinal = waiting.pop()
            number = len(self._lines)
            self._parents.append(parent)
            self._ordinals.append(ordinal)
            self._lines.append(_line(node))
            if node.has_children:
                waiting.extend([(child, number, place) for place, child in enumerate(node.children())][::-1])
            if number % _SLICE == _SLICE - 1:
                yield self.size
        yield self.size

    def find(self, text: str) -> Iterator[Hit]:
        """The nodes whose label or value holds a text, in the order of the tree."""
        for number in self._numbers(text):
            way = self._way(number)
            nodes = self._resolve(way)
            yield Hit(nodes[-1], (self._root, *nodes[:-1]))

    def count(self, text: str) -> int:
        """How many nodes hold a text."""
        return sum(1 for _ in self._numbers(text))

    def filtered(self, text: str, most: int = 500) -> Node:
        """The tree of the first hits and what is above them, opened down to them; what is below a hit stays.

        The root's value says how many were found.
        """
        shown: _Branches = {}
        found = 0
        for number in self._numbers(text):
            found += 1
            if found <= most:
                branches = shown
                for parent_or_hit in self._way(number):
                    branches = branches.setdefault(self._ordinals[parent_or_hit], {})
        value = f"{found} found" if found <= most else f"{found} found, the first {most} shown"
        return replace(self._root, value=value, opened=True, branches=partial(_shown, self._root, shown))

    def _numbers(self, text: str) -> Iterator[int]:
        wanted = text.casefold()
        lines = self._lines if wanted else ()
        return (number for number, line in enumerate(lines) if wanted in line)

    def _way(self, number: int) -> list[int]:
        """The numbers of the nodes from the root's child down to a node."""
        way = []
        while number >= 0:
            way.append(number)
            number = self._parents[number]
        return way[::-1]

    def _resolve(self, way: list[int]) -> list[Node]:
        nodes: list[Node] = []
        parent, holder = -1, self._root
        for number in way:
            if parent not in self._families:
                self._families[parent] = holder.children()
            holder = self._families[parent][self._ordinals[number]]
            nodes.append(holder)
            parent = number
        return nodes


def _shown(node: Node, branches: _Branches) -> Iterator[Node]:
    children = node.children()
    for ordinal in sorted(branches):
        child, inner = children[ordinal], branches[ordinal]
        if inner:
            yield replace(child, opened=True, branches=partial(_shown, child, inner))
        else:
            yield replace(child, opened=False)


def _line(node: Node) -> str:
    """What a node can be found by: label, value, and the whole text where the value is but its beginning."""
    content = node.content if isinstance(node.content, str) and node.content != node.value else ""
    return f"{node.label} {node.value} {content}".casefold()
