"""Draws responses side by side as a table: sections, rows with their marks, a column for each datastream."""

from collections.abc import Sequence
from typing import Any

from rich.style import Style
from rich.text import Text
from textual.widgets import DataTable

from edge_tui.compare.facts import Section
from edge_tui.compare.matrix import Cell, Mark, Matrix, Row
from edge_tui.compare.side_by_side_text import cell_words
from edge_tui.model.exchange import Exchange
from edge_tui.model.profile import Profile
from edge_tui.model.text import visible
from edge_tui.tui.profiles.profile_list import environment_word
from edge_tui.tui.themes import Colors

_MAX_LABEL_WIDTH = 34
_MIN_CELL_WIDTH = 18
# Rows from which a blank line fits before each section.
_SPACIOUS_ROWS = 20


def fill_table(
    table: DataTable[Any],
    matrix: Matrix,
    exchanges: Sequence[Exchange],
    profiles: Sequence[Profile],
    palette: Colors,
    *,
    hides_equal: bool,
) -> list[Row | None]:
    """Replaces the table's content; returns the row of each line, None for a heading or a blank line."""
    table.clear(columns=True)
    sections = [(section, [row for row in rows if row.matters or not hides_equal]) for section, rows in matrix.sections]
    sections = [(section, rows) for section, rows in sections if rows]
    labels = [visible(row.label) for _, rows in sections for row in rows]
    label_width = min(max(map(len, [*labels, str(Section.SEGMENTS)]), default=0) + 2, _MAX_LABEL_WIDTH)
    space = table.size.width - label_width - 2 - 2 * len(matrix.names) - 1
    width = max(space // len(matrix.names), _MIN_CELL_WIDTH)
    table.add_column("", key="label", width=label_width)
    known = {profile.name: profile for profile in profiles}
    for index, exchange in enumerate(exchanges):
        table.add_column(_heading(exchange, known.get(exchange.profile_name), palette), key=str(index), width=width)
    lines: list[Row | None] = []
    is_spacious = table.size.height >= _SPACIOUS_ROWS
    blank = [""] * len(matrix.names)
    for section, rows in sections:
        if section is not Section.STATUS:
            if is_spacious:
                table.add_row("", *blank)
                lines.append(None)
            table.add_row(Text(f"  {section}", palette.strong), *blank)
            lines.append(None)
        for row in rows:
            table.add_row(_label(row, palette), *(_cell(cell, row, palette) for cell in row.cells))
            lines.append(row)
    return lines


def _heading(exchange: Exchange, profile: Profile | None, palette: Colors) -> Text:
    word, style = environment_word(profile, palette) if profile else ("", palette.dim)
    response = exchange.response
    text = Text(visible(exchange.profile_name), palette.strong, no_wrap=True, overflow="ellipsis")
    text.append(f"  {word}", style)
    if response is not None:
        good = palette.warning if response.status == 207 else palette.good
        text.append(f"  {response.status}", good if response.status < 400 else palette.error)
        text.append(f"  {response.timings.elapsed_ms:.0f} ms", palette.dim)
    return text


def _mark_style(mark: Mark, palette: Colors) -> Style:
    styles = {Mark.MISSING: palette.error, Mark.ADDED: palette.good, Mark.CHANGED: palette.warning}
    return styles.get(mark, palette.dim)


def _label(row: Row, palette: Colors) -> Text:
    text = Text(no_wrap=True, overflow="ellipsis")
    text.append(f"{row.mark} ", _mark_style(row.mark, palette) if row.matters else palette.dim)
    text.append(visible(row.label), palette.plain if row.matters else palette.dim)
    return text


def _cell(cell: Cell, row: Row, palette: Colors) -> Text:
    """The reading. In a row that differs, the first column is plain and the others have their mark's color."""
    style = palette.dim
    if row.matters and cell is row.cells[0]:
        style = palette.plain
    elif cell.mark.is_difference and not cell.is_once:
        is_problem = row.section is Section.PROBLEMS and cell.mark is Mark.ADDED
        style = palette.error if is_problem else _mark_style(cell.mark, palette)
    return Text(cell_words(cell), style, no_wrap=True, overflow="ellipsis")
