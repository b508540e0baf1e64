"""An event as a map's description in a log: `toString` of Java's and Kotlin's maps and records, `NSLog`."""

import re
from dataclasses import replace

from edge_tui.formats.body import import_document
from edge_tui.formats.reading import Reading
from edge_tui.model.json.document import JsonObject, JsonValue

_MAX_LENGTH = 1_000_000
_MAX_DEPTH = 60
_NAME = r'(?:"[^"\n]{1,200}"|[\w.$:-]{1,200})'
# A log's line begins with time and tag.
_START = re.compile(rf"[^{{}}\n]{{0,200}}?((?:\{{|\b[A-Z]\w{{0,100}}[\[(])\s*{_NAME}\s*=\s*\S)")
# A record of Java, or a data class of Kotlin: the class, then its components.
_RECORD = re.compile(rf"[A-Z]\w{{0,100}}([\[(])(?=\s*{_NAME}\s*=)")
_KEY = re.compile(rf"\s*({_NAME})\s*=\s*")
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*+)"', re.DOTALL)
# A text ends where its object does, or where the next name is.
_TEXT = re.compile(rf"(?:(?!,\s*{_NAME}\s*=)[^;{{}}\n])*+")
_TEXT_IN_RECORD = re.compile(rf"(?:(?!,\s*{_NAME}\s*=)[^;{{}}\[\]()\n])*+")
_ITEM = re.compile(r"[^,\[\](){};\n]*+")
_SEPARATOR = re.compile(r"\s*[,;]?\s*")
_ESCAPE = re.compile(r"\\(?:[Uu]([0-9A-Fa-f]{4})|(.))", re.DOTALL)
# Longer ones are IDs.
_NUMBER = re.compile(r"-?(?:0|[1-9]\d{0,14})(?:\.\d{1,15})?")
_CONSTANTS: dict[str, JsonValue] = {"true": True, "false": False, "null": None, "<null>": None, '"<null>"': None}
_ENDS = {"{": "}", "[": "]", "(": ")"}
_NOTE = "A description has no types: what looks like a number became one."


def read_dumped(text: str) -> Reading | None:
    """The event of a text that is a map's description and nothing else; None for any other text."""
    text = text.strip().removesuffix(";")
    start = _START.match(text) if len(text) <= _MAX_LENGTH else None
    if start is None:
        return None
    reader = _Description(text, start.start(1))
    try:
        document = reader.value(depth=0)
    except ValueError:
        return None
    found = import_document(document) if isinstance(document, dict) and reader.at == len(text) else None
    if found is None:
        return None
    notes = (_NOTE,) if reader.has_numbers else ()
    return Reading("map's description", (replace(found, notes=(*notes, *found.notes)),))


class _Description:
    """A place in a description. Its methods raise `ValueError` for what isn't one."""

    def __init__(self, text: str, at: int) -> None:
        self._text = text
        self.at = at
        self.has_numbers = False

    def value(self, *, depth: int, is_item: bool = False, is_in_record: bool = False) -> JsonValue:
        """The value at this place."""
        if depth > _MAX_DEPTH:
            raise ValueError("nested too deeply")
        opening = self._text[self.at : self.at + 1]
        if opening == "{":
            return self._object(depth, "}")
        if record := _RECORD.match(self._text, self.at):
            self.at = record.end() - 1
            return self._object(depth, _ENDS[record[1]])
        if opening in ("[", "("):
            return self._array(depth)
        if quoted := _QUOTED.match(self._text, self.at):
            self.at = quoted.end()
            return _CONSTANTS.get(quoted[0], _ESCAPE.sub(_unescaped, quoted[1]))
        return self._bare(_ITEM if is_item else _TEXT_IN_RECORD if is_in_record else _TEXT)

    def _object(self, depth: int, end: str) -> JsonObject:
        found: JsonObject = {}
        self.at += 1
        while not self._is_at_end(end):
            if (key := _KEY.match(self._text, self.at)) is None:
                raise ValueError("no name")
            self.at = key.end()
            found[key[1].strip('"')] = self.value(depth=depth + 1, is_in_record=end != "}")
        return found

    def _array(self, depth: int) -> list[JsonValue]:
        end, found = _ENDS[self._text[self.at]], list[JsonValue]()
        self.at += 1
        while not self._is_at_end(end):
            found.append(self.value(depth=depth + 1, is_item=True))
        return found

    def _is_at_end(self, end: str) -> bool:
        """Steps over a separator, and over the bracket that closes."""
        if (separator := _SEPARATOR.match(self._text, self.at)) is None or separator.end() == len(self._text):
            raise ValueError("left open")
        self.at = separator.end()
        if self._text[self.at] != end:
            return False
        self.at += 1
        return True

    def _bare(self, pattern: re.Pattern[str]) -> JsonValue:
        match = pattern.match(self._text, self.at)
        text = match[0].strip() if match else ""
        if match is None or not match[0]:
            raise ValueError("no value")
        self.at = match.end()
        if text in _CONSTANTS:
            return _CONSTANTS[text]
        if _NUMBER.fullmatch(text):
            self.has_numbers = True
            return float(text) if "." in text else int(text)
        return text


def _unescaped(escape: re.Match[str]) -> str:
    """`\\U65e5` is how `NSLog` writes what isn't ASCII."""
    if escape[1]:
        return chr(int(escape[1], 16))
    return {"n": "\n", "t": "\t", "r": "\r"}.get(escape[2], escape[2])
