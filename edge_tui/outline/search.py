"""Full-text search in an outline, over an index of labels and values that can grow while it is searched."""

from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial

from edge_tui.model.node import Node
from edge_tui.model.response import FreedGradually

# The number of nodes read, and of lines searched, between two yields.
_NODES_PER_SLICE = 500
_LINES_PER_SLICE = 50_000


def searchable_text(node: Node) -> str:
    """The text of a node that is searched: label, value, and the full text if the value is only its start."""
    content = node.content if isinstance(node.content, str) and node.content != node.value else ""
    return f"{node.label} {node.value} {content}"


def _folded_text(node: Node) -> str:
    return searchable_text(node).casefold()


# The children of a node to show, by ordinal, each with its own.
_Branches = dict[int, "_Branches"]


class Index:
    """The searchable text below a node, in tree order; case-insensitive unless it `matches_case`.

    `grow` reads it in slices, so that the caller can yield or stop in between. The part read so
    far can be searched at any time.
    """

    def __init__(self, root: Node, *, matches_case: bool = False) -> None:
        self._root = root
        self._text_of = searchable_text if matches_case else _folded_text
        self._fold: Callable[[str], str] = str if matches_case else str.casefold
        self._parents = array("q")
        self._ordinals = array("q")
        self._lines: FreedGradually[str] = FreedGradually()

    @property
    def size(self) -> int:
        """The number of nodes read so far, without the root."""
        return len(self._lines)

    def grow(self) -> Iterator[int]:
        """Reads all nodes below the root; yields `size` after each slice."""
        stack: list[tuple[Iterator[tuple[int, Node]], int]] = [(enumerate(self._root.children()), -1)]
        while stack:
            children, parent = stack[-1]
            for ordinal, node in children:
                number = len(self._lines)
                self._parents.append(parent)
                self._ordinals.append(ordinal)
                self._lines.append(self._text_of(node))
                if number % _NODES_PER_SLICE == _NODES_PER_SLICE - 1:
                    yield self.size
                if node.branches is not None:
                    stack.append((enumerate(node.branches()), number))
                    break
            else:
                stack.pop()
        yield self.size

    def search(self, text: str, before: "Search | None" = None) -> "Search":
        """Starts a search. `before`: the previous search of this index.

        If the new text contains the previous one, only the previous hits are searched again.
        """
        wanted = self._fold(text)
        if before is not None and before.wanted and before.wanted in wanted:
            numbers = array("q", (number for number in before.numbers if wanted in self._lines[number]))
            return Search(self._lines, wanted, numbers, before.seen, self._text_of)
        return Search(self._lines, wanted, text_of=self._text_of)

    def tree_of(self, search: "Search", limit: int) -> Node:
        """The tree of the first `limit` hits and their ancestors, opened; hits keep their children.

        The root's value is the number of hits.
        """
        shown: _Branches = {}
        for number in search.numbers[:limit]:
            branches = shown
            for ancestor_or_hit in self._path(number):
                branches = branches.setdefault(self._ordinals[ancestor_or_hit], {})
        return replace(
            self._root, value=search.summary(limit), opened=True, branches=partial(_shown, self._root, shown)
        )

    def _path(self, number: int) -> list[int]:
        """The numbers of the nodes from the root's child down to a node."""
        path = []
        while number >= 0:
            path.append(number)
            number = self._parents[number]
        return path[::-1]


@dataclass(slots=True)
class Search:
    """A search for a text in an index, continued as the index grows.

    `numbers` are the matching nodes among the first `seen` nodes of the index.
    """

    lines: list[str]
    wanted: str
    numbers: "array[int]" = field(default_factory=lambda: array("q"))
    seen: int = 0
    text_of: Callable[[Node], str] = _folded_text

    def is_hit(self, node: Node) -> bool:
        """Whether a node matches."""
        return self.wanted in self.text_of(node)

    def scan(self) -> Iterator[int]:
        """Searches the nodes read since the last scan; yields the number of hits after each slice."""
        while self.wanted and self.seen < len(self.lines):
            lines = self.lines[self.seen : self.seen + _LINES_PER_SLICE]
            self.numbers.extend([number for number, line in enumerate(lines, self.seen) if self.wanted in line])
            self.seen += len(lines)
            yield len(self.numbers)

    def summary(self, limit: int) -> str:
        """The number of hits in words, of which at most `limit` are shown."""
        found = len(self.numbers)
        return f"{found:,} found" if found <= limit else f"first {limit} of {found:,}"


def _shown(node: Node, branches: _Branches) -> Iterator[Node]:
    children = node.children()
    for ordinal in sorted(branches):
        child, inner = children[ordinal], branches[ordinal]
        if inner:
            yield replace(child, opened=True, branches=partial(_shown, child, inner))
        else:
            yield replace(child, opened=False)
