"""Draws the lines of the timeline: columns that fit the width, text from the page only as what can be seen."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len, set_cell_size
from rich.style import Style
from rich.text import Text

from edge_tui.model.node import Tone
from edge_tui.model.text import counted, visible
from edge_tui.tui.capture.call_facts import SIGNS, Detail, LineState
from edge_tui.tui.capture.rows import CallRow, Entry, PageRow, Row
from edge_tui.tui.themes import Colors

_SINCE, _ACTION, _STATUS, _TIME = 6, 9, 12, 9
_LEAST_WHAT, _MOST_WHAT = 14, 36
# A list that isn't wider than this has less air between its columns.
_NARROW, _NARROW_TIME = 80, 7
# One that is this narrow has no room for times: what is said about a call matters more.
_WITHOUT_TIME = 62
_UNLOAD, _MARK = "↩", "✓"
_MAX_SECONDS = 9999
# The last word of `propositionDisplay`, and how many cells of what is before it are to be read.
_LAST_WORD = re.compile(r"(?<=[a-z])[A-Z][a-z]+$")
_LEAST_BEGINNING = 4
# Between the details of a line, and in place of those without room.
_GAP, _MORE = "  ", " …"


@dataclass(frozen=True, slots=True)
class Columns:
    """The cells of the two columns that grow: what was sent, and what is said about it."""

    what: int
    details: int
    time: int = _TIME

    @classmethod
    def fitting(cls, width: int) -> "Columns":
        """The columns of a list this wide."""
        time = 0 if width <= _WITHOUT_TIME else _NARROW_TIME if width <= _NARROW else _TIME
        rest = max(width - 3 - _SINCE - 1 - _ACTION - _STATUS - time, 0)
        what = min(max(rest * (5 if width <= _NARROW else 6) // 10, _LEAST_WHAT), _MOST_WHAT)
        return cls(min(what, rest), max(rest - what, 0), time)


def line_of(row: Row, palette: Colors, width: int, *, badge: Style, is_marked: bool = False) -> Text:
    """A line, cut to the width in cells. `badge` is the style of a page's number."""
    if isinstance(row, PageRow):
        return _heading(row, palette, width, badge)
    return _entry(row, palette, Columns.fitting(width), width, is_marked=is_marked)


def _heading(row: PageRow, palette: Colors, width: int, badge: Style) -> Text:
    """The page's number and path, its facts, and at the right end the number of its calls."""
    text = Text(no_wrap=True)
    text.append(f" {row.number or '–'} ", badge)
    count = f"{counted(row.calls, 'call')} "
    text.append(" " + visible(path_of(row.page.url)) + " ", palette.strong)
    facts = _facts(row)
    room = width - cell_len(count) - 2
    path_end = min(text.cell_len, max(width // 3, 12))
    text = _cut(text, max(path_end, room - sum(cell_len(each.words) + 3 for each in facts)))
    for index, fact in enumerate(facts):
        text.append(" · " if index else "  ", palette.dim)
        text.append(visible(fact.words), palette.tone(fact.tone))
    text = _cut(text, room)
    text.append(" " * max(width - text.cell_len - cell_len(count), 0))
    text.append(count, palette.dim)
    return _cut(text, width)


def _facts(row: PageRow) -> Sequence[Detail]:
    page = row.page
    facts = [Detail(page.tab if page.tab.startswith("tab") else f"tab {page.tab}")] if page.tab else []
    if page.loaded_at is not None:
        facts.append(Detail(f"{page.loaded_at.astimezone():%H:%M:%S}"))
    if page.route_of or page.return_of:
        facts.append(Detail("route" if page.route_of else "shown again"))
    if page.prerendered_at:
        facts.append(Detail("prerendered, not shown" if page.is_hidden else "prerendered"))
    return [*facts, *row.facts]


def path_of(url: str) -> str:
    """The path of a page with the names of its query, and its host where there is no path."""
    if not url:
        return "no page"
    host, _, rest = url.partition("://")[2].partition("/")
    return f"/{rest}" if rest or host else url


def _entry(row: Entry, palette: Colors, columns: Columns, width: int, *, is_marked: bool) -> Text:
    facts = row.facts
    sign, tone = SIGNS[facts.state]
    if facts.is_unload and facts.state in (LineState.ANSWERED, LineState.WAITING, LineState.PAGE_GONE):
        sign = _UNLOAD
    style = palette.tone(tone)
    text = Text(no_wrap=True)
    text.append(_MARK if is_marked else " ", palette.placeholder)
    text.append(f"{sign} ", style)
    text.append(_since(row.since_s), palette.dim)
    text.append(" " + set_cell_size(_short_action(facts.action), _ACTION), palette.name)
    text.append(set_cell_size(short(visible(facts.what), columns.what - 1), columns.what), palette.plain)
    text.append(set_cell_size(visible(facts.status), _STATUS), style)
    if columns.time:
        elapsed = elapsed_words(facts.elapsed_ms).rjust(columns.time - (1 if columns.time < _TIME else 2))
        text.append(set_cell_size(elapsed, columns.time), palette.dim)
    _append_details(text, details_of(row), palette, width)
    return _cut(text, width)


def _append_details(text: Text, details: Sequence[Detail], palette: Colors, width: int) -> None:
    """As many details as have room; only the first one is cut, because a part of an ID says nothing."""
    for index, detail in enumerate(details):
        words = visible(detail.words)
        after = len(_MORE) if index + 1 < len(details) else 0
        if index and text.cell_len + len(_GAP) + cell_len(words) + after > width:
            text.append(_MORE, palette.dim)
            return
        text.append(_GAP if index else "", palette.dim)
        text.append(words, palette.tone(detail.tone))


def _short_action(action: str) -> str:
    """`consent` for `set-consent`: the column is as wide as `interact`."""
    return visible(action).removeprefix("set-") or "–"


def details_of(row: Entry) -> tuple[Detail, ...]:
    """What is said about an entry: why it failed, then the findings, then what it was about."""
    details = row.facts.details
    if not isinstance(row, CallRow) or not row.marks:
        return details
    errors = tuple(each for each in details if each.tone is Tone.ERROR)
    return (*errors, *row.marks, *(each for each in details if each.tone is not Tone.ERROR))


def short(words: str, cells: int) -> str:
    """An event type that fits: its last part where the whole is too long for its column.

    Of one that is still too long the last word stays, because it tells `propositionDisplay` from `propositionDismiss`.
    """
    if cell_len(words) <= cells:
        return words
    last = words.rpartition(".")[2]
    if cell_len(last) <= cells:
        return last
    word = _LAST_WORD.search(last)
    end = word[0] if word else ""
    room = cells - 1 - cell_len(end)
    if room < _LEAST_BEGINNING:
        end, room = "", max(cells - 1, 0)
    return set_cell_size(last, room).rstrip() + "…" + end


def elapsed_words(elapsed_ms: float | None) -> str:
    """`143 ms`, or seconds from ten on; a dash without a time."""
    if elapsed_ms is None or elapsed_ms <= 0:
        return "—"
    return f"{elapsed_ms:.0f} ms" if elapsed_ms < 10_000 else f"{elapsed_ms / 1000:.0f} s"


def _since(since_s: float | None) -> str:
    if since_s is None or since_s > _MAX_SECONDS:
        return "—".rjust(_SINCE - 1)
    return f"{since_s:.2f}".rjust(_SINCE - 1) if since_s < 100 else f"{since_s:.0f}".rjust(_SINCE - 1)


def _cut(text: Text, width: int) -> Text:
    if text.cell_len > width:
        text.truncate(max(width, 0), overflow="ellipsis")
    return text


def tone_of(details: Sequence[Detail]) -> Tone:
    """The worst of some details."""
    tones = {each.tone for each in details}
    return next((tone for tone in (Tone.ERROR, Tone.WARNING) if tone in tones), Tone.PLAIN)
