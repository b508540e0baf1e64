"""How deep a JSON text nests, without parsing it: JSON parsers and writers recurse."""

import re
from itertools import accumulate

# Documents are read down to this depth. Deeper ones would raise RecursionError in parsers, the linter and
# the formats, each at a different depth.
MAX_DEPTH = 200

# Strings, and runs of brackets outside of them.
TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"?|[\[{]+|[\]}]+', re.DOTALL)
_RUN = re.compile(rb"[\[{]+|[\]}]+")
_NO_BRACKETS = bytes(code for code in range(256) if chr(code) not in "[]{}")
_MAX_ROUNDS = 32


def nests_deeper(text: str, limit: int = MAX_DEPTH) -> bool:
    """Whether brackets nest deeper than a limit. Brackets inside strings may give a false positive."""
    brackets = text.encode("utf-8", "surrogatepass").translate(None, _NO_BRACKETS)
    if len(brackets) <= limit:
        return False
    peeled = 0
    while peeled < _MAX_ROUNDS:
        inner = brackets.replace(b"[]", b"").replace(b"{}", b"")
        # Few innermost pairs mean long runs, which are counted at once.
        if len(inner) > 0.9 * len(brackets):
            break
        brackets = inner
        peeled += 2
    runs = (len(run[0]) if run[0][:1] in b"[{" else -len(run[0]) for run in _RUN.finditer(brackets))
    return peeled + max(accumulate(runs, initial=0)) > limit


def too_deep_at(text: str, limit: int = MAX_DEPTH) -> int | None:
    """The offset of the first bracket beyond the limit; None when there is none."""
    if not nests_deeper(text, limit):
        return None
    depth = 0
    for match in TOKEN.finditer(text):
        run = match[0]
        if run[0] in "[{":
            if depth + len(run) > limit:
                return match.start() + limit - depth
            depth += len(run)
        elif run[0] in "]}":
            depth = max(depth - len(run), 0)
    return None
