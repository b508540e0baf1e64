"""The values of PowerShell's expressions: strings, tables, arrays, and the calls that only pass a string on."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from edge_tui.formats.fill_limit import TOO_LONG, FillLimit
from edge_tui.formats.sources.command import MAX_PIECES, Command, Note, Word
from edge_tui.formats.sources.powershell_clocks import clock_at
from edge_tui.model.json.document import JsonValue, compact

_SPACE = re.compile(r"(?:[ \t\xa0]|`[ \t]*\n)+")
_ANY_SPACE = re.compile(r"(?:\s|`(?=\n)|#[^\n]*|<#.*?(?:#>|\Z))+", re.DOTALL)
_SINGLE = re.compile(r"'([^']*(?:''[^']*)*)'")
_DOUBLE_PLAIN = re.compile(r"[^\"`$]*(?:(?:\"\"|`(?!u\{).)[^\"`$]*)*", re.DOTALL)
_DOUBLE_ESCAPE = re.compile(r'`(.)|"(")', re.DOTALL)
_HERE = re.compile(r"@(['\"])[ \t]*\n")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])")
_VARIABLE = re.compile(r"\$(?:(env):|\w+:(?=\w))?(\w+)|\$\{(?:(env):)?([^{}\n]*)\}", re.IGNORECASE)
_CAST = re.compile(r"\[[\w.]+(?:\[[\w., \[\]]*\])?(?:\[\])?\]")
_MEMBER = re.compile(r"(?:::|\.)(\w+)")
_NAME = re.compile(r"[\w-]+")
_CONSTANTS = {"true": True, "false": False, "null": None}
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "0": "\0", "b": "\b", "a": "\a", "f": "\f", "v": "\v", "e": "\x1b"}
_CODE = re.compile(r"u\{([0-9a-fA-F]{1,6})\}")
_SUBEXPRESSION = re.compile(r"\$\([^()\n]*\)")
# Browsers write characters outside ASCII like this, by UTF-16 code unit.
_CHARACTERS = re.compile(r"(?:\$\(\[char\](?:0x[0-9a-fA-F]{1,4}|\d{1,5})\))+", re.IGNORECASE)
_CALLED = re.compile(r"[A-Za-z]+-[A-Za-z]+(?=[ \t)])")
_PARAMETER = re.compile(r"-[A-Za-z]+:?")
_BARE = re.compile(r"[A-Za-z.\\/][\w.\\/:-]*")
_TO_END = re.compile(r"[^\n;)|]*")
_HERE_PLAIN = re.compile(r"[^`$]+")
_MAX_DEPTH = 40


@dataclass(frozen=True, slots=True)
class Unknown:
    """A value that isn't in the script; `source` names it."""

    source: str


class Table(dict[str, object]):
    """A hash table, an object, or a dictionary; its names ignore case."""

    def look_up(self, name: str) -> object:
        """The value of a name in any case; None without one."""
        return next((value for key, value in self.items() if key.casefold() == name.casefold()), None)


def text_of(value: object) -> str:
    """A value as PowerShell writes it into a string."""
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, Unknown):
        return value.source
    if isinstance(value, dict):
        return "@{…}"
    if isinstance(value, list):
        return " ".join(map(text_of, value))
    return "" if value is None else str(value)


class Values:
    """Reads expressions at `at`. `command_value` gives the value of a command in parentheses.

    `limit` is for what variables fill in.
    """

    def __init__(self, text: str, command_value: Callable[[Command], object]) -> None:
        self.at = 0
        self.variables: dict[str, object] = {}
        self.unset: dict[str, int] = {}
        self.notes: list[Note] = []
        self.open_at: int | None = None
        self.limit = FillLimit()
        self._text = text
        self._command_value = command_value
        self._pieces = 0
        self._depth = 0

    @property
    def is_exhausted(self) -> bool:
        """Whether the text has more pieces than any script."""
        return self._pieces >= MAX_PIECES

    def pipeline(self) -> object:
        """The value of an expression, its operators and `| ConvertTo-Json`."""
        value = self._value()
        while not self._is_at_end():
            self._skip(_SPACE)
            if self._peek("+"):
                self.at += 1
                self._skip(_ANY_SPACE)
                value = _sum(value, self._value())
            elif self._peek(","):
                self.at += 1
                self._skip(_ANY_SPACE)
                more = self._value()
                value = [*(value if isinstance(value, list) else [value]), more]
            elif self._peek("|") and not self._peek("||"):
                self.at += 1
                self._skip(_ANY_SPACE)
                value = self._piped(value)
            else:
                break
        return value

    def argument(self) -> object:
        """The value of a command's argument, without operators."""
        return self._value()

    def arguments(self) -> list[object]:
        """The values in parentheses at the current offset."""
        found: list[object] = []
        self.at += 1
        while not self._is_at_end():
            self._skip(_ANY_SPACE)
            if self._peek(")"):
                self.at += 1
                break
            before = self.at
            value = self._parenthesized(closing=False)
            if isinstance(value, list) and not found:
                found += value
            else:
                found.append(value)
            self.at = max(self.at, before + 1)
        return found

    def as_json(self, value: object) -> object:
        """What `ConvertTo-Json` writes; a part that isn't in the script is written as its source, and noted."""
        for source in _sources(value) if not isinstance(value, Unknown) else ():
            self.notes.append(Note(self.at, f"Not in the text, and written in words: {source}"))
        return value if isinstance(value, Unknown) else compact(plain(value))

    def _is_at_end(self) -> bool:
        self._pieces += 1
        return self.at >= len(self._text) or self.is_exhausted

    def _peek(self, start: str) -> bool:
        return self._text.startswith(start, self.at)

    def _skip(self, pattern: re.Pattern[str]) -> None:
        if match := pattern.match(self._text, self.at):
            self.at = match.end()

    def _value(self) -> object:
        if self._depth >= _MAX_DEPTH or self._is_at_end():
            return None
        if clock := clock_at(self._text, self.at):
            placeholder, self.at = clock
            return placeholder
        self._depth += 1
        value = self._with_members(self._primary())
        self._depth -= 1
        return value

    def _primary(self) -> object:
        text, at = self._text, self.at
        if here := _HERE.match(text, at):
            return self._here_string(here)
        if single := _SINGLE.match(text, at):
            self.at = single.end()
            return single[1].replace("''", "'")
        if text.startswith("'", at):
            return self._left_open(at)
        if text.startswith('"', at):
            return self._double()
        if text.startswith("@{", at):
            return self._table()
        if text.startswith(("@(", "$("), at):
            self.at += 1
            found = self.arguments()
            return found if text[at] == "@" else (found[0] if found else None)
        if text.startswith("(", at):
            self.at += 1
            return self._parenthesized(closing=True)
        if variable := _VARIABLE.match(text, at):
            self.at = variable.end()
            return self._variable(variable, at)
        if cast := _CAST.match(text, at):
            self.at = cast.end()
            self._skip(_SPACE)
            return Unknown("a computed value") if self._peek("::") else self._value()
        if number := _NUMBER.match(text, at):
            self.at = number.end()
            return float(number[0]) if set(number[0]) & set(".eE") else int(number[0])
        self._skip(_NAME)
        return text[at : self.at] or None

    def _with_members(self, value: object) -> object:
        """The value after its properties and calls: of a call, the argument that it passes on."""
        while not self._is_at_end() and (member := _MEMBER.match(self._text, self.at)):
            self.at = member.end()
            if self._peek("("):
                given = self.arguments()
                value = (given if member[1].casefold() == "new" else given[0]) if given else value
            elif isinstance(value, Table):
                value = value.look_up(member[1])
        return value

    def _parenthesized(self, *, closing: bool) -> object:
        """An expression or a command in parentheses; with `closing`, the closing one is read, too."""
        self._skip(_ANY_SPACE)
        if name := _CALLED.match(self._text, self.at):
            self.at = name.end()
            value = self._call(name[0])
        else:
            value = self.pipeline()
        self._skip(_ANY_SPACE)
        if closing and self._peek(")"):
            self.at += 1
        return value

    def _call(self, name: str) -> object:
        """A command within an expression: its arguments up to the closing parenthesis."""
        words = [Word(name, self.at, self.at)]
        while not self._is_at_end():
            self._skip(_ANY_SPACE)
            if self._peek(")") or self._peek("|") or self._peek("}"):
                break
            start, before = self.at, self.at
            if parameter := _PARAMETER.match(self._text, self.at):
                self.at = parameter.end()
                words.append(Word(parameter[0], start, self.at))
                continue
            bare = _BARE.match(self._text, self.at)
            if bare:
                self.at = bare.end()
                value: object = bare[0]
                if self._peek("("):
                    words.append(Word(bare[0], start, self.at, value=bare[0]))
                    value = self.arguments()
            else:
                value = self.pipeline()
            words.append(Word(text_of(value), start, self.at, self._text[start] in "'\"", value))
            self.at = max(self.at, before + 1)
        return self._command_value(Command(words))

    def _piped(self, value: object) -> object:
        """The value after `| ConvertTo-Json`; any other command makes it unknown."""
        name = _NAME.match(self._text, self.at)
        command = _TO_END.match(self._text, self.at)
        self.at = command.end() if command else self.at
        if name and name[0].casefold() == "convertto-json":
            return self.as_json(value)
        if name and name[0].casefold() in ("out-string", "out-null"):
            return value
        return Unknown(f"the output of {name[0]}" if name else "the output of a command")

    def _variable(self, match: re.Match[str], at: int) -> object:
        kind, name = (match[1] or match[3]), (match[2] or match[4] or "")
        key = (f"env:{name}" if kind else name).casefold()
        if key in _CONSTANTS:
            return _CONSTANTS[key]
        if key not in self.variables:
            self.unset.setdefault(match[0], at)
            return match[0]
        if not self.limit.allows(self.variables[key]):
            self.notes.append(Note(at, TOO_LONG))
            return match[0]
        return self.variables[key]

    def _double(self) -> str:
        start, value = self.at, list[str]()
        self.at += 1
        while not self._is_at_end():
            char = self._text[self.at]
            if (plain := _DOUBLE_PLAIN.match(self._text, self.at)) and plain[0]:
                value.append(_DOUBLE_ESCAPE.sub(lambda escape: escape[2] or _escaped(escape[1]), plain[0]))
                self.at = plain.end()
            elif char == '"':
                self.at += 1
                return "".join(value)
            else:
                value.append(self._in_string())
        self.open_at = start
        self.notes.append(Note(start, "A quote is left open here; it was read to the end of the text"))
        return "".join(value)

    def _in_string(self) -> str:
        """An escape, a variable or a subexpression within a string."""
        text, at = self._text, self.at
        if text[at] == "`":
            if code := _CODE.match(text, at + 1):
                self.at = code.end()
                return chr(int(code[1], 16)) if int(code[1], 16) < 0x110000 else "\ufffd"
            self.at += 2
            return _escaped(text[at + 1 : at + 2])
        if characters := _CHARACTERS.match(text, at):
            self.at = characters.end()
            codes = [int(code, 0) & 0xFFFF for code in re.findall(r"\](\w+)\)", characters[0])]
            units = b"".join(code.to_bytes(2, "little") for code in codes)
            return units.decode("utf-16-le", "surrogatepass")
        if clock := clock_at(text, at, in_string=True):
            placeholder, self.at = clock
            return placeholder
        if subexpression := _SUBEXPRESSION.match(text, at):
            self.at = subexpression.end()
            inner = _VARIABLE.fullmatch(subexpression[0][2:-1].strip())
            if inner:
                return text_of(self._variable(inner, at))
            self.notes.append(Note(at, "The command in $(…) wasn't run"))
            return subexpression[0]
        if variable := _VARIABLE.match(text, at):
            self.at = variable.end()
            return text_of(self._variable(variable, at))
        self.at += 1
        return text[at]

    def _here_string(self, opening: re.Match[str]) -> str:
        start = opening.end()
        end = self._text.find(f"\n{opening[1]}@", start - 1)
        if end < 0:
            return self._left_open(opening.start())
        self.at = end + 3
        body = self._text[start : max(start, end)]
        return body if opening[1] == "'" else self._expanded(body, start)

    def _expanded(self, body: str, start: int) -> str:
        """A here-string's text with its variables and escapes."""
        if "$" not in body and "`" not in body:
            return body
        inner = Values(body, self._command_value)
        inner.variables, inner.limit = self.variables, self.limit
        value: list[str] = []
        while not inner._is_at_end():
            plain = _HERE_PLAIN.match(body, inner.at)
            if plain:
                value.append(plain[0])
                inner.at = plain.end()
            else:
                value.append(inner._in_string())
        self.unset |= {name: start + at for name, at in inner.unset.items() if name not in self.unset}
        self.notes += [Note(start + note.at, note.sentence) for note in inner.notes]
        return "".join(value)

    def _left_open(self, start: int) -> str:
        self.open_at, self.at = start, len(self._text)
        self.notes.append(Note(start, "A quote is left open here; it was read to the end of the text"))
        return self._text[start + 1 :]

    def _table(self) -> Table:
        """`@{ name = value; "name" = value }`."""
        table = Table()
        self.at += 2
        while not self._is_at_end():
            self._skip(_ANY_SPACE)
            if self._peek("}"):
                self.at += 1
                break
            if self._peek(";") or self._peek(","):
                self.at += 1
                continue
            before = self.at
            name = text_of(self._value())
            self._skip(_ANY_SPACE)
            if self._peek("="):
                self.at += 1
                self._skip(_ANY_SPACE)
                table[name] = self.pipeline()
            self.at = max(self.at, before + 1)
        return table


def _sources(value: object) -> Iterator[str]:
    """What names the parts of a value that aren't in the script."""
    if isinstance(value, Unknown):
        yield value.source
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _sources(each)


def _escaped(character: str) -> str:
    return _ESCAPES.get(character, character)


def _sum(left: object, right: object) -> object:
    if isinstance(left, list):
        return [*left, *(right if isinstance(right, list) else [right])]
    if isinstance(left, Unknown) or isinstance(right, Unknown):
        return left if isinstance(left, Unknown) else right
    return text_of(left) + text_of(right)


def plain(value: object) -> JsonValue:
    """A value as a JSON document; a part that isn't in the script is its source."""
    if isinstance(value, dict):
        return {name: plain(member) for name, member in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value if isinstance(value, str | int | float | bool) or value is None else text_of(value)
