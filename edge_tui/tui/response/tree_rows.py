"""What a row of the tree looks like: columns of labels, colors of values, sentences over several rows."""

import re
from collections.abc import Iterable
from textwrap import wrap
from typing import NamedTuple

from rich.cells import cell_len, set_cell_size
from rich.style import Style
from rich.text import Text

from edge_tui.model.node import ABSENT, Node, Tone, one_line
from edge_tui.model.text import visible
from edge_tui.tui.themes import Colors

# Labels above this width, or above this share of the row, aren't aligned with others.
_MAX_COLUMN, _COLUMN_SHARE = 28, 0.48
# A sentence has at least this room beside its label; otherwise it goes on below it.
_MIN_BESIDE, _MIN_FIRST = 34, 14
_MAX_ROWS = 4
# Fewer words are a name or a value: an ID isn't broken in two.
_MIN_BLANKS = 3
_UNEXPLAINED = ("No decision for", "scope", "surface")
# Cells between a label and its value.
GAP = 2
# Cells of the arrow before a label.
ARROW = 2
# A word that is cut off is left out, unless it is as long as an ID.
_MAX_WORD = 24
# Between the parts of a value, and a count whose noun is cut off.
_DANGLING = re.compile(r"(?:[\s,·]|(?:^|(?<=·\s))\d+)+$")


def column_of(labels: Iterable[str], width: int) -> int:
    """The cells that labels take, so that the values beside them align; 0 if too few of them are short enough."""
    limit = min(_MAX_COLUMN, int(width * _COLUMN_SHARE))
    widths = [cell_len(label) for label in labels]
    short = [each for each in widths if each <= limit]
    return max(short) + GAP if 2 * len(short) >= len(widths) and short else 0


def gap_after(label: str, column: int) -> str:
    """The spaces between a label and its value; without a column, as few as can be."""
    return " " * max(column - cell_len(label), 1 if column == 0 else GAP)


def column_of_sentences(labels: Iterable[str], sentences: Iterable[Node], width: int) -> int:
    """As `column_of`; where a sentence has too little room beside the column, each value follows its own label."""
    column = column_of(labels, width)
    is_narrow = width - column < _MIN_BESIDE
    is_ragged = is_narrow and any(cell_len(visible(each.value)) > width - column for each in sentences)
    return GAP if is_ragged else column


def cut(value: Text, room: int) -> Text:
    """A value cut to its room in cells, at a word: neither a separator nor a count without its noun is left."""
    if value.cell_len <= room:
        return value
    whole = value.plain
    end = len(set_cell_size(whole, max(room - 1, 0)).rstrip())
    at_word = whole.rfind(" ", 0, end + 1)
    word = whole[at_word + 1 :].partition(" ")[0]
    kept = _DANGLING.sub("", whole[: max(at_word, 0)]) if len(word) <= _MAX_WORD else ""
    if kept and cell_len(kept) + 2 <= room:
        return value[: len(kept)].append(" …")
    return value[:end].append("…")


def is_sentence(node: Node) -> bool:
    """Whether a node's value is a sentence of ours instead of a value of the response."""
    return node.content is ABSENT and node.branches is None and node.value.count(" ") >= _MIN_BLANKS


def is_sentence_above(node: Node) -> bool:
    """Whether a node with children has a sentence: what went wrong, which wraps while the node is open."""
    return (
        node.branches is not None
        and node.tone in (Tone.ERROR, Tone.WARNING)
        and node.value.count(" ") >= _MIN_BLANKS
        and not is_unexplained(node)
    )


def is_unexplained(node: Node) -> bool:
    """Whether a ladder of checks explains what a node says: its row names the key, and isn't a sentence."""
    return node.label in _UNEXPLAINED


class SentenceLayout(NamedTuple):
    """A sentence in rows: the text beside the label, which starts at `column`, and the rows below it."""

    first: str
    column: int
    further: list[str]
    indent: int


def rows_of_sentence(label: str, value: str, column: int, room: int) -> SentenceLayout:
    """A sentence in up to four rows. `room` is what label and value have together, in cells."""
    shown = visible(value)
    indent = max(column, cell_len(label) + GAP)
    if cell_len(shown) <= room - indent:
        return SentenceLayout(shown, indent, [], 0)
    if room - indent >= _MIN_BESIDE:
        first, *rest = wrapped(shown, room - indent, room - indent)
        return SentenceLayout(first, indent, rest, indent)
    start = cell_len(label) + GAP
    beside = room - start
    below = max(room - GAP, _MIN_FIRST)
    if beside < _MIN_FIRST:
        return SentenceLayout("", start, wrapped(shown, below, below), GAP)
    first, *rest = wrapped(shown, beside, below)
    return SentenceLayout(first, start, rest, GAP)


def wrapped(text: str, first: int, further: int, *, most: int = _MAX_ROWS) -> list[str]:
    """A text in up to `most` rows, the first of another width than the others."""
    start = next(iter(wrap(text, first)), text)
    rows = [start, *wrap(text[len(start) :].strip(), further)]
    if len(rows) > most:
        rows = [*rows[: most - 1], rows[most - 1][: further - 2].rstrip() + " …"]
    return rows


def label_style(node: Node, palette: Colors) -> Style:
    """Labels are context: only headings, names and problems stand out."""
    return palette.dim if node.tone is Tone.PLAIN else palette.tone(node.tone)


def value_text(node: Node, palette: Colors) -> Text:
    """A value in the color of its JSON type; what is added to it is dim."""
    shown, content = visible(node.value), node.content
    if node.tone in (Tone.HEADING, Tone.DIM) or isinstance(content, dict | list):
        is_count = node.value[:1] in ("{", "[") and node.value[-1:] in ("}", "]")
        is_summary = node.tone is Tone.HEADING or is_count or node.tone is Tone.DIM
        return Text(shown, palette.dim if is_summary else palette.plain)
    style = style_of_json(content, palette)
    if style is None:
        return Text(shown, palette.plain)
    raw = visible(one_line(content)) if isinstance(content, str | int | float | None) else ""
    if not shown.startswith(raw):
        return Text(shown, palette.plain)
    return Text.assemble((raw, style), (shown[len(raw) :], palette.dim))


def style_of_json(value: object, palette: Colors) -> Style | None:
    """The color of a scalar; None for anything else."""
    if isinstance(value, bool) or value is None:
        return palette.keyword
    if isinstance(value, str):
        return palette.string
    return palette.number if isinstance(value, int | float) else None
