"""Responses side by side: rows of cells, each cell compared with the first column."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from edge_tui.compare.diff import Difference
from edge_tui.compare.facts import Section
from edge_tui.model.exchange import Exchange
from edge_tui.model.json.document import JsonValue
from edge_tui.model.node import ABSENT


class Mark(StrEnum):
    """The result of comparing a cell with the first column."""

    SAME = "="
    # The readings differ, but only in ignored paths.
    IGNORED = "≈"
    MISSING = "-"
    ADDED = "+"
    CHANGED = "~"
    NONE = " "

    @property
    def word(self) -> str:
        """The mark as a word."""
        words = {"=": "same", "≈": "ignored", "-": "missing", "+": "added", "~": "changed", " ": "none"}
        return words[self.value]

    @property
    def is_difference(self) -> bool:
        """Whether the cell differs from the first column."""
        return self in (Mark.MISSING, Mark.ADDED, Mark.CHANGED)


@dataclass(frozen=True, slots=True)
class Cell:
    """One fact of one datastream's response. `text` is its reading, one line.

    `value` is the fact's value; `ABSENT` if the response doesn't have it. `is_once`: it is on one side only because
    Edge sends it once per visitor, and the visitor was known to the other one.
    """

    mark: Mark
    text: str = ""
    differences: tuple[Difference, ...] = ()
    value: JsonValue = ABSENT
    is_once: bool = False

    @property
    def matters(self) -> bool:
        """Whether the difference from the first column says something about the datastream."""
        return self.mark.is_difference and not self.is_once


@dataclass(frozen=True, slots=True)
class Row:
    """One fact in every response: a problem, a decision for a scope, a cookie.

    `service` is the one that decided, whose name the label ends with; empty for what isn't a decision.
    """

    section: Section
    label: str
    cells: tuple[Cell, ...]
    handle_type: str = ""
    service: str = ""

    @property
    def name(self) -> tuple[Section, str]:
        """What the row is found by in another matrix of the same datastreams."""
        return self.section, self.label

    @property
    def differs(self) -> bool:
        """Whether any column differs from the first."""
        return any(cell.mark.is_difference for cell in self.cells)

    @property
    def matters(self) -> bool:
        """Whether a difference says something about a datastream; what Edge sends once per visitor doesn't."""
        return any(cell.matters for cell in self.cells)

    @property
    def mark(self) -> Mark:
        """The row's mark: that of the first column that differs, else of the last one."""
        marks = [cell.mark for cell in self.cells[1:]]
        return next(
            (mark for mark in marks if mark.is_difference), Mark.IGNORED if Mark.IGNORED in marks else Mark.SAME
        )


class Kind(StrEnum):
    """What a sentence of the verdict is about, as the sign before it."""

    DIFFERENCE = "Δ"
    SAME = "✓"
    # What is to be expected, or no comparison.
    NOTE = "·"


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of the verdict. `subjects` are the labels of the rows that it is about."""

    text: str
    kind: Kind = Kind.DIFFERENCE
    subjects: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Matrix:
    """The responses side by side, and the verdict in sentences.

    `summary` counts rows and ignored paths.
    """

    names: tuple[str, ...]
    rows: tuple[Row, ...]
    verdict: tuple[Sentence, ...]
    summary: str = ""

    @property
    def sentences(self) -> tuple[str, ...]:
        """The verdict as strings."""
        return tuple(sentence.text for sentence in self.verdict)

    @property
    def sections(self) -> Iterator[tuple[Section, tuple[Row, ...]]]:
        """The rows by section; sections without a row are left out."""
        for section in Section:
            if rows := tuple(row for row in self.rows if row.section is section):
                yield section, rows

    @property
    def differs(self) -> bool:
        """Whether any response differs from the first, ignored paths aside."""
        return any(row.differs for row in self.rows)


def status_words(exchange: Exchange) -> str:
    """`207 Multi-Status`, or why there is no response."""
    if exchange.response is not None:
        return f"{exchange.response.status} {exchange.response.reason}".strip()
    return f"no response: {exchange.failure.kind.word}" if exchange.failure else "unfinished"
