"""A document that a program writes as maps, lists and objects, in any of its languages."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice

from edge_tui.formats.fill_limit import FillLimit
from edge_tui.formats.programs.clocks import placeholder_of
from edge_tui.formats.programs.literals import Literal
from edge_tui.formats.programs.openings import BLOCK, EMPTY, Layout, Opening, opening_at
from edge_tui.formats.scripts.computed import Computed, words_of
from edge_tui.formats.scripts.escapes import number
from edge_tui.formats.scripts.tokens import UNDEFINED

_SPACE = re.compile(r"(?:\s|//[^\n]*|#[^\n{]*)*")
_KEY = re.compile(r"[:@]?([A-Za-z_]\w*)\s*(?::(?!:)|=>|=(?![=>]))")
_ARROW = re.compile(r"=>|:|to\b|=(?!=)")
_INDEX_END = re.compile(r"\s*\]\s*=(?!=)")
_NUMBER = re.compile(r"@?(-?\d[\d_]*(?:\.\d+)?(?:[eE][+-]?\d+)?)[LlFfDdMm]?(?![\w.])")
_WORD = re.compile(r"@?(?:true|false|null|nil|TRUE|FALSE|NULL|YES|NO|True|False|None)\b(?!\s*[.(])")
_CONSTANTS = {"true": True, "yes": True, "false": False, "no": False, "null": None, "nil": None, "none": None}
_CAST = re.compile(r"\s*as[!?]?\s+(?:\[[^\[\]]*(?:\[[^\[\]]*\][^\[\]]*)*\]|[\w.]+)[?!]?|\s*\.freeze\b")
_ENTRY = re.compile(r"(?:(?:java\.util\.)?Map\.)?entry\s*\(|new\s+[\w.]*SimpleEntry\s*(?:<[^<>]{0,80}>)?\s*\(")
_NAME = re.compile(r"\$?([A-Za-z_]\w*)(?=\s*[,)\]};\n]|\s*\Z|\s+\w+\s*:|\.(?:toString|build)\(\))")
_CALLED = re.compile(r"(?:\w+\.)*([A-Za-z_]\w*)\s*[,}]")
_PUT = re.compile(r"\s*\.\s*(?:put|set|add|addProperty)\s*\(\s*")
# In languages without semicolons.
_NEXT_STATEMENT = re.compile(
    r"[ \t]*(?:(?:let|var|val|const|final|return)\b|\w[\w.]*(?:\[[^\]\n]*\])*\s*=(?!=)|\w[\w.]*\(|\}|\n)"
)
_PUT_IN_BLOCK = re.compile(r"\s*(?:(?:this\.|it\.)?put\s*\(|(?:this|it)\s*\[)\s*")
_END_OF_BLOCK = re.compile(r"[\s;]*\}(?:\s*\})?")
# Members that a name gets later, one or several levels down: `.put("a", `, `["a"] = `, `[:a]["b"] = `.
_SETTER = re.compile(r"\.(?:put|set|Add|add|addProperty|store|putIfAbsent)\s*\(\s*")
_LIST = re.compile(r"\[\s*\]|array\(\s*\)")
_APPENDED = re.compile(r"\[\s*\]")
_KEY_OF_INDEX = re.compile(r"\[\s*:([A-Za-z_]\w*)\s*\]")
_ASSIGNS = re.compile(r"\s*=(?![=>~])")
_SET_OBJECT = re.compile(r"\s*setObject:\s*")
_FOR_KEY = re.compile(r"\s*for(?:Key|KeyedSubscript):\s*")
_FILLED = re.compile(rf"\b([A-Za-z_]\w*)\s*(?::[^=\n]{{0,80}})?=\s*(?={EMPTY.pattern})")
_MAX_DEPTH = 64
# A name's value is looked for in the whole text.
_MAX_NAMES, _MAX_SEARCHED = 200, 200_000


class _NotDataError(Exception):
    """Internal control flow; never escapes this module."""


@dataclass
class DataReader:
    """Reads documents in a program whose strings are known by where they start.

    The values of names are those that the program gives them in its text: at once, or member by member.
    """

    text: str
    literals: Mapping[int, Literal]
    _named: dict[str, object] = field(default_factory=dict)
    _limit: FillLimit = field(default_factory=FillLimit)

    def document_at(self, at: int) -> tuple[dict[str, object], int] | None:
        """The object that starts at an offset, and where it ends; None where there is none."""
        try:
            value, end = self._value(at, 0)
        except _NotDataError:
            return None
        return (value, end) if isinstance(value, dict) else None

    def value_at(self, at: int) -> tuple[object, int] | None:
        """The value that starts at an offset, a name included, and where it ends."""
        try:
            return self._value(at, 0)
        except _NotDataError:
            return None

    def _value(self, at: int, depth: int) -> tuple[object, int]:
        at = self._after_space(at)
        if depth > _MAX_DEPTH:
            raise _NotDataError
        if literal := self._literal(at):
            return literal.value, literal.end
        if block := BLOCK.match(self.text, at):
            return self._put_in_block(block.end(), depth)
        if empty := EMPTY.match(self.text, at):
            # An array of PHP is a list until a member has a name.
            return self._chained(empty.end(), depth) if not _LIST.fullmatch(empty[0]) else ([], empty.end())
        if opening := opening_at(self.text, at):
            return self._collection(opening, depth)
        if word := _WORD.match(self.text, at):
            return _CONSTANTS[word[0].lower().lstrip("@")], word.end()
        if digits := _NUMBER.match(self.text, at):
            plain = digits[1].lstrip("-")
            return number(plain) if digits[1][0] != "-" else _negative(plain), digits.end()
        if (name := _NAME.match(self.text, at)) and (known := self._known(name[1], depth)) is not None:
            if not self._limit.allows(known):
                raise _NotDataError
            return known, name.end()
        return self._computed(at)

    def _literal(self, at: int) -> Literal | None:
        return self.literals.get(at) or (self.literals.get(at + 1) if self.text[at : at + 1] == "@" else None)

    def filled_documents(self) -> Iterator[tuple[dict[str, object], int]]:
        """The objects that are made empty and filled by later calls, and where each is made."""
        for made in islice(_FILLED.finditer(self.text), _MAX_NAMES):
            value = self._known(made[1], 0)
            if isinstance(value, dict) and self._limit.allows(value):
                yield value, made.start()

    def _chained(self, at: int, depth: int) -> tuple[dict[str, object], int]:
        """An object that is filled as it is made: `new JSONObject().put("a", 1).put("b", 2)`."""
        members: dict[str, object] = {}
        while put := _PUT.match(self.text, at):
            name, value, end = self._after_comma(put.end(), depth)
            members[name], at = value, self._closed(end, ")")
        return members, at

    def _collection(self, opening: Opening, depth: int) -> tuple[object, int]:
        closing = opening.closing
        members: dict[str, object] = {}
        items: list[object] = []
        at = self._after_space(opening.end)
        if closing == "]" and (empty := re.compile(r":\s*\]").match(self.text, at)):
            return {}, empty.end()
        while at < len(self.text) and self.text[at] != closing:
            name, value, at = self._member(at, opening.layout, depth)
            if name is None:
                items.append(value)
            else:
                members[name] = value
            at = self._after_space(at)
            if self.text[at : at + 1] == ",":
                at = self._after_space(at + 1)
            elif self.text[at : at + 1] != closing:
                raise _NotDataError
        if at >= len(self.text) or (members and items):
            raise _NotDataError
        end = at + 1
        cast = _CAST.match(self.text, end)
        is_object = members or (closing == "}" and not items)
        return (members if is_object else items), cast.end() if cast else end

    def _member(self, at: int, layout: Layout, depth: int) -> tuple[str | None, object, int]:
        """The name of a member, its value and where it ends; without a name for an item."""
        if layout is Layout.FLAT:
            return self._after_comma(at, depth)
        if layout is Layout.ENTRIES and (entry := _ENTRY.match(self.text, at)):
            name, value, end = self._after_comma(self._after_space(entry.end()), depth)
            return name, value, self._closed(end, ")")
        # C# writes a dictionary's members so, each in braces.
        if self.text[at] == "{" and self._literal(self._after_space(at + 1)):
            name, value, end = self._after_comma(self._after_space(at + 1), depth)
            return name, value, self._closed(end, "}")
        written, start = self._name(at)
        value, end = self._value(start, depth + 1)
        if layout is Layout.NAMED and written is None and (called := _CALLED.match(self.text, at)):
            written = called[1]
        return written, value, end

    def _after_comma(self, at: int, depth: int) -> tuple[str, object, int]:
        literal = self._literal(at)
        comma = self._after_space(literal.end) if literal else at
        if literal is None or self.text[comma : comma + 1] != ",":
            raise _NotDataError
        value, end = self._value(comma + 1, depth + 1)
        return literal.plain, value, end

    def _closed(self, at: int, closing: str) -> int:
        at = self._after_space(at)
        if self.text[at : at + 1] != closing:
            raise _NotDataError
        return at + 1

    def _name(self, at: int) -> tuple[str | None, int]:
        """The name of a member and where its value starts; None for an item."""
        if self.text[at : at + 1] == "[" and (literal := self._literal(self._after_space(at + 1))):
            # An index of C#.
            index = _INDEX_END.match(self.text, literal.end)
            return (literal.plain, index.end()) if index else (None, at)
        if literal := self._literal(at):
            arrow = _ARROW.match(self.text, self._after_space(literal.end))
            return (literal.plain, arrow.end()) if arrow and isinstance(literal.value, str) else (None, at)
        if _WORD.match(self.text, at):
            return None, at
        key = _KEY.match(self.text, at)
        return (key[1], key.end()) if key else (None, at)

    def _known(self, name: str, depth: int) -> object:
        """What the program gives to a name; None for one that only the running program knows."""
        if name not in self._named and len(self._named) < _MAX_NAMES and len(self.text) < _MAX_SEARCHED:
            # A name within its own value isn't known.
            self._named[name] = None
            self._named[name] = self._given(name, depth + 1)
        return self._named.get(name)

    def _given(self, name: str, depth: int) -> object:
        value: object = None
        sign = r"(?:\s*:\s*[^=\n]{1,80}?)?\s*:?=(?![=>])"
        for given in re.finditer(rf"(?<![\w.\"'$]){_escaped(name)}{sign}", self.text):
            found = self._plain(given.end(), depth)
            value = value if found is None else found
        for named in re.finditer(rf"(?<![\w.\"'])\$?{re.escape(name)}(?=\.|\[|\s+setObject:)", self.text):
            member = self._later(named.end(), depth)
            if member is not None and (isinstance(value, dict | list) or not value):
                value = _with_member(value or {}, *member)
        return value

    def _later(self, at: int, depth: int) -> tuple[list[str | None], object] | None:
        """The path and the value of a member that a name gets at an offset; None where it gets none.

        A part of the path is None for an item that PHP adds to a list: `$list[] = 1`.
        """
        try:
            if setter := _SETTER.match(self.text, at):
                name, value, _ = self._after_comma(setter.end(), depth)
                return [name], value
            if written := _SET_OBJECT.match(self.text, at):
                value, end = self._value(written.end(), depth)
                key = _FOR_KEY.match(self.text, end)
                literal = self._literal(key.end()) if key else None
                return ([literal.plain], value) if literal else None
            path = list[str | None]()
            while self.text[at : at + 1] == "[" and len(path) < _MAX_DEPTH:
                if appended := _APPENDED.match(self.text, at):
                    path.append(None)
                    at = appended.end()
                    continue
                symbol, literal = _KEY_OF_INDEX.match(self.text, at), self._literal(self._after_space(at + 1))
                end = symbol.end() if symbol else self._closed(literal.end, "]") if literal else at
                if end == at:
                    return None
                path.append(symbol[1] if symbol else literal.plain if literal else "")
                at = end
            assigns = _ASSIGNS.match(self.text, at) if path else None
            return (path, self._value(assigns.end(), depth)[0]) if assigns else None
        except _NotDataError:
            return None

    def _put_in_block(self, at: int, depth: int) -> tuple[dict[str, object], int]:
        """An object that is filled in a block: `buildMap { put("a", 1) }`, `new HashMap() {{ put("a", 1); }}`."""
        members: dict[str, object] = {}
        while put := _PUT_IN_BLOCK.match(self.text, at):
            if self.text[put.start() : put.end()].rstrip().endswith("["):
                literal = self._literal(put.end())
                assigns = _ASSIGNS.match(self.text, self._closed(literal.end, "]")) if literal else None
                if literal is None or assigns is None:
                    raise _NotDataError
                members[literal.plain], at = self._value(assigns.end(), depth + 1)
            else:
                name, value, end = self._after_comma(put.end(), depth)
                members[name], at = value, self._closed(end, ")")
            while self.text[at : at + 1] == ";":
                at += 1
        closed = _END_OF_BLOCK.match(self.text, at)
        if closed is None:
            raise _NotDataError
        return members, closed.end()

    def _plain(self, at: int, depth: int) -> object:
        try:
            value, _ = self._value(at, depth)
        except _NotDataError:
            return None
        return None if isinstance(value, Computed) else value

    def _computed(self, at: int) -> tuple[object, int]:
        """A value that only the running program knows, up to the next separator at its level."""
        level, end = 0, at
        while end < len(self.text):
            if (literal := self.literals.get(end)) and literal.end > end:
                end = literal.end
                continue
            each = self.text[end]
            is_next = each == "\n" and level == 0 and _NEXT_STATEMENT.match(self.text, end + 1)
            if level == 0 and (each in ",)]};" or is_next):
                break
            level += (each in "([{") - (each in ")]}")
            end += 1
        words = words_of(self.text[at:end])
        if not words:
            raise _NotDataError
        return Computed(words, at, placeholder_of(self.text[at:end])), end

    def _after_space(self, at: int) -> int:
        found = _SPACE.match(self.text, at)
        return found.end() if found else at


def _escaped(name: str) -> str:
    return rf"\$?{re.escape(name)}"


def _with_member(members: object, path: list[str | None], value: object) -> dict[str, object] | list[object]:
    """An object or list with a value at a path; what is neither on the way is replaced."""
    first, *rest = path
    if first is None:
        return [*(members if isinstance(members, list) else []), _with_member({}, rest, value) if rest else value]
    known = members if isinstance(members, dict) else {}
    return known | {first: _with_member(known.get(first), rest, value) if rest else value}


def _negative(digits: str) -> object:
    value = number(digits)
    return UNDEFINED if value is None else -value
