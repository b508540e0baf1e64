"""Bodies that are JSON but for what a client removes before it sends them, or what a page puts into them."""

import re

from edge_tui.model.json.document import ParseError, compact, parse
from edge_tui.model.text import json_escape

_STRING = r'"(?:[^"\\]|\\.)*+"'
_PARTS = re.compile(rf"({_STRING})|(//[^\n]*|/\*.*?\*/)|([\u00a0\u2007\u202f\u200b\u2060\ufeff]+)", re.DOTALL)
COMMENTS = "Comments were left out of the body."
SPACES = "Spaces of another kind, such as no-break spaces, were read as spaces."
LINE_BREAKS = "Line breaks and tabs within strings were read as \\n and \\t: JSON doesn't allow them there."
JAVASCRIPT_OBJECT = "The body isn't JSON, and the gateway refuses it as it is: it was read as JSON5."
_RAW = re.compile(r"[\x00-\x1f]")
_OBJECT = re.compile(r"\s*\{")
# Longer ones are data, which nobody writes by hand.
_MAX_LITERAL = 1_000_000


def relaxed_json(body: str) -> tuple[str, tuple[str, ...]]:
    """The body as JSON, and what was changed; as it is, if it can't be read.

    Comments, other spaces and raw line breaks are changed in place; JSON5 is written again.
    """
    found: set[str] = set()

    def plain(part: re.Match[str]) -> str:
        if part[1]:
            if not _RAW.search(part[1]):
                return part[1]
            found.add(LINE_BREAKS)
            return _RAW.sub(lambda raw: json_escape(raw[0]), part[1])
        found.add(COMMENTS if part[2] else SPACES)
        return " "

    changed = _PARTS.sub(plain, body)
    if found and not isinstance(parse(changed), ParseError):
        return changed, tuple(sorted(found))
    return _from_literal(body)


def _from_literal(body: str) -> tuple[str, tuple[str, ...]]:
    if not _OBJECT.match(body) or len(body) > _MAX_LITERAL:
        return body, ()
    # Few bodies are.
    from edge_tui.formats.scripts.literal import literal

    value = literal(body)
    return (compact(value), (JAVASCRIPT_OBJECT,)) if isinstance(value, dict) and value else (body, ())
