"""The values of a script's expressions: literals, names assigned before, and what follows from both."""

from dataclasses import dataclass, field

from edge_tui.formats.reading import place
from edge_tui.formats.scripts import functions
from edge_tui.formats.scripts.computed import Computed, joined, words_of
from edge_tui.formats.scripts.cursor import Cursor
from edge_tui.formats.scripts.escapes import spelled
from edge_tui.formats.scripts.node import Node, Shape, path_of
from edge_tui.formats.scripts.operators import operate
from edge_tui.formats.scripts.outline import Assignment, CallSite, Outline
from edge_tui.formats.scripts.parser import Parser
from edge_tui.formats.scripts.tokens import UNDEFINED, Tokens
from edge_tui.model.json.document import is_index

_GET_VARIABLE = ("_satellite.getVar", "os.getenv", "os.environ.get")
# Functions that merge objects, and whether members of members too (MDN, Lodash, jQuery with `true` first).
_MERGES = {
    **dict.fromkeys(("Object.assign", "_.assign", "_.extend", "lodash.assign", "$.extend", "jQuery.extend"), False),
    **dict.fromkeys(("_.merge", "lodash.merge", "merge", "deepmerge", "_.defaultsDeep"), True),
}
# What Node.js prints for an object that is too deep.
_ABBREVIATED = frozenset({"[Object]", "[Array]", "[Circular]", "[Function]"})
_MAX_DEPTH = 130
_MAX_VALUES = 100_000
_MAX_TOKENS = 120_000
_MAX_NOTES = 50


@dataclass
class Values:
    """The values in a script. `notes` say what was left out, with line and column."""

    outline: Outline
    notes: dict[str, None] = field(default_factory=dict)
    _parsed: dict[int, Node] = field(default_factory=dict)
    _depth: int = 0
    _count: int = 0

    def __post_init__(self) -> None:
        self._tokens = Tokens(self.outline.text, self.outline.dialect, [_MAX_TOKENS])

    @property
    def is_exhausted(self) -> bool:
        """Whether the script is longer than can be read."""
        return self._tokens.budget[0] <= 0 or self._count > _MAX_VALUES

    def call(self, site: CallSite) -> Node:
        """The arguments of a call, as a node from its parenthesis on."""
        callee = Node(Shape.NAME, site.start, site.arguments_at, site.path)
        if self.is_exhausted:
            return Node(Shape.CALL, site.start, site.arguments_at, parts=(callee,))
        parser = Parser(Cursor(self._tokens, site.arguments_at))
        arguments, names, end = parser.arguments()
        self._note_open(parser)
        return Node(Shape.CALL, site.start, end, parts=(callee, *arguments), names=names)

    def node_at(self, offset: int) -> Node:
        """The expression at an offset."""
        if offset not in self._parsed:
            parser = Parser(Cursor(self._tokens, offset))
            self._parsed[offset] = parser.expression()
            self._note_open(parser)
        return self._parsed[offset]

    def _note_open(self, parser: Parser) -> None:
        if parser.cursor.left_open is not None and not self.is_exhausted and len(self.notes) < _MAX_NOTES:
            where = place(self.outline.text, parser.cursor.left_open)
            mark = self.outline.text[parser.cursor.left_open]
            self.notes[f"The {mark} in {where} is never closed: the text was read as far as it goes."] = None

    def source(self, node: Node) -> str:
        """The text of an expression."""
        return self.outline.text[node.start : node.end]

    def value(self, node: Node) -> object:
        """The value of an expression; a `Computed` when only the running script knows it."""
        self._depth += 1
        self._count += 1
        try:
            if self._depth > _MAX_DEPTH or self._count > _MAX_VALUES:
                return self._computed(node)
            return self._value(node)
        finally:
            self._depth -= 1

    def _value(self, node: Node) -> object:
        match node.shape:
            case Shape.LITERAL:
                return node.value
            case Shape.NAME:
                return self._name(node)
            case Shape.MEMBER:
                return self._member(node)
            case Shape.OBJECT:
                return self._object(node)
            case Shape.ARRAY:
                return self._array(node)
            case Shape.TEMPLATE:
                return joined(map(self.value, node.parts))
            case Shape.OPERATION:
                known = operate(str(node.value), node.parts, self.value)
                return self._computed(node) if known is NotImplemented else known
            case Shape.CALL | Shape.NEW:
                return self._call(node)
            case Shape.FUNCTION:
                return UNDEFINED
        return self._computed(node)

    def _computed(self, node: Node) -> Computed:
        source = self.source(node)
        return Computed(words_of(path_of(node) or source), node.start, functions.generated(source))

    def _name(self, node: Node) -> object:
        value, is_whole = self._assigned(str(node.value), node.start)
        return value if is_whole else self._computed(node)

    def _assigned(self, name: str, before: int) -> tuple[object, bool]:
        """What a name holds at an offset, and whether all of it is known and not only some members."""
        assignments = self.outline.assigned(name, before)
        self._count += len(assignments)
        while assignments and self.node_at(assignments[-1].value_at).end > before:
            # A name in the value that is given to it, as in `post(headers=headers)`, has its earlier value.
            assignments.pop()
        whole = [index for index, each in enumerate(assignments) if each.path == name]
        value: object = {}
        if whole:
            last = assignments[whole[-1]]
            value = self._given(last)
            if (
                len(whole) > 1
                and len(self.notes) < _MAX_NOTES
                and isinstance(value, str | int | float)
                and value is not UNDEFINED
            ):
                where = place(self.outline.text, before)
                self.notes[f"{name} has several values before {where}: the last one was taken."] = None
            assignments = assignments[whole[-1] + 1 :]
        for each in assignments:
            if isinstance(value, dict):
                value = _with_member(value, each.path.split(".")[1:], self._given(each))
        return value, bool(whole)

    def _given(self, assignment: Assignment) -> object:
        node = self.node_at(assignment.value_at)
        if not assignment.is_known:
            return Computed(words_of(assignment.path), assignment.start)
        return self.value(node)

    def _member(self, node: Node) -> object:
        key = self.value(node.parts[1])
        path = path_of(node)
        if path and "." not in path:
            # A global, such as `window.digitalData`.
            value, is_whole = self._assigned(path, node.start)
            return value if is_whole else self._computed(node)
        holder, is_whole = self._holder(node.parts[0])
        if isinstance(holder, dict) and isinstance(key, str | int):
            absent = UNDEFINED if is_whole else self._computed(node)
            return holder.get(spelled(key), absent)
        if isinstance(holder, list):
            return _item(holder, key, self._computed(node))
        return self._computed(node)

    def _holder(self, node: Node) -> tuple[object, bool]:
        """The value that has a member, and whether all of it is known."""
        path = path_of(node)
        if path and "." not in path:
            return self._assigned(path, node.start)
        return self.value(node), True

    def _object(self, node: Node) -> object:
        members: dict[str, object] = {}
        for part in node.parts:
            if part.shape is Shape.SPREAD:
                value = self.value(part.parts[0])
                if isinstance(value, dict):
                    members |= value
                elif value not in (None, UNDEFINED, False):
                    self._leave_out(part)
                continue
            key, value = self.value(part.parts[0]), self.value(part.parts[1])
            if isinstance(key, str | int | float):
                members[spelled(key)] = value
            else:
                self._leave_out(part)
        return members

    def _array(self, node: Node) -> object:
        if self.source(node) in _ABBREVIATED:
            self._leave_out(node)
            return UNDEFINED
        items: list[object] = []
        for part in node.parts:
            if part.shape is not Shape.SPREAD:
                items.append(self.value(part))
                continue
            value = self.value(part.parts[0])
            if isinstance(value, list):
                items += value
            else:
                self._leave_out(part)
        return items

    def _leave_out(self, node: Node) -> None:
        if len(self.notes) >= _MAX_NOTES:
            return
        where = place(self.outline.text, node.start)
        words = words_of(self.source(node)) or "a part"
        self.notes[f"{words} ({where}) was left out: its value isn't in the text."] = None

    def _call(self, node: Node) -> object:
        computed = self._computed(node)
        if computed.placeholder:
            return computed
        callee = node.parts[0]
        path = path_of(callee)
        arguments = [self.value(each) for each in node.arguments]
        if path in _GET_VARIABLE and arguments and isinstance(arguments[0], str):
            return Computed(words_of(arguments[0]), node.start)
        if path in _MERGES and any(isinstance(each, dict) for each in arguments):
            return self._merged(node, arguments, is_deep=_MERGES[path] or arguments[0] is True)
        if self._is_spread(node):
            return computed if path != "dict" else self._made_dict(node)
        if node.shape is Shape.NEW:
            known = functions.make(path, arguments)
        else:
            keywords = {name: self.value(part) for part, name in zip(node.parts[1:], node.names, strict=True) if name}
            known = functions.call(path, arguments, keywords)
            if known is NotImplemented and callee.shape is Shape.MEMBER:
                known = functions.method(self.value(callee.parts[0]), str(callee.parts[1].value), arguments)
        return computed if known is NotImplemented else known

    def _merged(self, node: Node, arguments: list[object], *, is_deep: bool) -> object:
        """The arguments that are objects, merged; others but a flag are left out."""
        merged: dict[str, object] = {}
        for part, value in zip(node.arguments, arguments, strict=True):
            if isinstance(value, dict):
                merged = _merged_deeply(merged, value) if is_deep else merged | value
            elif value not in (None, UNDEFINED, True, False):
                self._leave_out(part)
        return merged

    def _made_dict(self, node: Node) -> object:
        """Python's `dict(a=1, **others)`."""
        members = zip(node.parts[1:], node.names, strict=True)
        given = [{name: self.value(part)} if name else self.value(_inner(part)) for part, name in members]
        known = functions.call("dict", given, {})
        return self._computed(node) if known is NotImplemented else known

    def _is_spread(self, node: Node) -> bool:
        return any(part.shape is Shape.SPREAD for part in node.parts[1:])


def _inner(part: Node) -> Node:
    return part.parts[0] if part.shape is Shape.SPREAD else part


def _item(items: list[object], key: object, unknown: Computed) -> object:
    if key == "length":
        return len(items)
    if isinstance(key, str) and is_index(key):
        key = int(key)
    if isinstance(key, int) and -len(items) <= key < len(items):
        return items[key]
    return unknown


def _merged_deeply(first: dict[str, object], second: dict[str, object], depth: int = 0) -> dict[str, object]:
    merged = dict(first)
    for name, value in second.items():
        before = merged.get(name)
        if isinstance(before, dict) and isinstance(value, dict) and depth < _MAX_DEPTH:
            merged[name] = _merged_deeply(before, value, depth + 1)
        else:
            merged[name] = value
    return merged


def _with_member(holder: dict[str, object], steps: list[str], value: object) -> dict[str, object]:
    """A copy of an object with a member set; missing objects on the way are made."""
    if not steps or len(steps) > 60:
        return holder
    inner = holder.get(steps[0])
    if len(steps) > 1:
        if isinstance(inner, list):
            return holder
        value = _with_member(inner if isinstance(inner, dict) else {}, steps[1:], value)
    return {**holder, steps[0]: value}
