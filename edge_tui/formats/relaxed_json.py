"""Bodies that are JSON but for what a client removes before it sends them, or what a page puts into them."""

import re

from edge_tui.model.json.document import ParseError, parse

_STRING = r'"(?:[^"\\]|\\.)*+"'
_PARTS = re.compile(rf"({_STRING})|(//[^\n]*|/\*.*?\*/)|([\u00a0\u2007\u202f\u200b\u2060\ufeff]+)", re.DOTALL)
COMMENTS = "Comments were left out of the body."
SPACES = "Spaces of another kind, such as no-break spaces, were read as spaces."


def relaxed_json(body: str) -> tuple[str, tuple[str, ...]]:
    """The body without comments and with plain spaces, and what was changed; as it is, if it isn't JSON then."""
    found: set[str] = set()

    def plain(part: re.Match[str]) -> str:
        if part[1]:
            return part[1]
        found.add(COMMENTS if part[2] else SPACES)
        return " "

    changed = _PARTS.sub(plain, body)
    if not found or isinstance(parse(changed), ParseError):
        return body, ()
    return changed, tuple(sorted(found))
