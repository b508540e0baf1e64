"""Responses side by side as text: a table in Markdown to paste, rows as JSON."""

from collections.abc import Sequence

from edge_tui.compare.matrix import Cell, Mark, Matrix
from edge_tui.model.json.document import JsonObject
from edge_tui.model.text import visible


def markdown(matrix: Matrix) -> str:
    """The verdict as a list and the rows as a table, with every character of Markdown escaped."""
    head = [f"- {_escaped(sentence)}" for sentence in matrix.sentences]
    table = [_row(("", "", *matrix.names)), _row(["---"] * (len(matrix.names) + 2))]
    for section, found in matrix.sections:
        table.append(_row((f"**{section}**", *[""] * (len(matrix.names) + 1)), is_escaped=True))
        table += [_row((row.label, row.mark.word, *(cell_words(cell) for cell in row.cells))) for row in found]
    foot = [f"\n{_escaped(matrix.summary)}"] if matrix.summary else []
    return "\n".join([*head, "", *table, *foot]) + "\n"


def documents(matrix: Matrix) -> list[JsonObject]:
    """The rows as JSON."""
    return [
        {
            "section": str(row.section),
            "label": row.label,
            "differs": row.differs,
            "once": row.differs and not row.matters,
            "cells": [
                {"profile": name, "mark": cell.mark.word, "reading": cell.text}
                for name, cell in zip(matrix.names, row.cells, strict=True)
            ],
        }
        for row in matrix.rows
    ]


def cell_words(cell: Cell) -> str:
    """A cell's reading; a dash for what isn't there."""
    if cell.mark in (Mark.MISSING, Mark.NONE):
        return f"— {cell.text}".rstrip()
    return visible(cell.text)


def _row(cells: Sequence[str], *, is_escaped: bool = False) -> str:
    return "| " + " | ".join(cells if is_escaped else map(_escaped, cells)) + " |"


def _escaped(text: str) -> str:
    shown = visible(text).replace("\n", " ")
    return "".join(f"\\{each}" if each in "\\`*_{}[]<>#|!&~" else each for each in shown) if shown != "---" else shown
