"""Reads expressions of JavaScript and Python. What it can't read becomes an opaque part; the rest is kept."""

from dataclasses import dataclass, field

from edge_tui.formats.scripts.escapes import number, python_string, unescaped
from edge_tui.formats.scripts.node import Node, Shape
from edge_tui.formats.scripts.tokens import JAVASCRIPT, UNDEFINED, Dialect, Kind, Token, Tokens

_PRECEDENCE = {
    "=": 1,
    "+=": 1,
    "-=": 1,
    "*=": 1,
    "/=": 1,
    "?": 2,
    "if": 2,
    ":=": 1,
    "||": 4,
    "??": 4,
    "or": 4,
    "&&": 5,
    "and": 5,
    "|": 6,
    "^": 6,
    "&": 6,
    "==": 8,
    "!=": 8,
    "===": 8,
    "!==": 8,
    "<": 8,
    ">": 8,
    "<=": 8,
    ">=": 8,
    "in": 8,
    "instanceof": 8,
    "is": 8,
    "<<": 9,
    ">>": 9,
    "+": 10,
    "-": 10,
    "*": 11,
    "/": 11,
    "%": 11,
    "**": 12,
}
_WORD_OPERATORS = {
    "JavaScript": {"in", "instanceof"},
    "Python": {"or", "and", "in", "is", "if"},
}
_PREFIXES = {"!", "-", "+", "~", "++", "--"}
_PREFIX_WORDS = {"JavaScript": {"void", "typeof", "await", "delete", "yield"}, "Python": {"not", "await"}}
_CLOSING = {"(": ")", "[": "]", "{": "}"}
_ENDS = {",", ")", "]", "}", ";", ""}
# Each level takes several of Python's 1,000 nested calls.
_MAX_DEPTH = 64
# Longer chains of members and operators, which nest to the left.
_MAX_CHAIN = 100


@dataclass
class Parser:
    """Reads expressions from an offset on. `left_open` is where the first bracket that is never closed opens."""

    tokens: Tokens
    offset: int
    left_open: int | None = None
    _depth: int = 0
    _peeked: Token | None = None
    _brackets: list[int] = field(default_factory=list)

    @property
    def dialect(self) -> Dialect:
        """The language."""
        return self.tokens.dialect

    def peek(self) -> Token:
        """The next token."""
        if self._peeked is None:
            self._peeked = self.tokens.at(self.offset)
        return self._peeked

    def next(self) -> Token:
        """The next token, consumed."""
        token = self.peek()
        self.move(token.end)
        return token

    def move(self, offset: int) -> None:
        """Continues at an offset."""
        self.offset, self._peeked = offset, None

    def expression(self, least: int = 0) -> Node:
        """One expression, or an opaque part up to the next separator where there is none."""
        self._depth += 1
        try:
            if self._depth > _MAX_DEPTH:
                return self.skipped(self.peek().start)
            return self._operations(self._operand(), least)
        finally:
            self._depth -= 1

    def _operations(self, left: Node, least: int) -> Node:
        """An operand and the operators after it that bind at least as strongly."""
        for _ in range(_MAX_CHAIN):
            token = self.peek()
            operator = token.text
            strength = _PRECEDENCE.get(operator, 0) if self._is_operator(token) else 0
            if strength == 0 or strength < least or (token.follows_line_break and self._ends_at_line()):
                return left
            self.next()
            if operator in ("?", "if"):
                left = self._conditional(left, operator)
                continue
            right = self.expression(strength if strength == 1 else strength + 1)
            if left.shape is Shape.OPERATION and left.value == operator == "+":
                left = Node(Shape.OPERATION, left.start, right.end, operator, (*left.parts, right))
            else:
                left = Node(Shape.OPERATION, left.start, right.end, operator, (left, right))
        return self.skipped(left.start)

    def _is_operator(self, token: Token) -> bool:
        if token.kind is Kind.OPERATOR:
            return token.text not in ("if", "in")
        return token.kind is Kind.NAME and token.text in _WORD_OPERATORS[self.dialect.name]

    def _ends_at_line(self) -> bool:
        """Whether a line break ends an expression here: in Python, outside of brackets."""
        return self.dialect is not JAVASCRIPT and not self._brackets

    def _conditional(self, left: Node, operator: str) -> Node:
        """`test ? yes : no`, or Python's `yes if test else no`, with the test first."""
        middle = self.expression(2)
        token = self.peek()
        if token.text not in (":", "else"):
            return self.skipped(left.start)
        self.next()
        last = self.expression(2)
        parts = (left, middle, last) if operator == "?" else (middle, left, last)
        return Node(Shape.OPERATION, left.start, last.end, "?", parts)

    def _operand(self) -> Node:
        prefixes: list[Token] = []
        while True:
            token = self.peek()
            is_word = token.kind is Kind.NAME and token.text in _PREFIX_WORDS[self.dialect.name]
            if not is_word and not (token.kind is Kind.OPERATOR and token.text in _PREFIXES):
                break
            prefixes.append(self.next())
        node = self._with_suffixes(self._primary())
        for token in reversed(prefixes[-_MAX_CHAIN:]):
            if token.text != "await":
                node = Node(Shape.OPERATION, token.start, node.end, token.text, (node,))
        return node

    def _primary(self) -> Node:
        token = self.peek()
        if token.kind is Kind.OPERATOR:
            return self._bracketed(token)
        if token.kind is Kind.STRING:
            return self._string()
        if token.kind is Kind.TEMPLATE:
            return self._template()
        if token.kind is Kind.NUMBER:
            self.next()
            return Node(Shape.LITERAL, token.start, token.end, number(token.text))
        if token.kind is Kind.NAME:
            return self._name()
        return self.skipped(token.start)

    def _bracketed(self, token: Token) -> Node:
        match token.text:
            case "{":
                return self._object()
            case "[":
                items, end = self.items("]")
                return Node(Shape.ARRAY, token.start, end, parts=items)
            case "(":
                items, end = self.items(")")
                if self.peek().text == "=>":
                    return self._arrow(token.start)
                if len(items) == 1:
                    return items[0]
                return Node(Shape.ARRAY, token.start, end, parts=items)
            case "/" | "/=" if self.dialect is JAVASCRIPT and (found := self.tokens.regex_at(token)):
                self.move(found.end)
                return Node(Shape.OPAQUE, found.start, found.end)
        return self.skipped(token.start)

    def _name(self) -> Node:
        token = self.next()
        constants = self.dialect.constants
        if token.text in constants:
            return Node(Shape.LITERAL, token.start, token.end, constants[token.text])
        if self.dialect is JAVASCRIPT:
            if token.text == "new":
                return self._new(token)
            if token.text in ("function", "class") or (token.text == "async" and self.peek().text == "function"):
                return self._function(token.start)
            if token.text == "async" and self.peek().kind is not Kind.OPERATOR:
                self.next()
            if self.peek().text == "=>":
                return self._arrow(token.start)
        elif token.text == "lambda":
            node = self.skipped(token.start)
            return Node(Shape.FUNCTION, node.start, node.end)
        return Node(Shape.NAME, token.start, token.end, token.text)

    def _new(self, token: Token) -> Node:
        made = self._with_suffixes(self._primary(), calls=False)
        if self.peek().text != "(":
            return Node(Shape.NEW, token.start, made.end, parts=(made,))
        arguments, names, end = self.arguments()
        return Node(Shape.NEW, token.start, end, parts=(made, *arguments), names=names)

    def _with_suffixes(self, node: Node, *, calls: bool = True) -> Node:
        """A value with what follows it: `.member`, `[key]`, `(arguments)`, TypeScript's `as type` and `!`."""
        for _ in range(_MAX_CHAIN):
            token = self.peek()
            if token.follows_line_break and self._ends_at_line():
                return node
            after = self._suffix(node, token, calls)
            if after is None:
                return node
            node = after
        return self.skipped(node.start)

    def _suffix(self, node: Node, token: Token, calls: bool) -> Node | None:
        if token.text in (".", "?."):
            self.next()
            if self.peek().text in ("(", "["):
                return node
            name = self.next()
            key = Node(Shape.LITERAL, name.start, name.end, name.text)
            return Node(Shape.MEMBER, node.start, name.end, parts=(node, key))
        if token.text == "[" and node.shape is not Shape.LITERAL:
            items, end = self.items("]")
            key = items[0] if len(items) == 1 else Node(Shape.OPAQUE, token.start, end)
            return Node(Shape.MEMBER, node.start, end, parts=(node, key))
        if token.text == "(" and calls and node.shape is not Shape.LITERAL:
            arguments, names, end = self.arguments()
            return Node(Shape.CALL, node.start, end, parts=(node, *arguments), names=names)
        if self.dialect is JAVASCRIPT and token.text in ("as", "satisfies") and not token.follows_line_break:
            self.next()
            self.skipped(self.offset)
            return node
        if self.dialect is JAVASCRIPT and token.text in ("!", "++", "--") and not token.follows_line_break:
            self.next()
            return node
        if (
            self.dialect is not JAVASCRIPT
            and token.kind is Kind.STRING
            and node.shape
            in (
                Shape.LITERAL,
                Shape.TEMPLATE,
            )
        ):
            right = self._string()
            return Node(Shape.TEMPLATE, node.start, right.end, parts=(node, right))
        return None

    def arguments(self) -> tuple[tuple[Node, ...], tuple[str, ...], int]:
        """The arguments from an opening parenthesis on, the names of keyword arguments, and where they end."""
        names: list[str] = []
        items, end = self.items(")", names)
        return items, tuple(names), end

    def items(self, closing: str, names: list[str] | None = None) -> tuple[tuple[Node, ...], int]:
        """The items from an opening bracket to the closing one, and where it ends."""
        self._open()
        found: list[Node] = []
        while not self._closes(closing):
            if self.peek().text in (",", ";"):
                self.next()
                continue
            name = self._keyword() if names is not None else ""
            found.append(self._item())
            if names is not None:
                names.append(name)
        return tuple(found), self.offset

    def _open(self) -> None:
        self._brackets.append(self.next().start)

    def _closes(self, closing: str) -> bool:
        """Whether the bracket that is open is closed here; notes where it never is."""
        token = self.peek()
        if token.text == closing and token.kind is Kind.OPERATOR:
            self.next()
            self._brackets.pop()
            return True
        if token.kind is Kind.END or token.text in (")", "]", "}"):
            opened = self._brackets.pop()
            self.left_open = opened if self.left_open is None else max(opened, self.left_open)
            return True
        return False

    def _keyword(self) -> str:
        """The name of a keyword argument, consumed with its sign; empty without one."""
        token = self.peek()
        if self.dialect is JAVASCRIPT or token.kind is not Kind.NAME:
            return ""
        sign = self.tokens.at(token.end)
        if sign.text != "=":
            return ""
        self.move(sign.end)
        return token.text

    def _item(self) -> Node:
        token = self.peek()
        if token.text in ("...", "**", "*"):
            self.next()
            value = self.expression()
            return self.up_to_separator(Node(Shape.SPREAD, token.start, value.end, parts=(value,)))
        return self.up_to_separator(self.expression())

    def up_to_separator(self, node: Node) -> Node:
        """A value that a separator or a closing bracket follows; otherwise all up to there, as an opaque part."""
        if self.peek().text in _ENDS:
            return node
        return self.skipped(node.start)

    def _object(self) -> Node:
        start = self.peek().start
        self._open()
        members: list[Node] = []
        while not self._closes("}"):
            token = self.peek()
            if token.text in (",", ";"):
                self.next()
            elif token.text in ("...", "**"):
                members.append(self._item())
            else:
                members.append(self._member())
        return Node(Shape.OBJECT, start, self.offset, parts=tuple(members))

    def _member(self) -> Node:
        start = self.peek().start
        key = self._key()
        token = self.peek()
        if token.text == ":":
            self.next()
            value = self.up_to_separator(self.expression())
        elif token.text == "(":
            value = self._function(key.start)
        elif token.text in (",", "}") and key.shape is Shape.LITERAL and isinstance(key.value, str):
            # `{ xdm }` is shorthand for `{ xdm: xdm }`.
            value = Node(Shape.NAME, key.start, key.end, key.value)
        else:
            value = self.skipped(key.start)
            if value.end == key.end and self.peek().text not in _ENDS:
                self.next()
            return Node(Shape.SPREAD, start, value.end, parts=(value,))
        return Node(Shape.PAIR, start, value.end, parts=(key, value))

    def _key(self) -> Node:
        token = self.peek()
        if token.text in ("get", "set", "async", "static") and self.tokens.at(token.end).kind is Kind.NAME:
            self.next()
            token = self.peek()
        if token.kind is Kind.NAME and self.dialect is JAVASCRIPT:
            self.next()
            return Node(Shape.LITERAL, token.start, token.end, token.text)
        if token.text == "[" and self.dialect is JAVASCRIPT:
            items, end = self.items("]")
            return items[0] if len(items) == 1 else Node(Shape.OPAQUE, token.start, end)
        return self.expression(3)

    def _string(self) -> Node:
        token = self.next()
        if self.dialect is JAVASCRIPT:
            return Node(Shape.LITERAL, token.start, token.end, unescaped(token.text[1:-1]))
        prefix, characters = python_string(token.text)
        if "f" not in prefix:
            return Node(Shape.LITERAL, token.start, token.end, characters)
        return self._formatted(token)

    def _formatted(self, token: Token) -> Node:
        """Python's `f"…{value}…"`: its expressions may be followed by a conversion or a format."""
        width = 3 if token.text.endswith(('"""', "'''")) and len(token.text) >= 7 else 1
        start, end = token.start + token.text.index(token.text[-1]) + width, token.end - width
        parts: list[Node] = []
        text, place = self.tokens.text, start
        is_raw = "r" in token.text[: token.text.index(token.text[-1])].lower()
        literal_from = start
        while place < end:
            char = text[place]
            if char in "{}" and text[place : place + 2] == char * 2:
                parts.append(_literal(text, literal_from, place + 1, is_raw=is_raw))
                place = literal_from = place + 2
            elif char == "{":
                parts.append(_literal(text, literal_from, place, is_raw=is_raw))
                self.move(place + 1)
                parts.append(self.expression(3))
                closed = text.find("}", min(self.offset, end), end)
                place = literal_from = end if closed < 0 else closed + 1
            else:
                place += 2 if char == "\\" else 1
        parts.append(_literal(text, min(literal_from, end), end, is_raw=is_raw))
        self.move(token.end)
        return Node(Shape.TEMPLATE, token.start, token.end, parts=tuple(parts))

    def _template(self) -> Node:
        """A template string of JavaScript."""
        text, opening = self.tokens.text, self.next()
        parts: list[Node] = []
        place = literal_from = opening.end
        while place < len(text) and text[place] != "`":
            if text.startswith("${", place):
                parts.append(_literal(text, literal_from, place))
                self.move(place + 2)
                self._brackets.append(place)
                parts.append(self.up_to_separator(self.expression()))
                self._closes("}")
                place = literal_from = self.offset
                if self.peek().kind is Kind.END and not text.startswith("`", place):
                    break
            else:
                place += 2 if text[place] == "\\" else 1
        if place >= len(text):
            self.left_open = opening.start
        parts.append(_literal(text, literal_from, min(place, len(text))))
        self.move(min(place + 1, len(text)))
        return Node(Shape.TEMPLATE, opening.start, self.offset, parts=tuple(parts))

    def _arrow(self, start: int) -> Node:
        self.next()
        if self.peek().text == "{":
            self._skip_brackets()
            return Node(Shape.FUNCTION, start, self.offset)
        return Node(Shape.FUNCTION, start, self.expression(1).end)

    def _function(self, start: int) -> Node:
        """A function, a method or a class, up to the end of its body."""
        while self.peek().text not in ("{", ")", "]", "}", ";", ""):
            if self.peek().text == "(":
                self._skip_brackets()
            else:
                self.next()
        if self.peek().text == "{":
            self._skip_brackets()
        return Node(Shape.FUNCTION, start, self.offset)

    def skipped(self, start: int) -> Node:
        """All up to the next separator, closing bracket or semicolon outside of brackets, as an opaque part."""
        end = self.offset
        while (token := self.peek()).text not in _ENDS or token.kind not in (Kind.OPERATOR, Kind.END):
            if token.follows_line_break and self._ends_at_line():
                break
            if token.text in _CLOSING:
                self._skip_brackets()
            else:
                self._skip_token(token)
            end = self.offset
        return Node(Shape.OPAQUE, start, max(start, end))

    def _skip_token(self, token: Token) -> None:
        if token.kind is Kind.TEMPLATE:
            self.move(self.tokens.end_of_template(token.start))
        else:
            self.next()

    def _skip_brackets(self) -> None:
        """Skips from an opening bracket to the one that closes it."""
        opened: list[str] = []
        before = Token(Kind.OPERATOR, "(", 0, 0)
        while (token := self.peek()).kind is not Kind.END:
            if token.text == "/" and self.dialect is JAVASCRIPT and before.text not in (")", "]", "}"):
                is_operand = before.kind is Kind.OPERATOR or before.text in ("return", "typeof", "case")
                if is_operand and (regex := self.tokens.regex_at(token)) is not None:
                    self.move(regex.end)
                    before = regex
                    continue
            self._skip_token(token)
            before = token
            if token.kind is Kind.OPERATOR and token.text in _CLOSING:
                opened.append(_CLOSING[token.text])
            elif opened and token.text == opened[-1] and token.kind is Kind.OPERATOR:
                opened.pop()
                if not opened:
                    return


def _literal(text: str, start: int, end: int, *, is_raw: bool = False) -> Node:
    inner = text[start:end]
    return Node(Shape.LITERAL, start, end, inner if is_raw else unescaped(inner.replace("\r\n", "\n")))


def parser_at(text: str, offset: int, dialect: Dialect, budget: list[int] | None = None) -> Parser:
    """A parser at an offset of a text."""
    return Parser(Tokens(text, dialect, budget if budget is not None else [len(text) + 10]), offset)


__all__ = ["UNDEFINED", "Parser", "parser_at"]
