"""An expression as read: its kind, its parts, and its place in the text."""

from dataclasses import dataclass
from enum import StrEnum


class Shape(StrEnum):
    """The kinds of expression. Anything that isn't read further is `OPAQUE`, a function `FUNCTION`."""

    LITERAL = "literal"
    NAME = "name"
    MEMBER = "member"
    CALL = "call"
    NEW = "new"
    OBJECT = "object"
    PAIR = "pair"
    ARRAY = "array"
    SPREAD = "spread"
    TEMPLATE = "template"
    OPERATION = "operation"
    FUNCTION = "function"
    OPAQUE = "opaque"


@dataclass(frozen=True, slots=True)
class Node:
    """An expression between two offsets.

    `value` is a literal's value, a name, or an operator. `parts` are: of a member its object and its
    key, of a call the function and the arguments, of a pair the key and the value, of others their
    operands or items. `names` are those of a call's keyword arguments, empty for positional ones.
    """

    shape: Shape
    start: int
    end: int
    value: object = None
    parts: tuple["Node", ...] = ()
    names: tuple[str, ...] = ()

    @property
    def arguments(self) -> tuple["Node", ...]:
        """The positional arguments of a call."""
        return tuple(part for part, name in zip(self.parts[1:], self.names, strict=True) if not name)

    def keyword(self, *names: str) -> "Node | None":
        """The first keyword argument of these names."""
        found = zip(self.parts[1:], self.names, strict=True)
        return next((part for part, name in found if name in names), None)


def path_of(node: Node) -> str:
    """A name or a chain of members as `a.b.c`, without the global object; empty for anything else."""
    names: list[str] = []
    while node.shape is Shape.MEMBER:
        key = node.parts[1]
        if key.shape is not Shape.LITERAL or not isinstance(key.value, str | int):
            return ""
        names.append(str(key.value))
        node = node.parts[0]
    if node.shape is not Shape.NAME:
        return ""
    return plain_path([str(node.value), *reversed(names)])


_GLOBAL = ("window", "globalThis", "self", "top")


def plain_path(names: list[str]) -> str:
    """Names joined with dots, without a leading global object such as `window`."""
    return ".".join(names[1:] if len(names) > 1 and names[0] in _GLOBAL else names)
