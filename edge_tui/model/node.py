"""A tree that any front end can draw; children are computed when a node is opened."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from edge_tui.model.json.document import JsonValue, compact, join

MAX_LINE_CHARACTERS = 200


class Tone(StrEnum):
    """How a node is meant; front ends add a color, but the text alone must be enough."""

    PLAIN = "plain"
    HEADING = "heading"
    DIM = "dim"
    GOOD = "good"
    WARNING = "warning"
    ERROR = "error"
    NAME = "name"


class _Absent:
    def __repr__(self) -> str:
        return "ABSENT"


ABSENT = _Absent()


Branches = Callable[[], Iterable["Node"]]
"""Makes the children of a node. It may also have a method `columns`: see `columns_of`."""


class Columns(NamedTuple):
    """The children of a node as they are printed, an item of each column for a child.

    `tones` is None if all are plain, `branches` if no child has children.
    """

    labels: tuple[str, ...]
    values: list[str]
    tones: list[Tone] | None = None
    branches: list[Branches | None] | None = None


@dataclass(frozen=True, slots=True)
class Chip:
    """What a node adds to the board above a response.

    Chips of one `name` are one chip, which stands for all nodes that have it: their counts are added up,
    and the last one with words gives them. `words` may have `{}` for the count; empty words only make
    the node part of the chip. `short` is what is left of the words where there is little room; empty if they
    can't be shorter.
    """

    name: str
    glyph: str = ""
    words: str = ""
    tone: Tone = Tone.PLAIN
    count: int = 0
    short: str = ""


@dataclass(frozen=True, slots=True)
class Board:
    """The chips above a response, in the order in which they are shown; each has words."""

    chips: tuple[Chip, ...] = ()

    def named(self, name: str) -> Chip | None:
        """The chip of a name; None if the response has none."""
        return next((chip for chip in self.chips if chip.name == name), None)

    def after(self, name: str, step: int) -> str:
        """The name of the chip `step` places after one, and none (empty) beyond the last and before the first."""
        names = ["", *(chip.name for chip in self.chips)]
        return names[(names.index(name) + step) % len(names)] if name in names else ""


@dataclass(frozen=True, slots=True)
class Node:
    """One line of a tree and its children.

    `value` is one line. `content` is the JSON value the node represents, or `ABSENT`; `pointer`
    is its JSON pointer in the response body. `note` explains the node in sentences, `source` says
    where the explanation is from. `branches` creates the children on each call; they don't exist
    before that. `request_location` is where the cause of a problem is: a JSON pointer into the
    request's body, or `profile:` and the name of a field. `chips` are its part in the board.
    """

    label: str
    value: str = ""
    tone: Tone = Tone.PLAIN
    pointer: str | None = None
    # Not in the repr, which Textual writes for every argument of a worker: it may be megabytes.
    content: JsonValue = field(default=ABSENT, repr=False)
    note: str = ""
    source: str = ""
    opened: bool = False
    branches: Branches | None = field(default=None, compare=False, repr=False)
    request_location: str | None = None
    chips: tuple[Chip, ...] = field(default=(), compare=False, repr=False)

    @property
    def has_children(self) -> bool:
        """Whether there is anything to open."""
        return self.branches is not None

    def value_in(self, room: int) -> str:
        """The value for a row with so many characters; one that can't be said in fewer is returned as it is."""
        del room
        return self.value

    def children(self) -> tuple["Node", ...]:
        """The children, computed now."""
        return tuple(self.branches()) if self.branches else ()

    def walk(self) -> Iterator["Node"]:
        """This node and its descendants, depth first, without recursion."""
        waiting = [self]
        while waiting:
            node = waiting.pop()
            yield node
            waiting.extend(reversed(node.children()))


class KeptBranches:
    """Makes the children of a node once and keeps them: for a root, whose children may summarize megabytes."""

    def __init__(self, make: Branches) -> None:
        self._make: Branches | None = make
        self._nodes: tuple[Node, ...] = ()

    def __call__(self) -> tuple[Node, ...]:
        make = self._make
        if make is not None:
            self._nodes = tuple(make())
            self._make = None
        return self._nodes


def branch(*nodes: Node) -> Branches | None:
    """`branches` for children that exist already; None without children."""
    return (lambda: nodes) if nodes else None


def columns_of(branches: Branches) -> Columns:
    """The children as columns, for printing: branches with a method `columns` make no nodes for them."""
    make: Callable[[], Columns] | None = getattr(branches, "columns", None)
    return columns_of_nodes(branches()) if make is None else make()


def columns_of_nodes(nodes: Iterable[Node]) -> Columns:
    """What is printed of nodes."""
    nodes = list(nodes)
    return Columns(
        tuple([node.label for node in nodes]),
        [node.value for node in nodes],
        [node.tone for node in nodes],
        [node.branches for node in nodes],
    )


def node_of_json(label: str, value: JsonValue, pointer: str | None) -> Node:
    """Any JSON value as a node: objects and arrays have children, scalars are one line."""
    if isinstance(value, dict) and value:
        return Node(label, f"{{{len(value)}}}", Tone.PLAIN, pointer, value, branches=lambda: _members(value, pointer))
    if isinstance(value, list) and value:
        return Node(label, f"[{len(value)}]", Tone.PLAIN, pointer, value, branches=lambda: _items(value, pointer))
    return Node(label, one_line(value), Tone.PLAIN, pointer, value)


def one_line(value: JsonValue) -> str:
    """A value on one line, truncated with an ellipsis; a string without its quotes."""
    text = value if isinstance(value, str) else compact(value)
    return text if len(text) <= MAX_LINE_CHARACTERS else text[:MAX_LINE_CHARACTERS] + "…"


def _members(value: dict[str, JsonValue], pointer: str | None) -> Iterator[Node]:
    for name, member in value.items():
        yield node_of_json(name, member, None if pointer is None else join(pointer, name))


def _items(value: list[JsonValue], pointer: str | None) -> Iterator[Node]:
    for index, item in enumerate(value):
        yield node_of_json(str(index), item, None if pointer is None else join(pointer, index))
