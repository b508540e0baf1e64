"""Reading TOML tables into dataclasses, with errors located by line and key."""

import difflib
import re
import tomllib
import types
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

Path = tuple[str | int, ...]

_HEADER = re.compile(r"\s*(\[\[?)\s*([^\]]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"""\s*((?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*'))*)\s*=""")
_PART = re.compile(r"""[A-Za-z0-9_-]+|"[^"]*"|'[^']*'""")
# Line feeds only: a comment or a string may contain what else `str.splitlines` takes for the end of a line.
_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_WORDS = {str: "a string", bool: "true or false", int: "a whole number", float: "a number", dict: "a table"}


class ConfigError(Exception):
    """An invalid key. `path` leads to it; `message` has no full stop."""

    def __init__(self, path: Path, message: str) -> None:
        super().__init__(message)
        self.path = path
        self.message = message


def parse(text: str) -> dict[str, Any]:
    """Parses a document; raises `ConfigError` with the parser's message."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError((), f"invalid TOML: {error}") from error


def read(shape: type, table: object, path: Path) -> Any:
    """Reads a table into a dataclass; raises `ConfigError`.

    Keys are the field names. Supported types are strings, booleans, numbers, `Literal`, tuples
    of one type, mappings, other dataclasses, and any of them or None. A dataclass may have a
    method `config_errors` for what types can't express: pairs of a key and a message without
    full stop.
    """
    if not isinstance(table, dict):
        raise ConfigError(path, f"must be a table, not {_type_name(table)}")
    known = _shape(shape)
    for name in table:
        if name not in known:
            raise ConfigError((*path, name), "isn't a setting" + suggestion(name, known))
    values = {}
    for name, (hint, is_required) in known.items():
        if name in table:
            values[name] = _convert(hint, table[name], (*path, name))
        elif is_required:
            raise ConfigError(path, f"{name} is missing")
    made = shape(**values)
    for name, words in getattr(made, "config_errors", tuple)():
        raise ConfigError((*path, name), words)
    return made


def suggestion(name: str, known: Any) -> str:
    """The end of an error message: `; did you mean …`, or the known names."""
    close = difflib.get_close_matches(name, list(known), 1, 0.6)
    return f"; did you mean {close[0]}?" if close else "; known names are " + ", ".join(known)


@cache
def _shape(shape: type) -> dict[str, tuple[Any, bool]]:
    hints = get_type_hints(shape)
    return {field.name: (hints[field.name], _is_required(field)) for field in fields(shape)}


def _is_required(field: Field[Any]) -> bool:
    return field.default is MISSING and field.default_factory is MISSING


def _convert(hint: Any, value: Any, path: Path) -> Any:
    origin = get_origin(hint)
    if hint is Any:
        return value
    if origin in (Union, types.UnionType):
        return _convert(next(arm for arm in get_args(hint) if arm is not type(None)), value, path)
    if origin is Literal:
        if value not in get_args(hint):
            raise ConfigError(path, f"must be one of {', '.join(map(str, get_args(hint)))}, not {value!r}")
        return value
    if origin is tuple:
        if not isinstance(value, list):
            raise ConfigError(path, f"must be an array, not {_type_name(value)}")
        return tuple(_convert(get_args(hint)[0], item, (*path, i)) for i, item in enumerate(value))
    if origin in (dict, Mapping):
        if not isinstance(value, dict):
            raise ConfigError(path, f"must be a table, not {_type_name(value)}")
        return {name: _convert(get_args(hint)[1], item, (*path, name)) for name, item in value.items()}
    if is_dataclass(hint):
        return read(hint, value, path)  # type: ignore[arg-type]
    if type(value) is not hint and not (hint is float and type(value) is int):
        raise ConfigError(path, f"must be {_WORDS[hint]}, not {_type_name(value)}")
    return value


def _type_name(value: object) -> str:
    return "an array" if isinstance(value, list) else _WORDS.get(type(value), type(value).__name__)


def line_of(text: str, path: Path) -> int:
    """The line number (from 1) of a key or its nearest parent."""
    places = _places(text)
    while path and path not in places:
        path = path[:-1]
    return places.get(path, 1)


def lines_of(text: str) -> list[str]:
    """The lines of a document with their ends."""
    return _LINE.findall(text)


def _places(text: str) -> dict[Path, int]:
    """The line of every header and key. Keys inside inline tables and arrays have none of their own."""
    places: dict[Path, int] = {}
    counts: dict[Path, int] = {}
    here: Path = ()
    for number, line in enumerate(lines_of(text), 1):
        if header := _HEADER.match(line):
            here = ()
            parts = [part.strip("\"'") for part in _PART.findall(header[2])]
            for index, part in enumerate(parts):
                here = (*here, part)
                if index == len(parts) - 1 and header[1] == "[[":
                    counts[here] = counts.get(here, -1) + 1
                if here in counts:
                    here = (*here, counts[here])
            places.setdefault(here, number)
        elif key := _KEY.match(line):
            parts = [part.strip("\"'") for part in _PART.findall(key[1])]
            for end in range(1, len(parts) + 1):
                places.setdefault((*here, *parts[:end]), number)
    return places
