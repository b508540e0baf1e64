"""A place in a script's tokens, and the brackets that are open there."""

from dataclasses import dataclass, field

from edge_tui.formats.scripts.node import Node, Shape
from edge_tui.formats.scripts.tokens import JAVASCRIPT, Dialect, Kind, Token, Tokens

_CLOSING = {"(": ")", "[": "]", "{": "}"}
ENDS = {",", ")", "]", "}", ";", ""}


@dataclass
class Cursor:
    """Reads tokens from an offset on. `left_open` is where the last bracket that is never closed opens."""

    tokens: Tokens
    offset: int
    left_open: int | None = None
    brackets: list[int] = field(default_factory=list)
    _peeked: Token | None = None

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

    def ends_at_line(self) -> bool:
        """Whether a line break ends an expression here: in Python, outside of brackets."""
        return self.dialect is not JAVASCRIPT and not self.brackets

    def open_bracket(self) -> None:
        """Consumes an opening bracket."""
        self.brackets.append(self.next().start)

    def closes(self, closing: str) -> bool:
        """Whether the bracket that is open is closed here; notes where it never is."""
        token = self.peek()
        if token.text == closing and token.kind is Kind.OPERATOR:
            self.next()
            self.brackets.pop()
            return True
        if token.kind is Kind.END or token.text in (")", "]", "}"):
            opened = self.brackets.pop()
            self.left_open = opened if self.left_open is None else max(opened, self.left_open)
            return True
        return False

    def skipped(self, start: int) -> Node:
        """All up to the next separator, closing bracket or semicolon outside of brackets, as an opaque part."""
        end = self.offset
        while (token := self.peek()).text not in ENDS or token.kind not in (Kind.OPERATOR, Kind.END):
            if token.follows_line_break and self.ends_at_line():
                break
            if token.text in _CLOSING:
                self.skip_brackets()
            else:
                self._skip_token(token)
            end = self.offset
        return Node(Shape.OPAQUE, start, max(start, end))

    def _skip_token(self, token: Token) -> None:
        if token.kind is Kind.TEMPLATE:
            self.move(self.tokens.end_of_template(token.start))
        else:
            self.next()

    def skip_brackets(self) -> None:
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
