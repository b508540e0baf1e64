"""The palette's commands as rows: their areas, sentences and keys, and which of them a search finds."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from textual.app import SystemCommand

from edge_tui.problems.explanation import first_sentence

# The areas whose commands are as many as there are files. They are listed by a search that begins with the area,
# and by one that no other command has the words of.
PREFIXED = ("template",)
MAX_SHOWN = 200
_KEY_AT_END = re.compile(r"\s*\((?:[^()\s]{1,12}|/ in the list)\)$")


class PrefixedCommand(SystemCommand):
    """A command that gives way to others unless its area is named, such as one of hundreds of templates."""


@dataclass(frozen=True, slots=True)
class Row:
    """One command: `area: name`, what it does in a sentence, the key that does the same, and the call.

    `is_minor`: only a search lists it.
    """

    area: str
    name: str
    sentence: str
    key: str
    run: Callable[[], Any]
    is_prefixed: bool = False
    is_minor: bool = False

    @property
    def title(self) -> str:
        """The command in full, such as `event: send`."""
        return f"{self.area}: {self.name}" if self.name else self.area

    @property
    def brief(self) -> str:
        """The first sentence, for a list; a search finds the words of the others, too."""
        first, rest = first_sentence(self.sentence)
        return f"{first}." if rest else self.sentence


def rows_of(commands: Iterable[SystemCommand], key_of: Callable[[Callable[[], Any]], str]) -> list[Row]:
    """The commands as rows; `key_of` gives the key of what a command calls, if it has one."""
    rows = []
    for command in commands:
        area, _, name = command.title.partition(": ")
        key, is_prefixed = key_of(command.callback), isinstance(command, PrefixedCommand)
        rows.append(Row(area, name, sentence_of(command.help), key, command.callback, is_prefixed))
    return rows


def sentence_of(words: str) -> str:
    """A description as one plain sentence; its key has a column to itself."""
    plain = _KEY_AT_END.sub("", words.strip()).rstrip(".")
    return f"{plain[:1].upper()}{plain[1:]}." if plain else ""


def grouped(rows: Sequence[Row]) -> list[Row]:
    """The rows without a search, those of an area together, in the order in which the areas first occur."""
    listed = [row for row in rows if not (row.is_prefixed or row.is_minor)]
    areas = list(dict.fromkeys(row.area for row in listed))
    return sorted(listed, key=lambda row: areas.index(row.area))


def found(rows: Sequence[Row], search: str) -> list[Row]:
    """The rows that have every word of a search, those whose title begins with it first, at most `MAX_SHOWN`."""
    wanted = " ".join(search.casefold().split())
    if not wanted:
        return grouped(rows)
    if any(wanted.startswith(area) for area in PREFIXED):
        # Letters in order are a last resort: they are in nearly every long title.
        return _with_words(rows, wanted) or _with_letters(rows, wanted)
    prefixed = [row for row in rows if row.is_prefixed]
    others = [row for row in rows if not row.is_prefixed]
    return _with_words(others, wanted) or _with_words(prefixed, wanted) or _with_letters(others, wanted)


def _with_words(rows: Sequence[Row], wanted: str) -> list[Row]:
    words = wanted.split(" ")
    ranked: list[tuple[int, Row]] = []
    for row in rows:
        title = row.title.casefold()
        if all(word in title for word in words):
            ranked.append((0 if title.startswith(wanted) else 1 if wanted in title else 2, row))
        elif all(word in f"{title} {row.sentence.casefold()}" for word in words):
            ranked.append((3, row))
    return [row for _, row in sorted(ranked, key=lambda each: each[0])][:MAX_SHOWN]


def _with_letters(rows: Sequence[Row], wanted: str) -> list[Row]:
    letters = wanted.replace(" ", "")
    return [row for row in rows if _has_letters(row.title.casefold(), letters)][:MAX_SHOWN]


def _has_letters(title: str, letters: str) -> bool:
    """Whether the letters occur in this order, as in `esend` for `event: send`."""
    at = 0
    for letter in letters:
        at = title.find(letter, at) + 1
        if not at:
            return False
    return True
