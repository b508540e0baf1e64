"""The calls and assignments of a script by their offsets, found without reading the whole of it."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field

from edge_tui.formats.scripts.node import plain_path
from edge_tui.formats.scripts.tokens import BLOCK_COMMENT, JAVASCRIPT, REGEX, Dialect

_NAME = r"[^\W\d][\w$]*+|\$[\w$]*+"
_OBJECT_TYPE = r"\{[^{}=\n]{0,200}(?:\{[^{}=\n]{0,200}\}[^{}=\n]{0,200}){0,5}\}"
_TYPE = rf"\s?(?:{_OBJECT_TYPE}|[\w.\[\]|]{{1,60}}+)" + r"(?:<[^<>=\n]{0,60}>)?(?:\[\])?"
# A name or a chain of members, and after it an argument list or an assignment.
_PATH = (
    rf"(?P<path>(?:{_NAME})(?:\s*+\??\.\s*+(?:{_NAME})|(?:\?\.)?\[\s*+(?:\"[^\"\n\\]*\"|'[^'\n\\]*'|\d++)\s*+\])*+)"
    rf"(?P<after>(?:<[^<>()\n;]{{0,80}}>)?(?:\?\.)?\(|\s*+\(|(?::{_TYPE})?\s*+(?:[-+*/%|&?]{{1,2}}|:)?=(?![=>]))?+"
)
_JAVASCRIPT = re.compile(
    rf"""(?:(?:(?<==)|[({{\[,;:=&|!?])\s*+{REGEX}|[^\w$"'`/\\({{\[,;:=&|!?]++|\d[\w$]*+"""
    r"""|"(?:[^"\\\n]|\\.)*+"|'(?:[^'\\\n]|\\.)*+'|`(?:[^`\\]|\\.)*+`"""
    rf"""|//[^\n]*+|{BLOCK_COMMENT}|\\.|[^\w$(]|\((?!\s*+["'`]\w{{3,40}}["'`]\s*+[,)]))++|"""
    + _PATH
    + r"""|(?P<bare>\()|.""",
    re.DOTALL,
)
_PYTHON = re.compile(
    r"""(?:[^\w"'#\\(]++|\d\w*+|(?i:[rbuf]{0,2})(?:'''(?:[^\\]|\\.)*?(?:'''|\Z)|\"\"\"(?:[^\\]|\\.)*?(?:\"\"\"|\Z)"""
    r"""|"(?:[^"\\\n]|\\.)*+"|'(?:[^'\\\n]|\\.)*+')|\#[^\n]*+|\\.|[^\w])++|""" + _PATH + "|.",
    re.DOTALL,
)
_STEP = re.compile(r"""(\w[\w$]*|\$[\w$]*)|\[\s*(?:"([^"]*)"|'([^']*)'|(\d+))\s*\]""")
# No script that people write has more.
_MAX_FOUND = 100_000
_MAX_ASSIGNED = 500


@dataclass(frozen=True, slots=True)
class Assignment:
    """A value given to a name at an offset. `is_known` unless it is one such as `+=`."""

    path: str
    start: int
    value_at: int
    is_known: bool = True


@dataclass(frozen=True, slots=True)
class CallSite:
    """A call: what is called as `a.b`, where that starts, and where its arguments open."""

    path: str
    start: int
    arguments_at: int


@dataclass
class Outline:
    """A script's calls in order, and the assignments to each name and its members in order.

    `stopped_at` is where reading stopped because there are too many of them.
    """

    text: str
    dialect: Dialect
    calls: list[CallSite] = field(default_factory=list)
    stopped_at: int | None = None
    _found: dict[str, list[Assignment]] = field(default_factory=dict)

    def note(self, match: re.Match[str]) -> None:
        """Adds what a match of the outline's pattern found."""
        after = match["after"]
        path = match["path"]
        if not path.isidentifier():
            path = path_in(path)
        if after[-1] == "(":
            self.calls.append(CallSite(path, match.start(), match.end() - 1))
        else:
            is_known = after.strip()[-2:-1] not in tuple("-+*/%|&?")
            assignment = Assignment(path, match.start(), match.end(), is_known)
            self._found.setdefault(path.partition(".")[0], []).append(assignment)

    def assigned(self, root: str, before: int) -> list[Assignment]:
        """The last assignments before an offset to a name or to its members, in order."""
        found = self._found.get(root, [])
        end = bisect_left(found, before, key=lambda each: each.start)
        return found[max(0, end - _MAX_ASSIGNED) : end]

    def all_assigned(self) -> Iterator[Assignment]:
        """Every assignment, name by name."""
        for several in self._found.values():
            yield from several


def outline_of(text: str, dialect: Dialect) -> Outline:
    """The outline of a script; what is in strings and comments doesn't count."""
    outline = Outline(text, dialect)
    pattern = _JAVASCRIPT if dialect is JAVASCRIPT else _PYTHON
    for count, match in enumerate(pattern.finditer(text)):
        if match.lastgroup == "after":
            outline.note(match)
        elif match.lastgroup == "bare":
            outline.calls.append(CallSite("", match.start(), match.start()))
        if count > _MAX_FOUND:
            outline.stopped_at = match.start()
            break
    return outline


def path_in(written: str) -> str:
    """A path such as `window["alloy"]` with dots: `alloy`."""
    return plain_path([step[1] or step[2] or step[3] or step[4] or "" for step in _STEP.finditer(written)])
