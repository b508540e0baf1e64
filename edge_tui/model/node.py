"""A tree that any front end can draw, worked out no further than somebody has looked."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from edge_tui.model.document import JsonValue, compact, join

_ONE_LINE = 200


class Tone(StrEnum):
    """How a node is meant; front ends repeat it in colour, the words already say it."""

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


@dataclass(frozen=True, slots=True)
class Node:
    """One line of a tree and what lies beneath it.

    `value` is one line. `content` is the JSON value the node stands for, or `ABSENT` for a node
    that stands for none; `pointer` leads to it in the answer's body. `note` explains the node in
    sentences, `source` says where the explanation is from. `branches` makes the children each
    time it is called; nothing below a node exists before that. `request_location` is where the cause of
    a problem lies: a JSON pointer into the request's body, or `profile:` and a field of it.
    """

    label: str
    value: str = ""
    tone: Tone = Tone.PLAIN
    pointer: str | None = None
    # Left out of the repr, which Textual writes for whatever is given to a worker: it may be megabytes.
    content: JsonValue = field(default=ABSENT, repr=False)
    note: str = ""
    source: str = ""
    opened: bool = False
    branches: Callable[[], Iterable["Node"]] | None = field(default=None, compare=False, repr=False)
    request_location: str | None = None

    @property
    def has_children(self) -> bool:
        """Whether there is anything to open."""
        return self.branches is not None

    def children(self) -> tuple["Node", ...]:
        """The children, worked out now."""
        return tuple(self.branches()) if self.branches else ()

    def walk(self) -> Iterator["Node"]:
        """This node and all below it, depth first, without recursion."""
        waiting = [self]
        while waiting:
            node = waiting.pop()
            yield node
            waiting.extend(reversed(node.children()))


def branch(*nodes: Node) -> Callable[[], Iterable[Node]] | None:
    """Children that are there already; None when there are none."""
    return (lambda: nodes) if nodes else None


def node_of_json(label: str, value: JsonValue, pointer: str | None) -> Node:
    """Any JSON value as a node: objects and arrays open, scalars are written as JSON."""
    if isinstance(value, dict) and value:
        return Node(label, f"{{{len(value)}}}", Tone.PLAIN, pointer, value, branches=lambda: _members(value, pointer))
    if isinstance(value, list) and value:
        return Node(label, f"[{len(value)}]", Tone.PLAIN, pointer, value, branches=lambda: _items(value, pointer))
    return Node(label, one_line(value), Tone.PLAIN, pointer, value)


def one_line(value: JsonValue) -> str:
    """A value on one line, cut with an ellipsis; a string without its quotes."""
    text = value if isinstance(value, str) else compact(value)
    return text if len(text) <= _ONE_LINE else text[:_ONE_LINE] + "…"


def _members(value: dict[str, JsonValue], pointer: str | None) -> Iterator[Node]:
    for name, member in value.items():
        yield node_of_json(name, member, None if pointer is None else join(pointer, name))


def _items(value: list[JsonValue], pointer: str | None) -> Iterator[Node]:
    for index, item in enumerate(value):
        yield node_of_json(str(index), item, None if pointer is None else join(pointer, index))
