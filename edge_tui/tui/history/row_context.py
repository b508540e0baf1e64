"""The second line of a row of the history screen: with what an exchange was sent, in as much room as there is."""

from collections.abc import Iterable
from dataclasses import dataclass

from rich.cells import cell_len
from rich.text import Text

from edge_tui.model.exchange import Summary
from edge_tui.model.history_row import HistoryRow, page_path
from edge_tui.model.text import visible
from edge_tui.tui.themes import Colors

_DURATION_CELLS = 8
_BAR_CELLS = 5
_MAX_NAME = 24


def capped(text: str, limit: int) -> str:
    """A text made visible, cut off at a number of characters."""
    shown = visible(text)
    return shown if len(shown) <= limit else shown[: limit - 1] + "…"


@dataclass(frozen=True, slots=True)
class Columns:
    """How many cells the profile and the visitor take, so that what follows is below each other."""

    profile: int = 0
    visitor: int = 0


def columns_of(summaries: Iterable[Summary]) -> Columns:
    """The columns that the names of exchanges need; a recording's calls have a path instead of a profile."""
    sent = [each for each in summaries if not each.capture]
    profile = max((cell_len(capped(each.profile_name, _MAX_NAME)) for each in sent), default=0)
    return Columns(profile, max((cell_len(capped(each.visitor, _MAX_NAME)) for each in sent), default=0))


def context_of(summary: Summary, row: HistoryRow, palette: Colors, columns: Columns, room: int | None) -> Text:
    """The second line: how long it took, with what it was sent, or its page, its ID, and the note.

    Of several forms the first that fits into `room` cells: without the ID, which the preview has, with a short
    label of the datastream, without columns, and without the datastream.
    """
    text = Text()
    for is_aligned, label, has_id in (
        (True, "datastream ", True),
        (True, "datastream ", False),
        (True, "ds ", False),
        (False, "ds ", False),
        (False, None, False),
    ):
        text = _context(summary, row, palette, columns if is_aligned else Columns(), label, has_id=has_id)
        if room is None or text.cell_len <= room:
            break
    return text


def _context(
    summary: Summary, row: HistoryRow, palette: Colors, columns: Columns, label: str | None, *, has_id: bool
) -> Text:
    text = Text()
    name, visitor = capped(row.profile, _MAX_NAME), capped(row.visitor, _MAX_NAME)
    for part, style in (
        # One below the other, so that a slow send is seen at a glance.
        (row.duration.rjust(_DURATION_CELLS), palette.plain),
        (row.bars.ljust(_BAR_CELLS), palette.name),
        (page_path(summary.page), palette.dim) if summary.capture else (_padded(name, columns.profile), palette.string),
        (visitor if summary.capture else _padded(visitor, columns.visitor), palette.number),
        (f"{label}{row.datastream}" if row.datastream and label is not None else "", palette.dim),
        (summary.request_id[:8] if has_id else "", palette.dim),
        (summary.note, palette.string),
    ):
        text.append(("  " if text else "") + visible(part) if part else "", style)
    text.rstrip()
    return text


def _padded(text: str, cells: int) -> str:
    return text + " " * max(cells - cell_len(text), 0)
