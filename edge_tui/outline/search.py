"""Finding in an outline: its labels and values as plain text, so that each key press searches anew."""

from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import partial

from edge_tui.model.node import Node

# So many nodes are read at one go, and so many lines looked through.
_SLICE = 500
_PIECE = 50_000

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
        families: list[tuple[Iterator[tuple[int, Node]], int]] = [(enumerate(self._root.children()), -1)]
        while families:
            children, parent = families[-1]
            for ordinal, node in children:
                number = len(self._lines)
                self._parents.append(parent)
                self._ordinals.append(ordinal)
                self._lines.append(_line(node))
                if number % _SLICE == _SLICE - 1:
                    yield self.size
                if node.branches is not None:
                    families.append((enumerate(node.branches()), number))
                    break
            else:
                families.pop()
        yield self.size

    def search(self, text: str, before: "Search | None" = None) -> "Search":
        """Begins to look for a text. `before` is the search of this index that was on until then.

        Whoever types on narrows what they look for, and what the search before has looked
        through needs no second look.
        """
        wanted = text.casefold()
        if before is not None and before.wanted and before.wanted in wanted:
            numbers = array("q", (number for number in before.numbers if wanted in self._lines[number]))
            return Search(self._lines, wanted, numbers, before.seen)
        return Search(self._lines, wanted)

    def find(self, text: str) -> Iterator[Hit]:
        """The nodes whose label or value holds a text, in the order of the tree."""
        for number in self._whole(text).numbers:
            nodes = self._resolve(self._way(number))
            yield Hit(nodes[-1], (self._root, *nodes[:-1]))

    def count(self, text: str) -> int:
        """How many nodes hold a text."""
        return len(self._whole(text).numbers)

    def filtered(self, text: str, most: int = 500) -> Node:
        """The tree of the first hits of a text, as `tree_of` makes it."""
        return self.tree_of(self._whole(text), most)

    def tree_of(self, search: "Search", most: int) -> Node:
        """The tree of the first hits and what is above them, opened down to them; what is below a hit stays.

        The root's value says how many were found.
        """
        shown: _Branches = {}
        for number in search.numbers[:most]:
            branches = shown
            for parent_or_hit in self._way(number):
                branches = branches.setdefault(self._ordinals[parent_or_hit], {})
        return replace(self._root, value=search.told(most), opened=True, branches=partial(_shown, self._root, shown))

    def _whole(self, text: str) -> "Search":
        search = self.search(text)
        for _ in search.look():
            pass
        return search

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


@dataclass(slots=True)
class Search:
    """A text that is looked for in an index, further and further as the index grows.

    `numbers` are those of the nodes that hold it, of the first `seen` nodes of the index.
    """

    lines: list[str]
    wanted: str
    numbers: "array[int]" = field(default_factory=lambda: array("q"))
    seen: int = 0

    def look(self) -> Iterator[int]:
        """Looks through what has been read since; yields the number of hits so far, now and then and at the end."""
        while self.wanted and self.seen < len(self.lines):
            piece = self.lines[self.seen : self.seen + _PIECE]
            wanted = self.wanted
            self.numbers.extend([number for number, line in enumerate(piece, self.seen) if wanted in line])
            self.seen += len(piece)
            yield len(self.numbers)

    def told(self, most: int) -> str:
        """How many were found, in words; no more than `most` are shown."""
        found = len(self.numbers)
        return f"{found:,} found" if found <= most else f"first {most} of {found:,}"


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
