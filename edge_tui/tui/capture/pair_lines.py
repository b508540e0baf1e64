"""The lines of two page loads' calls, paired: columns as wide as their words, as long as the pane has room for them."""

from collections.abc import Sequence
from typing import NamedTuple

from rich.cells import cell_len
from rich.style import Style
from rich.text import Text

from edge_tui.compare.calls import Pair
from edge_tui.model.text import visible
from edge_tui.model.visit import Call
from edge_tui.tui.capture.call_facts import SIGNS, CallFacts, facts_of
from edge_tui.tui.capture.lines import short
from edge_tui.tui.themes import Colors

# Of an event type; a narrower pane has the statuses in a row of their own.
_LEAST_FOR_WHAT = 10
# The sign and the cells between the columns.
_MARGINS = 5
_NOTHING = "—"


class PairLine(NamedTuple):
    """The words of a pair: sign, action, event type, how it ended on either page, and how they differ."""

    sign: str
    action: str
    what: str
    left: str
    right: str
    differs: str


class Columns(NamedTuple):
    """The cells of each column; without any for the statuses, they are below the event type."""

    action: int
    what: int
    left: int
    right: int


def pair_line(pair: Pair, count: int, pages: tuple[str, str]) -> PairLine:
    """The words of a pair with so many differences, on pages with these names."""
    if pair.is_on_both:
        sign, differs = ("~", f"{count} differ{'s' if count == 1 else ''}") if count else ("=", "same")
    else:
        sign, differs = ("-", f"only {pages[0]}") if pair.left else ("+", f"only {pages[1]}")
    facts = facts_of(pair.call)
    return PairLine(
        sign,
        visible(facts.action).removeprefix("set-"),
        visible(facts.what).rpartition(".")[2],
        _status(facts_of(pair.left) if pair.left else None),
        _status(facts_of(pair.right) if pair.right else None),
        differs,
    )


def columns_of(lines: Sequence[PairLine], headings: tuple[str, str], width: int) -> Columns:
    """The columns that show every word in a width; the event types have what is left, and are cut off at last."""
    action = max((cell_len(line.action) for line in lines), default=0)
    left = max(map(cell_len, (headings[0], *(line.left for line in lines))))
    right = max(map(cell_len, (headings[1], *(line.right for line in lines))))
    differs = max((cell_len(line.differs) for line in lines), default=0)
    longest = max((cell_len(line.what) for line in lines), default=0)
    room = width - _MARGINS - 1 - action - left - right - differs
    if room >= min(longest, _LEAST_FOR_WHAT):
        return Columns(action, min(longest, room), left, right)
    return Columns(action, max(min(longest, width - 3 - action), 1), 0, 0)


def heading_of(columns: Columns, headings: tuple[str, str]) -> str:
    """The names of the pages over their statuses; empty where these are in a row of their own."""
    if not columns.left:
        return ""
    before = " " * (4 + columns.action + columns.what)
    return f"{before}{_padded(headings[0], columns.left)} {headings[1]}"


def text_of(line: PairLine, pair: Pair, columns: Columns, width: int, palette: Colors) -> Text:
    """A pair in one row, or in a narrow pane in two or more, which wrap at words."""
    style = {"~": palette.warning, "=": palette.dim, "-": palette.error, "+": palette.good}[line.sign]
    text = Text(no_wrap=True)
    text.append(f"{line.sign} ", style)
    text.append(_padded(line.action, columns.action) + " ", palette.name)
    text.append(_padded(short(line.what, columns.what), columns.what), palette.plain)
    left, right = _tone(pair.left, palette), _tone(pair.right, palette)
    if columns.left:
        text.append(" " + _padded(line.left, columns.left), left)
        text.append(" " + _padded(line.right, columns.right) + " ", right)
        text.append(line.differs, style)
        return text
    below = Text.assemble((line.left, left), (" → ", palette.dim), (line.right, right), (f" · {line.differs}", style))
    for row in _wrapped(below, max(width - 2, 1)):
        text.append("\n  ").append_text(row)
    return text


def _wrapped(text: Text, width: int) -> list[Text]:
    """A text in rows that end between words; a longer word is cut off."""
    rows: list[Text] = []
    for word in text.split(" "):
        if rows and rows[-1].cell_len + 1 + word.cell_len <= width:
            rows[-1].append(" ").append_text(word)
        else:
            word.truncate(width, overflow="ellipsis")
            rows.append(word)
    return rows


def _status(facts: CallFacts | None) -> str:
    return visible(facts.status) if facts else _NOTHING


def _tone(call: Call | None, palette: Colors) -> Style:
    return palette.tone(SIGNS[facts_of(call).state][1]) if call else palette.dim


def _padded(text: str, cells: int) -> str:
    return text + " " * max(cells - cell_len(text), 0)
