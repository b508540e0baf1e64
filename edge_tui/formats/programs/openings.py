"""How languages begin a map, a list or an object of a program: `mapOf(`, `@{`, `map[string]any{`, `new {`."""

import re
from dataclasses import dataclass
from enum import Enum, auto

_GENERIC = r"(?:<[^<>()\n]{0,80}(?:<[^<>()\n]{0,80}(?:<[^<>()\n]{0,40}>)?[^<>()\n]{0,20}>)?[^<>()\n]{0,20}>)?"
_GO = r"(?:interface\s*\{\s*\}|[\w.]+|map\[string\](?:interface\s*\{\s*\}|[\w.]+))"
_OPENINGS = (
    (rf"(?:mutable|hash|linked|sorted)?[mM]apOf\s*{_GENERIC}\s*\(", "PAIRS"),
    (rf"(?:mutable|array|int|double)?(?:[lL]ist|[sS]et|[aA]rray)Of\s*{_GENERIC}\s*\(", "PAIRS"),
    (r"(?:Immutable)?(?:List|Set)\.of\s*\(|Arrays\.asList\s*\(|array\s*\(", "PAIRS"),
    (r"(?:Immutable)?Map\.of\s*\(", "FLAT"),
    (r"(?:Immutable)?Map\.ofEntries\s*\(", "ENTRIES"),
    (rf"(?:map\[string\]|\[\]){_GO}\s*\{{", "PAIRS"),
    (rf"new\s+(?:\w*Dictionary|\w*List|J(?:son)?Object|J(?:son)?Array)\s*{_GENERIC}\s*(?:\(\s*\))?\s*\{{", "PAIRS"),
    (r"new\s*(?:\[\s*\]|\w+\[\s*\])\s*\{", "PAIRS"),
    (r"new\s*\{", "NAMED"),
    (r"@?[\[{]", "PAIRS"),
)
OPENING = re.compile("|".join(rf"(?P<o{index}>(?<!\w){pattern})" for index, (pattern, _) in enumerate(_OPENINGS)))
# What makes one that is filled later.
EMPTY = re.compile(
    rf"new\s+(?:\w*Map|\w*JSONObject|\w*JsonObject|\w*ObjectNode|\w*Dictionary)\s*{_GENERIC}\s*\(\s*\)"
    rf"|(?:mutable|hash|linked)MapOf\s*{_GENERIC}\s*\(\s*\)|\w+\.createObjectNode\s*\(\s*\)"
    r"|\[\s*(?:String\s*:\s*\w+\s*|:\s*)\]\s*(?:\(\s*\))?|\[NSMutableDictionary\s+\w+\]"
    r"|\[\s*\](?=\s*;)|array\(\s*\)(?=\s*;)|\{\s*\}(?=\s*(?:;|\n|$))"
)
# What makes one whose members are put into it in a block, as Kotlin and Java write it.
BLOCK = re.compile(
    rf"(?:(?:mutable|hash|linked)MapOf\s*{_GENERIC}\s*\(\s*\)\s*\.\s*(?:apply|also)|buildMap\s*{_GENERIC}(?:\s*\(\s*\d*\s*\))?"
    rf"|new\s+\w*Map\s*{_GENERIC}\s*\(\s*\)\s*\{{)\s*\{{"
)


class Layout(Enum):
    """How members are written: with a sign between name and value, one after the other, or each in a call.

    In an object without a type of C#, a value alone has the name that it is called by: `new { xdm, page.Title }`.
    """

    PAIRS = auto()
    NAMED = auto()
    FLAT = auto()
    ENTRIES = auto()


@dataclass(frozen=True, slots=True)
class Opening:
    """Where the members start, the bracket that ends them, and how they are written."""

    end: int
    closing: str
    layout: Layout


def opening_at(text: str, at: int) -> Opening | None:
    """The collection that begins at an offset."""
    match = OPENING.match(text, at)
    if match is None:
        return None
    index = int((match.lastgroup or "o0")[1:])
    closing = {"(": ")", "[": "]", "{": "}"}[match[0][-1]]
    return Opening(match.end(), closing, Layout[_OPENINGS[index][1]])
