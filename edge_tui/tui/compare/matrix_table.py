"""Draws responses side by side as a table: sections, rows with their marks, a column for each datastream."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import Any

from rich.cells import cell_len
from rich.style import Style
from rich.text import Text
from textual.widgets import DataTable

from edge_tui.compare.brief import common_length
from edge_tui.compare.facts import Section
from edge_tui.compare.matrix import Cell, Mark, Matrix, Row
from edge_tui.compare.side_by_side_text import cell_words
from edge_tui.model.exchange import Exchange
from edge_tui.model.profile import Profile
from edge_tui.model.text import shortened, visible
from edge_tui.tui.profiles.profile_list import environment_word
from edge_tui.tui.themes import Colors

_MAX_LABEL_WIDTH = 34
# The most of the table's width that labels take.
_LABEL_SHARE = 0.36
_MIN_CELL_WIDTH = 11
# The blank cells around the content of a cell.
PADDING = 2
_GAP = 2
# What a label keeps at least.
_MIN_LABEL_WIDTH = 14
# Rows from which a blank line fits before each section.
_SPACIOUS_ROWS = 20

_LONG_ID = re.compile(r"\b(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d{30,})\b")


@dataclass(frozen=True, slots=True)
class Widths:
    """The widths of the label column and of each other column in cells, and how many of those are in sight at once.

    The first column stays where it is. Where others don't fit, their widths fill the table, so that none is ever cut.
    """

    label: int
    cell: int
    in_sight: int

    @classmethod
    def for_table(cls, width: int, longest_label: int, count: int) -> "Widths":
        """The widths for a table of a width, its scrollbar included, and so many datastreams."""
        room = width - 1 - PADDING
        label = min(longest_label, _MAX_LABEL_WIDTH, int(width * _LABEL_SHARE))
        beside_all = room - count * (_MIN_CELL_WIDTH + PADDING)
        if beside_all >= _MIN_LABEL_WIDTH:
            label = min(label, beside_all)
            return cls(label, (room - label) // count - PADDING, count)
        label = max(label, _MIN_LABEL_WIDTH)
        in_sight = min(max((room - label) // (_MIN_CELL_WIDTH + PADDING), 2), count)
        cell = max((room - label) // in_sight - PADDING, _MIN_CELL_WIDTH)
        return cls(max(room - in_sight * (cell + PADDING), 1), cell, in_sight)

    def hidden(self, count: int, scroll_x: int) -> tuple[int, int]:
        """How many of so many columns are out of sight to the left and to the right."""
        left = -(-scroll_x // (self.cell + PADDING))
        return left, count - self.in_sight - left


def fill_table(
    table: DataTable[Any],
    matrix: Matrix,
    exchanges: Sequence[Exchange],
    profiles: Sequence[Profile],
    palette: Colors,
    *,
    hides_equal: bool,
) -> tuple[list[Row | None], Widths]:
    """Replaces the table's content; returns the row of each line, None for a heading or a blank one, and the widths."""
    table.clear(columns=True)
    sections = [(section, [row for row in rows if row.matters or not hides_equal]) for section, rows in matrix.sections]
    sections = [(section, rows) for section, rows in sections if rows]
    labels = [visible(row.label) for _, rows in sections for row in rows]
    longest = max(map(len, [*labels, str(Section.SEGMENTS)]), default=0) + 2
    count = len(matrix.names)
    widths = Widths.for_table(table.size.width, longest, count)
    width = widths.cell
    table.add_column("", key="label", width=widths.label)
    headings = _headings(exchanges, profiles, palette, width)
    table.header_height = 1 + any("\n" in heading.plain for heading in headings)
    for index, heading in enumerate(headings):
        table.add_column(heading, key=str(index), width=width)
    lines: list[Row | None] = []
    is_spacious = table.size.height >= _SPACIOUS_ROWS
    blank = [""] * count
    for section, rows in sections:
        if section is not Section.STATUS:
            if is_spacious:
                table.add_row("", *blank)
                lines.append(None)
            heading = _section_heading(section, palette, widths.label)
            table.add_row(heading, *blank, height=heading.plain.count("\n") + 1)
            lines.append(None)
        for row in rows:
            table.add_row(_label(row, palette, widths.label), *(_cell(cell, row, palette, width) for cell in row.cells))
            lines.append(row)
    return lines, widths


def _section_heading(section: Section, palette: Colors, width: int) -> Text:
    """The name of a section, on several lines where it is too long for one."""
    lines = wrap(str(section), max(width - _GAP, 1))
    return Text("\n".join(f"{' ' * _GAP}{line}" for line in lines), palette.strong, no_wrap=True, overflow="ellipsis")


def _headings(exchanges: Sequence[Exchange], profiles: Sequence[Profile], palette: Colors, width: int) -> list[Text]:
    """The name of each datastream and its environment: below the names unless they fit on one line everywhere.

    Status and time, which have a row of their own, follow where they fit as a whole.
    """
    known = {profile.name: profile for profile in profiles}
    texts = list[tuple[Text, Text]]()
    for exchange in exchanges:
        profile, name = known.get(exchange.profile_name), visible(exchange.profile_name)
        word, style = environment_word(profile, palette) if profile else ("", palette.dim)
        # Names of datastreams often differ at their ends only.
        texts.append((Text(shortened(name, width // 2, (width - 1) // 2), palette.strong), Text(word, style)))
    is_low = all(name.cell_len + _GAP + word.cell_len <= width for name, word in texts)
    between = " " * _GAP if is_low else "\n"
    return [
        _with_status(Text.assemble(name, between if word else "", word, no_wrap=True), exchange, palette, width)
        for (name, word), exchange in zip(texts, exchanges, strict=True)
    ]


def _with_status(heading: Text, exchange: Exchange, palette: Colors, width: int) -> Text:
    response = exchange.response
    if response is not None:
        good = palette.warning if response.status == 207 else palette.good
        used = cell_len(heading.plain.rpartition("\n")[2])
        for words, style in (
            (f"{response.status}", good if response.status < 400 else palette.error),
            (f"{response.timings.elapsed_ms:.0f} ms", palette.dim),
        ):
            used += _GAP + len(words)
            if used > width:
                break
            heading.append(" " * _GAP).append(words, style)
    return heading


def _mark_style(mark: Mark, palette: Colors) -> Style:
    styles = {Mark.MISSING: palette.error, Mark.ADDED: palette.good, Mark.CHANGED: palette.warning}
    return styles.get(mark, palette.dim)


def _label(row: Row, palette: Colors, width: int) -> Text:
    text = Text(no_wrap=True, overflow="ellipsis")
    is_problem = row.section is Section.PROBLEMS and row.mark is Mark.ADDED
    style = palette.error if is_problem else _mark_style(row.mark, palette)
    text.append(f"{row.mark} ", style if row.matters else palette.dim)
    text.append(fitted_label(visible(row.label), width - _GAP), palette.plain if row.matters else palette.dim)
    return text


def fitted_label(label: str, room: int) -> str:
    """A label in so many characters: of a decision's the service is left out, then the middle of the scope."""
    scope, separator, _ = label.partition(" · ")
    if len(label) <= room:
        return label
    if separator and len(scope) + 4 <= room:
        return f"{scope} · …"
    return shortened(scope, room // 2, (room - 1) // 2)


def with_short_ids(text: str, other: str, width: int) -> str:
    """A reading that is too long for its column, with the ends of its IDs only unless that hides a difference."""
    if len(text) <= width:
        return text
    short, other_short = (_LONG_ID.sub(lambda found: shortened(found[0]), each) for each in (text, other))
    return text if text != other and short == other_short else short


def from_difference(text: str, other: str, width: int) -> str:
    """A reading that is too long for its column, from the part on in which it differs from another one.

    Where that part begins alike for too long, from shortly before the difference on.
    """
    same = common_length(text, other)
    if len(text) <= width or text == other or same < width - 2:
        return text
    start = text.rfind(" · ", 0, same) + 3
    if start < 3 or same - start > width // 2:
        start = same - width // 3
    return f"…{text[start:]}"


def _cell(cell: Cell, row: Row, palette: Colors, width: int) -> Text:
    """The reading. In a row that differs, the first column is plain and the others have their mark's color."""
    style = palette.dim
    if row.matters and cell is row.cells[0]:
        style = palette.plain
    elif cell.mark.is_difference and not cell.is_once:
        is_problem = row.section is Section.PROBLEMS and cell.mark is Mark.ADDED
        style = palette.error if is_problem else _mark_style(cell.mark, palette)
    words = cell_words(cell)
    others = (each for each in row.cells if each.mark is Mark.CHANGED or each is row.cells[0])
    other = next((text for each in others if each is not cell and (text := cell_words(each)) != words), words)
    short = with_short_ids(words, other, width)
    other, words = with_short_ids(other, words, width), short
    if row.mark is Mark.CHANGED and cell.mark in (Mark.SAME, Mark.CHANGED):
        words = from_difference(words, other, width)
    return Text(words, style, no_wrap=True, overflow="ellipsis")


def readings(sides: Sequence[tuple[str, Cell]], palette: Colors, width: int) -> Text:
    """What two cells of a row say, each on a line below the other, after the names of their datastreams.

    In so many cells; what is too long begins where it differs.
    """
    label = min(max(cell_len(visible(name)) for name, _ in sides), int(width * _LABEL_SHARE))
    words = [cell_words(cell) for _, cell in sides]
    room = width - label - _GAP
    lines = list[Text]()
    for (name, _), reading, other in zip(sides, words, reversed(words), strict=True):
        line = Text(shortened(visible(name), label // 2, (label - 1) // 2).ljust(label + _GAP), palette.dim)
        shown = from_difference(with_short_ids(reading, other, room), with_short_ids(other, reading, room), room)
        line.append(shown, palette.plain)
        line.truncate(width, overflow="ellipsis")
        lines.append(line)
    return Text("\n", no_wrap=True).join(lines)
