"""A `Node` and its descendants as lines of text with guides."""

from collections.abc import Iterator
from unicodedata import combining, east_asian_width

from click import style

from edge_tui.model.node import Node, Tone
from edge_tui.model.text import visible

_MAX_ALIGNED_COLUMNS = 32

_STYLES: dict[Tone, dict[str, object]] = {
    Tone.PLAIN: {},
    Tone.HEADING: {"bold": True},
    Tone.DIM: {"dim": True},
    Tone.GOOD: {"fg": "green"},
    Tone.WARNING: {"fg": "yellow"},
    Tone.ERROR: {"fg": "red"},
    Tone.NAME: {"fg": "cyan"},
}


def tree_lines(root: Node, *, color: bool) -> Iterator[str]:
    """The whole tree, one line per node, computed lazily and without recursion."""
    yield _line(root, 0, color=color)
    open_levels = [("", _siblings(root))]
    while open_levels:
        margin, siblings = open_levels[-1]
        entry = next(siblings, None)
        if entry is None:
            open_levels.pop()
            continue
        node, label_width, is_last = entry
        yield _guide(margin + ("└─ " if is_last else "├─ "), color=color) + _line(node, label_width, color=color)
        if node.has_children:
            open_levels.append((margin + ("   " if is_last else "│  "), _siblings(node)))


def _siblings(parent: Node) -> Iterator[tuple[Node, int, bool]]:
    """The children, each with the width to pad its label to and whether it is the last."""
    children = parent.children()
    widths = [width_in_columns(visible(child.label)) for child in children if child.value]
    label_width = max((width for width in widths if width <= _MAX_ALIGNED_COLUMNS), default=0)
    for index, child in enumerate(children):
        yield child, label_width, index == len(children) - 1


def _line(node: Node, label_width: int, *, color: bool) -> str:
    label = visible(node.label)
    if not node.value:
        return _styled(label, node.tone, color=color)
    gap = " " * (max(0, label_width - width_in_columns(label)) + 2)
    value_tone = Tone.PLAIN if node.tone in (Tone.HEADING, Tone.NAME) else node.tone
    return _styled(label, node.tone, color=color) + gap + _styled(visible(node.value), value_tone, color=color)


def _styled(text: str, tone: Tone, *, color: bool) -> str:
    return style(text, **_STYLES[tone]) if color and _STYLES[tone] else text  # type: ignore[arg-type]


def _guide(text: str, *, color: bool) -> str:
    return style(text, dim=True) if color else text


def width_in_columns(text: str) -> int:
    """The width of a text on a terminal."""
    if text.isascii():
        return len(text)
    return sum(0 if combining(char) else 2 if east_asian_width(char) in "WF" else 1 for char in text)
