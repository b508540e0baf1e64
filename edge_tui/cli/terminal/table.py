"""Tables with aligned columns."""

from collections.abc import Iterator, Sequence

from click import style

from edge_tui.cli.terminal.tree import width_in_columns
from edge_tui.model.text import visible


def table_lines(headings: Sequence[str], rows: Sequence[Sequence[str]], *, color: bool) -> Iterator[str]:
    """A heading and the rows, columns aligned; no lines if there are no rows."""
    if not rows:
        return
    safe = [[visible(cell) for cell in row] for row in rows]
    widths = [max(width_in_columns(row[column]) for row in [list(headings), *safe]) for column in range(len(headings))]
    heading = _row(headings, widths)
    yield style(heading, bold=True) if color else heading
    for row in safe:
        yield _row(row, widths)


def _row(row: Sequence[str], widths: Sequence[int]) -> str:
    return "  ".join(
        cell + " " * (width - width_in_columns(cell)) for cell, width in zip(row, widths, strict=True)
    ).rstrip()
