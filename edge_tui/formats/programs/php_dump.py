"""An event as PHP's `var_dump` and `print_r` print it."""

import re
from dataclasses import replace

from edge_tui.formats.body import import_document
from edge_tui.formats.reading import Reading
from edge_tui.model.json.document import JsonObject, JsonValue

_MAX_LENGTH = 1_000_000
_MAX_DEPTH = 60
_NOTE = "print_r has no types: what looks like a number became one."
_OPENING = re.compile(r"\s*(?:array\(\d+\)|object\([\w\\]+\)#\d+ \(\d+\))\s*\{\s*")
_MEMBER = re.compile(r"\s*\[(?:\"(?P<name>(?:[^\"\\]|\\.){0,200})\"(?::[^\]\n]{1,100})?|(?P<index>\d{1,9}))\]=>\s*")
_SCALAR = re.compile(r"int\((-?\d{1,300})\)|float\(([^)]{1,40})\)|bool\((true|false)\)|(NULL)", re.IGNORECASE)
_STRING = re.compile(r'string\((\d{1,9})\) "')
_CLOSING = re.compile(r"\s*\}")
_BLOCK = re.compile(r"(?:Array|\w+ Object)\s*\n\s*\(\s*\n")
_LINE = re.compile(r"[ \t]*\[(?P<name>[^\]\n]{1,200})\] => ")
_END = re.compile(r"[ \t]*\)[ \t]*(?:\n|\Z)\s*")
_NUMBER = re.compile(r"-?(?:0|[1-9]\d{0,14})(?:\.\d{1,15})?")


def read_php_dump(text: str) -> Reading | None:
    """The event of a text that is such a dump and nothing else; None for any other text."""
    text = text.strip()
    if len(text) > _MAX_LENGTH:
        return None
    if _OPENING.match(text):
        dump: _Dump | _Print = _Dump(text)
        kind = "var_dump of PHP"
    elif _BLOCK.match(text):
        dump, kind = _Print(text), "print_r of PHP"
    else:
        return None
    try:
        document = dump.value(depth=0)
    except ValueError:
        return None
    found = import_document(document) if isinstance(document, dict) and not text[dump.at :].strip() else None
    if found is None:
        return None
    notes = (_NOTE,) if isinstance(dump, _Print) and dump.has_numbers else ()
    return Reading(kind, (replace(found, notes=(*notes, *found.notes)),))


class _Dump:
    """A place in what `var_dump` printed. `value` raises `ValueError` for anything else."""

    def __init__(self, text: str) -> None:
        self._text = text
        self.at = 0

    def value(self, *, depth: int) -> JsonValue:
        if depth > _MAX_DEPTH:
            raise ValueError("nested too deeply")
        if opening := _OPENING.match(self._text, self.at):
            self.at = opening.end()
            return self._members(depth)
        if string := _STRING.match(self._text, self.at):
            return self._string(string.end(), int(string[1]))
        if scalar := _SCALAR.match(self._text, self.at):
            self.at = scalar.end()
            if scalar[1]:
                return int(scalar[1])
            if scalar[2]:
                number = float(scalar[2])
                return int(number) if number.is_integer() and abs(number) < 1e15 else number
            return scalar[3].lower() == "true" if scalar[3] else None
        raise ValueError("no value")

    def _members(self, depth: int) -> JsonValue:
        found: JsonObject = {}
        names: list[str] = []
        while (closing := _CLOSING.match(self._text, self.at)) is None:
            if (member := _MEMBER.match(self._text, self.at)) is None:
                raise ValueError("no name")
            self.at = member.end()
            name = member["index"] or re.sub(r"\\(.)", r"\1", member["name"] or "")
            names += [] if member["index"] is None else [name]
            found[name] = self.value(depth=depth + 1)
        self.at = closing.end()
        return _list_or_map(found, len(names))

    def _string(self, start: int, size: int) -> str:
        """Its length is in bytes."""
        end = start + size
        while len(self._text[start:end].encode("utf-8", "surrogatepass")) > size:
            end -= max((len(self._text[start:end].encode("utf-8", "surrogatepass")) - size) // 4, 1)
        if self._text[end : end + 1] != '"':
            raise ValueError("left open")
        self.at = end + 1
        return self._text[start:end]


class _Print:
    """A place in what `print_r` printed, where a text ends with its line."""

    def __init__(self, text: str) -> None:
        self._text = text + "\n"
        self.at = 0
        self.has_numbers = False

    def value(self, *, depth: int) -> JsonValue:
        if depth > _MAX_DEPTH:
            raise ValueError("nested too deeply")
        if block := _BLOCK.match(self._text, self.at):
            self.at = block.end()
            return self._members(depth)
        end = self._text.find("\n", self.at)
        text, self.at = self._text[self.at : end], end + 1
        if _NUMBER.fullmatch(text):
            self.has_numbers = True
            return float(text) if "." in text else int(text)
        return text

    def _members(self, depth: int) -> JsonValue:
        found: JsonObject = {}
        numbered = 0
        while (closing := _END.match(self._text, self.at)) is None:
            if (line := _LINE.match(self._text, self.at)) is None:
                raise ValueError("no name")
            self.at = line.end()
            numbered += line["name"].isdecimal()
            # A member of an object has its visibility behind its name.
            found[line["name"].split(":")[0]] = self.value(depth=depth + 1)
        self.at = closing.end()
        return _list_or_map(found, numbered)


def _list_or_map(found: JsonObject, numbered: int) -> JsonValue:
    """An array with the indexes of a list is one; an empty one may be either."""
    is_list = numbered == len(found) and list(found) == [str(index) for index in range(len(found))]
    return list(found.values()) if is_list else found
