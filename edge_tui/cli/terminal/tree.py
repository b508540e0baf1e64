"""A `Node` and its descendants as lines of text with guides."""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import repeat
from operator import add
from unicodedata import combining, east_asian_width

from click import style

from edge_tui.model.node import Branches, Columns, Node, Tone, columns_of
from edge_tui.model.text import visible

_MAX_ALIGNED_COLUMNS = 32
# Lines of the first chunk, about a screenful, and of every other.
_FIRST_LINES, _CHUNK_LINES = 40, 1000

_STYLES: dict[Tone, dict[str, object]] = {
    Tone.PLAIN: {},
    Tone.HEADING: {"bold": True},
    Tone.DIM: {"dim": True},
    Tone.GOOD: {"fg": "green"},
    Tone.WARNING: {"fg": "yellow"},
    Tone.ERROR: {"fg": "red"},
    Tone.NAME: {"fg": "cyan"},
}
_PLAIN = Tone.PLAIN
_STARTS_KEPT = 1000

# Lines with what makes the children below them and the margin of these.
_Level = Iterator[tuple[str, Branches | None, str]]


def tree_text(root: Node, *, color: bool) -> Iterator[str]:
    """The whole tree, one line per node, in chunks that end with a line feed; computed lazily, without recursion."""
    printer = _Printer(color=color)
    waiting, limit = [printer.line(root.label, "  ", root.value, root.tone)], _FIRST_LINES
    levels: list[_Level] = []
    branches, margin = root.branches, ""
    while True:
        if branches is not None:
            columns = columns_of(branches)
            lines, margins = printer.lines(columns, margin)
            if columns.branches is None:
                waiting += lines
            else:
                levels.append(zip(lines, columns.branches, margins, strict=True))
        if len(waiting) >= limit:
            yield "\n".join(waiting) + "\n"
            waiting.clear()
            limit = _CHUNK_LINES
        if not levels:
            break
        branches = None
        for line, below, inner in levels[-1]:
            waiting.append(line)
            if below is not None:
                branches, margin = below, inner
                break
        else:
            levels.pop()
    if waiting:
        yield "\n".join(waiting) + "\n"


def tree_lines(root: Node, *, color: bool) -> Iterator[str]:
    """The same, line by line."""
    for chunk in tree_text(root, color=color):
        yield from chunk[:-1].split("\n")


def summary_lines(nodes: Iterable[Node], *, color: bool) -> Iterator[str]:
    """Nodes as lines without guides: the first as the root of a tree, the values of the others aligned."""
    printer = _Printer(color=color)
    root, *others = nodes
    yield printer.line(root.label, "  ", root.value, root.tone)
    for node, gap in zip(others, _gaps([visible(each.label) for each in others]), strict=True):
        yield printer.line(node.label, gap, node.value, node.tone)


class _Printer:
    """Draws children, in color or not."""

    def __init__(self, *, color: bool) -> None:
        self._color = color
        # Objects of one kind have the same labels: what is drawn before their values is drawn once.
        self._starts = lru_cache(maxsize=_STARTS_KEPT)(self._plain_starts)

    def lines(self, columns: Columns, margin: str) -> tuple[Iterable[str], Sequence[str]]:
        """The lines of a node's children, and the margins of the children below each."""
        labels, values, tones, _ = columns
        if not labels:
            return (), ()
        if all(values) and (tones is None or not self._color):
            starts, margins = self._starts(labels, margin)
            whole = "".join(values)
            is_plain = whole.isascii() and whole.isprintable()
            return map(add, starts, values if is_plain else map(visible, values)), margins
        guides, margins = self._guides(len(labels), margin)
        gaps = iter(_gaps([visible(label) for label, value in zip(labels, values, strict=True) if value]))
        drawn = zip(guides, labels, values, tones or repeat(_PLAIN, len(labels)), strict=True)
        lines = [
            guide + self.line(label, next(gaps) if value else "", value, tone) for guide, label, value, tone in drawn
        ]
        return lines, margins

    def line(self, label: str, gap: str, value: str, tone: Tone) -> str:
        """One line without its guide."""
        label = self._styled(visible(label), tone)
        value_tone = _PLAIN if tone in (Tone.HEADING, Tone.NAME) else tone
        return label + gap + self._styled(visible(value), value_tone) if value else label

    def _plain_starts(self, labels: tuple[str, ...], margin: str) -> tuple[list[str], list[str]]:
        """The lines up to the values, for children that all have one and are plain, and the margins below each."""
        guides, margins = self._guides(len(labels), margin)
        shown = [visible(label) for label in labels]
        return [guide + label + gap for guide, label, gap in zip(guides, shown, _gaps(shown), strict=True)], margins

    def _guides(self, count: int, margin: str) -> tuple[list[str], list[str]]:
        guide, last = (self._styled(margin + each, Tone.DIM) for each in ("├─ ", "└─ "))
        return [guide] * (count - 1) + [last], [margin + "│  "] * (count - 1) + [margin + "   "]

    def _styled(self, text: str, tone: Tone) -> str:
        return style(text, **_STYLES[tone]) if self._color and _STYLES[tone] else text  # type: ignore[arg-type]


def _gaps(labels: list[str]) -> list[str]:
    """The spaces after each label that align the values; a very long label isn't aligned with."""
    widths = [width_in_columns(label) for label in labels]
    aligned = max((width for width in widths if width <= _MAX_ALIGNED_COLUMNS), default=0)
    return [" " * (max(0, aligned - width) + 2) for width in widths]


def width_in_columns(text: str) -> int:
    """The width of a text on a terminal."""
    if text.isascii():
        return len(text)
    return sum(0 if combining(char) else 2 if east_asian_width(char) in "WF" else 1 for char in text)
