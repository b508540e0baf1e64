"""Values that a script computes when it runs, and the placeholders that stand for them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from edge_tui.formats.reading import place
from edge_tui.formats.scripts.escapes import spelled
from edge_tui.formats.scripts.tokens import UNDEFINED
from edge_tui.model.json.document import JsonValue, compact
from edge_tui.model.placeholders import escaped

# A data element of Adobe's tags: alone in a string, or without spaces at its ends inside of one.
_DATA_ELEMENT = re.compile(r"\A%([^%\n]{1,80})%\Z|%(?![0-9A-Fa-f]{2})(?=\S)([^%\n]{1,60}?)(?<=\S)%")
_MAX_WORDS = 60
_MAX_NAMED = 12


@dataclass(frozen=True, slots=True)
class Computed:
    """A value that only the running script knows, described by `words`, its source or its name.

    `placeholder` is one that gives the same value, such as `{{now}}`; empty to ask for it.
    """

    words: str
    offset: int
    placeholder: str = ""


@dataclass(frozen=True, slots=True)
class Mixed:
    """A text with computed values in it."""

    parts: tuple["str | Computed", ...]


@dataclass(frozen=True, slots=True)
class Serialized:
    """The JSON text of a value, as of `JSON.stringify`, before it is written."""

    value: object


def joined(values: Iterable[object]) -> "str | Mixed":
    """Values as one text."""
    parts: list[str | Computed] = []
    for value in values:
        if isinstance(value, Mixed):
            parts += value.parts
        elif isinstance(value, Computed):
            parts.append(value)
        else:
            parts.append(str(value) if value is UNDEFINED else spelled(value))
    if any(isinstance(part, Computed) for part in parts):
        return Mixed(tuple(part for part in parts if part != ""))
    return "".join(part for part in parts if isinstance(part, str))


def words_of(source: str) -> str:
    """A source text as the words of a placeholder: on one line, short, and without braces."""
    plain = " ".join(re.sub(r"[{}\x00-\x1f]", " ", source[: 4 * _MAX_WORDS]).split())
    return plain if len(plain) <= _MAX_WORDS else plain[: _MAX_WORDS - 1] + "…"


_OFFSET = re.compile(r"\{\{now\}\}(?:Z|\+00:?00)")


@dataclass
class Settling:
    """Turns values into JSON: what is computed becomes a placeholder, each of which is noted.

    Placeholders that the script's own strings seem to have are escaped, so that they are sent as
    they are, unless `escapes` is off. With `data_elements` the `%name%` of Adobe's tags is a placeholder too.
    `is_computed` tells whether any value was.
    """

    text: str
    data_elements: bool = False
    escapes: bool = True
    is_computed: bool = False
    asked: dict[str, int] = field(default_factory=dict)

    def settled(self, value: object) -> JsonValue:
        """A value as JSON."""
        if isinstance(value, dict):
            return {name: self.settled(member) for name, member in value.items() if member is not UNDEFINED}
        if isinstance(value, list):
            return [self.settled(item) for item in value]
        if isinstance(value, Serialized):
            return compact(self.settled(value.value))
        if isinstance(value, Mixed):
            # Python writes no offset, so programs add one.
            return _OFFSET.sub("{{now}}", "".join(self._part(part) for part in value.parts))
        if isinstance(value, str) and value is not UNDEFINED:
            return self._part(value)
        if isinstance(value, Computed):
            return self._part(value)
        return None if value is UNDEFINED else value

    def _part(self, part: str | Computed) -> str:
        if isinstance(part, str):
            literal = str(escaped(part)) if self.escapes else part
            return _DATA_ELEMENT.sub(self._data_element, literal) if self.data_elements and "%" in part else literal
        self.is_computed = True
        if part.placeholder:
            return part.placeholder
        return self._asked(part.words, part.offset)

    def _data_element(self, match: re.Match[str]) -> str:
        return self._asked(words_of(match[1] or match[2]), -1)

    def _asked(self, words: str, offset: int) -> str:
        name = words or "value"
        self.asked.setdefault(name, offset)
        return "{{ask:" + name + "}}"

    def notes(self) -> tuple[str, ...]:
        """The sentence that names what is asked for, with its place in the script."""
        if not self.asked:
            return ()
        named = [
            words if offset < 0 else f"{words} ({place(self.text, offset)})"
            for words, offset in list(self.asked.items())[:_MAX_NAMED]
        ]
        more = f" and {len(self.asked) - _MAX_NAMED} more" if len(self.asked) > _MAX_NAMED else ""
        return (f"The script computes these; you are asked for them when you send: {', '.join(named)}{more}.",)
