"""Responses side by side, printed: the verdict, then the rows by section in aligned columns."""

from collections.abc import Iterator

from click import style

from edge_tui.cli.terminal.tree import width_in_columns
from edge_tui.compare.matrix import Matrix
from edge_tui.compare.side_by_side_text import cell_words
from edge_tui.model.text import visible

_MAX_CELL = 60


def lines(matrix: Matrix, *, color: bool) -> Iterator[str]:
    """The lines. With color, rows that are the same everywhere are dim."""
    yield from map(visible, matrix.sentences)
    if matrix.summary:
        yield visible(matrix.summary)
    cells = {id(row): [_shortened(cell_words(cell)) for cell in row.cells] for row in matrix.rows}
    heading = ["", *map(visible, matrix.names)]
    labels = {id(row): f"{row.mark} {visible(row.label)}" for row in matrix.rows}
    columns = [heading, *([labels[id(row)], *cells[id(row)]] for row in matrix.rows)]
    widths = [max(width_in_columns(line[index]) for line in columns) for index in range(len(heading))]
    yield ""
    yield _styled(_line(heading, widths), color, bold=True)
    for section, rows in matrix.sections:
        yield ""
        yield _styled(str(section), color, bold=True)
        for row in rows:
            is_dim = not row.matters
            yield _styled(_line([labels[id(row)], *cells[id(row)]], widths), color and is_dim, dim=True)
    yield ""


def _line(texts: list[str], widths: list[int]) -> str:
    padded = (text + " " * (width - width_in_columns(text)) for text, width in zip(texts, widths, strict=True))
    return "  ".join(padded).rstrip()


def _styled(text: str, has_style: bool, *, bold: bool | None = None, dim: bool | None = None) -> str:
    return style(text, bold=bold, dim=dim) if has_style else text


def _shortened(text: str) -> str:
    return text if len(text) <= _MAX_CELL else text[: _MAX_CELL - 1] + "…"
