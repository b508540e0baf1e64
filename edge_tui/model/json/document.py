"""JSON as people write it: parse errors with line and column, values by JSON pointer."""

import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NoReturn

from edge_tui.model.json.nesting import MAX_DEPTH, too_deep_at

type_names = {
    dict: "an object",
    list: "an array",
    str: "a string",
    bool: "a boolean",
    int: "a number",
    float: "a number",
    type(None): "null",
}

# What `json` produces, not narrowed further: a response may contain anything.
JsonValue = Any
JsonObject = dict[str, Any]

# Where a number may be too large for a float, which Python would read as Infinity and write so; and each number.
_HUGE = re.compile(r"[eE]\+?\d{3}|(?<!\d)\d{309}")
_NUMBER = re.compile(r'"(?:\\.|[^"\\])*"|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)')
_CONSTANT = re.compile(r'"(?:\\.|[^"\\])*"|(-?Infinity|NaN)')


@dataclass(frozen=True, slots=True)
class ParseError:
    """Where a text stops being JSON. `line` and `column` count from 1, `offset` from 0."""

    message: str
    line: int
    column: int
    offset: int

    def __str__(self) -> str:
        return f"line {self.line}, column {self.column}: {self.message}"


def parse_error_at(text: str, offset: int, message: str) -> ParseError:
    """The parse error at a character offset of a text."""
    line = text.count("\n", 0, offset) + 1
    column = offset - (text.rfind("\n", 0, offset) + 1) + 1
    return ParseError(message, line, column, offset)


def parse(text: str) -> JsonValue | ParseError:
    """A JSON text as Python values, or where it stops being JSON.

    `NaN` and `Infinity`, which Python accepts, are parse errors: no gateway takes them. So is
    nesting deeper than `MAX_DEPTH`, so that walking the value never raises RecursionError.
    Integers keep all their digits (an ECID has 38).
    """
    if not text.strip():
        return ParseError("empty: expected a JSON object", 1, 1, 0)
    too_deep = too_deep_at(text)
    if too_deep is not None:
        return parse_error_at(text, too_deep, f"nested deeper than {MAX_DEPTH} levels")
    as_float = _finite if _HUGE.search(text) else None
    try:
        return json.loads(text, parse_constant=_refuse_constant, parse_float=as_float)
    except _RangeError:
        return parse_error_at(text, _offset_of_huge(text), TOO_LARGE)
    except json.JSONDecodeError as error:
        offset, message = _explain(text, error)
        return parse_error_at(text, offset, message)
    except _ConstantError as error:
        return parse_error_at(text, _offset_of_constant(text), f"{error} is not JSON: use a number, a string or null")
    except ValueError:
        # Python refuses to convert more than some 4,300 digits to an int: such a number stays text.
        return _parse_long_numbers(text)


def _parse_long_numbers(text: str) -> JsonValue | ParseError:
    try:
        return json.loads(text, parse_constant=_refuse_constant, parse_int=_number, parse_float=_finite)
    except _RangeError:
        return parse_error_at(text, _offset_of_huge(text), TOO_LARGE)
    except json.JSONDecodeError as error:
        return parse_error_at(text, *_explain(text, error))
    except _ConstantError as error:
        return parse_error_at(text, _offset_of_constant(text), f"{error} is not JSON: use a number, a string or null")


class _ConstantError(ValueError):
    pass


class _RangeError(ValueError):
    pass


def _finite(digits: str) -> float:
    number = float(digits)
    if math.isinf(number):
        raise _RangeError
    return number


def _offset_of_huge(text: str) -> int:
    return next(match.start() for match in _NUMBER.finditer(text) if match[1] and math.isinf(float(match[1])))


def _number(digits: str) -> int | str:
    try:
        return int(digits)
    except ValueError:
        return digits


def _refuse_constant(name: str) -> NoReturn:
    raise _ConstantError(name)


def _offset_of_constant(text: str) -> int:
    return next((match.start(1) for match in _CONSTANT.finditer(text) if match[1]), 0)


TOO_LARGE = "this number is too large: use a smaller one, or a string"
UNEXPECTED_END = "unexpected end of text: a bracket, a brace or a value is still open"
UNEXPECTED_REST = "unexpected text after the end of the JSON"
UNCLOSED_STRING = "missing closing quote: the string ends with its line, and a line break in it is written as \\n"
_MESSAGES = {
    "Illegal trailing comma": "trailing comma before the closing bracket: remove it",
    "Expecting ',' delimiter": "missing comma before this, or unclosed bracket",
    "Expecting ':' delimiter": "missing colon between the property name and its value",
    "Expecting property name": "expected a property name in double quotes",
    "Expecting value": "expected a value: an object, an array, a string, a number, true, false or null",
    "Extra data": UNEXPECTED_REST,
    "Unterminated string": "unterminated string: add the closing quote",
    "Invalid control character": "control character inside a string: write it as \\t or \\u00XX",
    "Invalid \\": "invalid escape: write a backslash as \\\\",
}


def _explain(text: str, error: json.JSONDecodeError) -> tuple[int, str]:
    """The offset to point at and a message that says how to fix it, from Python's own error."""
    offset = error.pos
    rest = text[offset:]
    if not rest.strip():
        return offset, UNEXPECTED_END
    if error.msg.startswith(("Expecting property name", "Expecting value")):
        before = text[:offset].rstrip()
        if before.endswith(",") and rest[:1] in "}]":
            return len(before) - 1, _MESSAGES["Illegal trailing comma"]
        if rest.startswith("'"):
            return offset, "JSON strings use double quotes, not single quotes"
        if rest.startswith(("//", "/*", "#")):
            return offset, "JSON doesn't allow comments: remove this"
    if error.msg.startswith("Invalid control character") and rest[:1] in "\r\n":
        return offset, UNCLOSED_STRING
    return offset, next((words for start, words in _MESSAGES.items() if error.msg.startswith(start)), error.msg)


def kind_of(value: JsonValue) -> str:
    """`an object`, `an array`, `a string` …, for sentences."""
    return type_names.get(type(value), type(value).__name__)


def pretty(value: JsonValue) -> str:
    """A value over several lines, indented by two spaces, without escaping non-ASCII characters."""
    return json.dumps(value, indent=2, ensure_ascii=False)


# `json.dumps` would build an encoder at each call.
_encode_compactly = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def compact(value: JsonValue) -> str:
    """A value on one line without spaces: how bodies are sent.

    Non-ASCII characters aren't escaped, unless there is a lone surrogate, which UTF-8 can't
    encode: then all of them are.
    """
    text = _encode_compactly(value)
    return text if text.isascii() or _is_utf8(text) else json.dumps(value, separators=(",", ":"))


def _is_utf8(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def escape_surrogates(text: str) -> str:
    """A JSON text with lone surrogates, which UTF-8 can't encode, written as escapes."""
    return text if text.isascii() else text.encode(errors="backslashreplace").decode()


def join(pointer: str, *tokens: str | int) -> str:
    """A JSON pointer (RFC 6901) extended by property names and indexes."""
    if len(tokens) == 1 and "~" not in (token := str(tokens[0])) and "/" not in token:
        return f"{pointer}/{token}"
    return pointer + "".join("/" + str(token).replace("~", "~0").replace("/", "~1") for token in tokens)


def split(pointer: str) -> list[str]:
    """The tokens of a JSON pointer; raises `ValueError` when it doesn't start with `/`."""
    return list(_tokens(pointer))


# The pointers of the protocol are few, and a file of recorded calls asks for each of them thousands of times.
@lru_cache(maxsize=512)
def _tokens(pointer: str) -> tuple[str, ...]:
    if pointer == "":
        return ()
    if not pointer.startswith("/"):
        raise ValueError(f"a JSON pointer starts with /, not {pointer!r}")
    return tuple(token.replace("~1", "/").replace("~0", "~") for token in pointer[1:].split("/"))


_MISSING = object()
# No array is longer, and Python refuses to convert some thousand digits to an int.
_MAX_INDEX_DIGITS = 18


def is_index(token: str) -> bool:
    """Whether a text is a number that `int` takes: `str.isdigit` is also true of ², and of too many digits."""
    return token.isascii() and token.isdigit() and len(token) <= _MAX_INDEX_DIGITS


def at(document: JsonValue, pointer: str, default: JsonValue = None) -> JsonValue:
    """The value at a JSON pointer, or `default` when there is none."""
    value = document
    for token in _tokens(pointer):
        if isinstance(value, dict):
            value = value.get(token, _MISSING)
        elif isinstance(value, list) and is_index(token) and int(token) < len(value):
            value = value[int(token)]
        else:
            return default
        if value is _MISSING:
            return default
    return value


def put(document: JsonValue, pointer: str, value: JsonValue) -> JsonValue:
    """A copy of the document with `value` at a pointer; missing objects along the path are created.

    `-` as the last token of a path into an array appends (RFC 6902). Raises `ValueError`
    when the path goes through a scalar, past the end of an array, or too deep.
    """
    tokens = split(pointer)
    if len(tokens) > MAX_DEPTH:
        raise ValueError(f"{pointer[:40]}… is deeper than {MAX_DEPTH} levels")
    if not tokens:
        return value
    return _put(document, tokens, value, pointer)


def _put(document: JsonValue, tokens: list[str], value: JsonValue, pointer: str) -> JsonValue:
    token, rest = tokens[0], tokens[1:]
    if isinstance(document, list):
        if token != "-" and not (is_index(token) and int(token) <= len(document)):
            raise ValueError(f"{pointer} leads to an array, and {token[:40]!r} is not an index of it")
        index = len(document) if token == "-" else int(token)
        inner = document[index] if index < len(document) else {}
        return [*document[:index], _put(inner, rest, value, pointer) if rest else value, *document[index + 1 :]]
    if document is None:
        document = {}
    if not isinstance(document, dict):
        raise ValueError(f"{pointer} leads through {kind_of(document)}, not an object")
    inner = document.get(token, {})
    return {**document, token: _put(inner, rest, value, pointer) if rest else value}


def patched(document: JsonValue, patch: JsonValue) -> JsonValue:
    """A copy of the document after a merge patch (RFC 7386): null removes, objects merge, the rest replaces."""
    if not isinstance(patch, dict):
        return patch
    merged = dict(document) if isinstance(document, dict) else {}
    for name, value in patch.items():
        if value is None:
            merged.pop(name, None)
        else:
            merged[name] = patched(merged.get(name), value)
    return merged


def strings(document: JsonValue, pointer: str = "") -> Iterator[tuple[str, str]]:
    """Every string value of a document with its pointer, in document order."""
    if isinstance(document, str):
        yield pointer, document
    elif isinstance(document, dict):
        for name, member in document.items():
            yield from strings(member, join(pointer, name))
    elif isinstance(document, list):
        for index, item in enumerate(document):
            yield from strings(item, join(pointer, index))
