"""Reads expressions of JavaScript and Python. What it can't read becomes an opaque part; the rest is kept."""

from dataclasses import dataclass

from edge_tui.formats.scripts.cursor import ENDS, Cursor
from edge_tui.formats.scripts.escapes import number
from edge_tui.formats.scripts.node import Node, Shape
from edge_tui.formats.scripts.strings import read_string, read_template
from edge_tui.formats.scripts.tokens import JAVASCRIPT, UNDEFINED, Kind, Token

# Operators from the weakest to the strongest, and how strongly each line binds.
_STRENGTHS = (
    (1, "= += -= *= /= :="),
    (2, "? if"),
    (4, "|| ?? or"),
    (5, "&& and"),
    (6, "| ^ &"),
    (8, "== != === !== < > <= >= in instanceof is"),
    (9, "<< >>"),
    (10, "+ -"),
    (11, "* / %"),
    (12, "**"),
)
_PRECEDENCE = {operator: strength for strength, line in _STRENGTHS for operator in line.split()}
_WORD_OPERATORS = {
    "JavaScript": {"in", "instanceof"},
    "Python": {"or", "and", "in", "is", "if"},
}
_PREFIXES = {"!", "-", "+", "~", "++", "--"}
_PREFIX_WORDS = {"JavaScript": {"void", "typeof", "await", "delete", "yield"}, "Python": {"not", "await"}}
# Each level takes several of Python's 1,000 nested calls.
_MAX_DEPTH = 64
# Longer chains of members and operators, which nest to the left.
_MAX_CHAIN = 100


@dataclass
class Parser:
    """Reads expressions from a cursor on."""

    cursor: Cursor
    _depth: int = 0

    def expression(self, least: int = 0) -> Node:
        """One expression, or an opaque part up to the next separator where there is none."""
        self._depth += 1
        try:
            if self._depth > _MAX_DEPTH:
                return self.cursor.skipped(self.cursor.peek().start)
            return self._operations(self._operand(), least)
        finally:
            self._depth -= 1

    def _operations(self, left: Node, least: int) -> Node:
        """An operand and the operators after it that bind at least as strongly."""
        for _ in range(_MAX_CHAIN):
            token = self.cursor.peek()
            operator = token.text
            strength = _PRECEDENCE.get(operator, 0) if self._is_operator(token) else 0
            if strength == 0 or strength < least or (token.follows_line_break and self.cursor.ends_at_line()):
                return left
            self.cursor.next()
            if operator in ("?", "if"):
                left = self._conditional(left, operator)
                continue
            right = self.expression(strength if strength == 1 else strength + 1)
            if left.shape is Shape.OPERATION and left.value == operator == "+":
                left = Node(Shape.OPERATION, left.start, right.end, operator, (*left.parts, right))
            else:
                left = Node(Shape.OPERATION, left.start, right.end, operator, (left, right))
        return self.cursor.skipped(left.start)

    def _is_operator(self, token: Token) -> bool:
        if token.kind is Kind.OPERATOR:
            return token.text not in ("if", "in")
        return token.kind is Kind.NAME and token.text in _WORD_OPERATORS[self.cursor.dialect.name]

    def _conditional(self, left: Node, operator: str) -> Node:
        """`test ? yes : no`, or Python's `yes if test else no`, with the test first."""
        middle = self.expression(2)
        token = self.cursor.peek()
        if token.text not in (":", "else"):
            return self.cursor.skipped(left.start)
        self.cursor.next()
        last = self.expression(2)
        parts = (left, middle, last) if operator == "?" else (middle, left, last)
        return Node(Shape.OPERATION, left.start, last.end, "?", parts)

    def _operand(self) -> Node:
        prefixes: list[Token] = []
        while True:
            token = self.cursor.peek()
            is_word = token.kind is Kind.NAME and token.text in _PREFIX_WORDS[self.cursor.dialect.name]
            if not is_word and not (token.kind is Kind.OPERATOR and token.text in _PREFIXES):
                break
            prefixes.append(self.cursor.next())
        node = self._with_suffixes(self._primary())
        for token in reversed(prefixes[-_MAX_CHAIN:]):
            if token.text != "await":
                node = Node(Shape.OPERATION, token.start, node.end, token.text, (node,))
        return node

    def _primary(self) -> Node:
        token = self.cursor.peek()
        if token.kind is Kind.OPERATOR:
            return self._bracketed(token)
        if token.kind is Kind.STRING:
            return read_string(self)
        if token.kind is Kind.TEMPLATE:
            return read_template(self)
        if token.kind is Kind.NUMBER:
            self.cursor.next()
            return Node(Shape.LITERAL, token.start, token.end, number(token.text))
        if token.kind is Kind.NAME:
            return self._name()
        return self.cursor.skipped(token.start)

    def _bracketed(self, token: Token) -> Node:
        match token.text:
            case "{":
                return self._object()
            case "[":
                items, end = self.items("]")
                return Node(Shape.ARRAY, token.start, end, parts=items)
            case "(":
                items, end = self.items(")")
                if self.cursor.peek().text == "=>":
                    return self._arrow(token.start)
                if len(items) == 1:
                    return items[0]
                return Node(Shape.ARRAY, token.start, end, parts=items)
            case "/" | "/=" if self.cursor.dialect is JAVASCRIPT and (found := self.cursor.tokens.regex_at(token)):
                self.cursor.move(found.end)
                return Node(Shape.OPAQUE, found.start, found.end)
        return self.cursor.skipped(token.start)

    def _name(self) -> Node:
        token = self.cursor.next()
        constants = self.cursor.dialect.constants
        if token.text in constants:
            return Node(Shape.LITERAL, token.start, token.end, constants[token.text])
        if self.cursor.dialect is JAVASCRIPT:
            if token.text == "new":
                return self._new(token)
            if token.text in ("function", "class") or (token.text == "async" and self.cursor.peek().text == "function"):
                return self._function(token.start)
            if token.text == "async" and self.cursor.peek().kind is not Kind.OPERATOR:
                self.cursor.next()
            if self.cursor.peek().text == "=>":
                return self._arrow(token.start)
        elif token.text == "lambda":
            node = self.cursor.skipped(token.start)
            return Node(Shape.FUNCTION, node.start, node.end)
        return Node(Shape.NAME, token.start, token.end, token.text)

    def _new(self, token: Token) -> Node:
        made = self._with_suffixes(self._primary(), calls=False)
        if self.cursor.peek().text != "(":
            return Node(Shape.NEW, token.start, made.end, parts=(made,))
        arguments, names, end = self.arguments()
        return Node(Shape.NEW, token.start, end, parts=(made, *arguments), names=names)

    def _with_suffixes(self, node: Node, *, calls: bool = True) -> Node:
        """A value with what follows it: `.member`, `[key]`, `(arguments)`, TypeScript's `as type` and `!`."""
        for _ in range(_MAX_CHAIN):
            token = self.cursor.peek()
            if token.follows_line_break and self.cursor.ends_at_line():
                return node
            after = self._suffix(node, token, calls)
            if after is None:
                return node
            node = after
        return self.cursor.skipped(node.start)

    def _suffix(self, node: Node, token: Token, calls: bool) -> Node | None:
        if token.text in (".", "?."):
            self.cursor.next()
            if self.cursor.peek().text in ("(", "["):
                return node
            name = self.cursor.next()
            key = Node(Shape.LITERAL, name.start, name.end, name.text)
            return Node(Shape.MEMBER, node.start, name.end, parts=(node, key))
        if token.text == "[" and node.shape is not Shape.LITERAL:
            items, end = self.items("]")
            key = items[0] if len(items) == 1 else Node(Shape.OPAQUE, token.start, end)
            return Node(Shape.MEMBER, node.start, end, parts=(node, key))
        if token.text == "(" and calls and node.shape is not Shape.LITERAL:
            arguments, names, end = self.arguments()
            return Node(Shape.CALL, node.start, end, parts=(node, *arguments), names=names)
        if self.cursor.dialect is JAVASCRIPT and token.text in ("as", "satisfies") and not token.follows_line_break:
            self.cursor.next()
            self.cursor.skipped(self.cursor.offset)
            return node
        if self.cursor.dialect is JAVASCRIPT and token.text in ("!", "++", "--") and not token.follows_line_break:
            self.cursor.next()
            return node
        if (
            self.cursor.dialect is not JAVASCRIPT
            and token.kind is Kind.STRING
            and node.shape
            in (
                Shape.LITERAL,
                Shape.TEMPLATE,
            )
        ):
            right = read_string(self)
            return Node(Shape.TEMPLATE, node.start, right.end, parts=(node, right))
        return None

    def arguments(self) -> tuple[tuple[Node, ...], tuple[str, ...], int]:
        """The arguments from an opening parenthesis on, the names of keyword arguments, and where they end."""
        names: list[str] = []
        items, end = self.items(")", names)
        return items, tuple(names), end

    def items(self, closing: str, names: list[str] | None = None) -> tuple[tuple[Node, ...], int]:
        """The items from an opening bracket to the closing one, and where it ends."""
        self.cursor.open_bracket()
        found: list[Node] = []
        is_after_comma = True
        while not self.cursor.closes(closing):
            if self.cursor.peek().text in (",", ";"):
                token = self.cursor.next()
                if is_after_comma and closing == "]":
                    # A missing item, as in `[1, , 2]`.
                    found.append(Node(Shape.LITERAL, token.start, token.start, UNDEFINED))
                is_after_comma = True
                continue
            is_after_comma = False
            name = self._keyword() if names is not None else ""
            found.append(self._item())
            if names is not None:
                names.append(name)
        return tuple(found), self.cursor.offset

    def _keyword(self) -> str:
        """The name of a keyword argument, consumed with its sign; empty without one."""
        token = self.cursor.peek()
        if self.cursor.dialect is JAVASCRIPT or token.kind is not Kind.NAME:
            return ""
        sign = self.cursor.tokens.at(token.end)
        if sign.text != "=":
            return ""
        self.cursor.move(sign.end)
        return token.text

    def _item(self) -> Node:
        token = self.cursor.peek()
        if token.text in ("...", "**", "*"):
            self.cursor.next()
            value = self.expression()
            return self.up_to_separator(Node(Shape.SPREAD, token.start, value.end, parts=(value,)))
        return self.up_to_separator(self.expression())

    def up_to_separator(self, node: Node) -> Node:
        """A value that a separator or a closing bracket follows; otherwise all up to there, as an opaque part."""
        if self.cursor.peek().text in ENDS:
            return node
        return self.cursor.skipped(node.start)

    def _object(self) -> Node:
        start = self.cursor.peek().start
        self.cursor.open_bracket()
        members: list[Node] = []
        while not self.cursor.closes("}"):
            token = self.cursor.peek()
            if token.text in (",", ";"):
                self.cursor.next()
            elif token.text in ("...", "**"):
                members.append(self._item())
            else:
                members.append(self._member())
        return Node(Shape.OBJECT, start, self.cursor.offset, parts=tuple(members))

    def _member(self) -> Node:
        start = self.cursor.peek().start
        key = self._key()
        token = self.cursor.peek()
        if token.text == ":":
            self.cursor.next()
            value = self.up_to_separator(self.expression())
        elif token.text == "(":
            value = self._function(key.start)
        elif token.text in (",", "}") and key.shape is Shape.LITERAL and isinstance(key.value, str):
            # `{ xdm }` is shorthand for `{ xdm: xdm }`.
            value = Node(Shape.NAME, key.start, key.end, key.value)
        else:
            value = self.cursor.skipped(key.start)
            if value.end == key.end and self.cursor.peek().text not in ENDS:
                self.cursor.next()
            return Node(Shape.SPREAD, start, value.end, parts=(value,))
        return Node(Shape.PAIR, start, value.end, parts=(key, value))

    def _key(self) -> Node:
        token = self.cursor.peek()
        if token.text in ("get", "set", "async", "static") and self.cursor.tokens.at(token.end).kind is Kind.NAME:
            self.cursor.next()
            token = self.cursor.peek()
        if token.kind is Kind.NAME and self.cursor.dialect is JAVASCRIPT:
            self.cursor.next()
            return Node(Shape.LITERAL, token.start, token.end, token.text)
        if token.text == "[" and self.cursor.dialect is JAVASCRIPT:
            items, end = self.items("]")
            return items[0] if len(items) == 1 else Node(Shape.OPAQUE, token.start, end)
        return self.expression(3)

    def _arrow(self, start: int) -> Node:
        self.cursor.next()
        if self.cursor.peek().text == "{":
            self.cursor.skip_brackets()
            return Node(Shape.FUNCTION, start, self.cursor.offset)
        return Node(Shape.FUNCTION, start, self.expression(1).end)

    def _function(self, start: int) -> Node:
        """A function, a method or a class, up to the end of its body."""
        while self.cursor.peek().text not in ("{", ")", "]", "}", ";", ""):
            if self.cursor.peek().text == "(":
                self.cursor.skip_brackets()
            else:
                self.cursor.next()
        if self.cursor.peek().text == "{":
            self.cursor.skip_brackets()
        return Node(Shape.FUNCTION, start, self.cursor.offset)
