"""A row of the tree as text: arrow or glyph, label, and the value in the color of its type."""

from rich.color import Color
from rich.style import Style
from rich.text import Text

from edge_tui.model.node import Node, Tone
from edge_tui.tui.response.sentence_rows import SentenceRows
from edge_tui.tui.response.tree_lines import Line, depth_of
from edge_tui.tui.response.tree_rows import ARROW, GAP, gap_after, label_style, value_text
from edge_tui.tui.themes import Colors
from edge_tui.tui.widgets.further_rows import FurtherRow

ARROW_CLOSED, ARROW_OPEN = "▶ ", "▼ "
_ICONS = {Tone.ERROR: "✖ ", Tone.WARNING: "▲ "}
# Nodes that a ladder of checks explains.
_UNEXPLAINED = ("No decision for", "scope", "surface")


class NodeRow:
    """Writes rows; `rows` has the columns of their branches and the sentences that wrap."""

    def __init__(self, rows: SentenceRows) -> None:
        self._rows = rows

    def fitted(
        self,
        line: Line,
        root: Line,
        palette: Colors,
        *,
        width: int,
        found: str,
        why_key: str,
        is_padded: bool,
        background: Color | None,
    ) -> Text:
        """The row, cut to the `width` of the tree in cells, what was `found` underlined.

        `why_key` shows the ladder of a row that has one; empty names none.
        """
        text = self._text(line, root, palette)
        if why_key and isinstance(line.data, Node) and line.data.label in _UNEXPLAINED:
            text.append(f"   {why_key} why", palette.placeholder)
        room = width - depth_of(line, root) * self._rows.guide_depth
        text.truncate(max(room, 1), overflow="ellipsis", pad=is_padded)
        # The cursor only tints the background.
        text.stylize(Style(bgcolor=background))
        if found:
            text.highlight_words([found], palette.placeholder + Style(underline=True), case_sensitive=False)
        return text

    def _text(self, line: Line, root: Line, palette: Colors) -> Text:
        data, text = line.data, Text(no_wrap=True)
        if isinstance(data, FurtherRow):
            return text.append(" " * (ARROW + data.indent) + data.text, palette.plain)
        if not isinstance(data, Node):
            return text.append(" " * ARROW + str(line.label), palette.dim)
        label = str(line.label)
        # The arrow in the label's style: each change of style is sent to the terminal.
        text.append(_icon(line, data, root) + label, label_style(data, palette))
        rows = self._rows.layout(line, data)
        if rows is not None:
            text.append(gap_after(label, rows.column) + rows.first, palette.plain)
        elif data.value:
            # What went wrong is worth more than a column.
            branch = None if data.tone is Tone.ERROR else line.parent
            text.append(gap_after(label, self._rows.column(branch) if branch is not None else len(label) + GAP))
            text.append_text(value_text(data, palette))
        return text


def _icon(line: Line, node: Node, root: Line) -> str:
    """The arrow of a node with children; an open problem has the glyph of its tone instead."""
    if not line.allow_expand:
        return _ICONS.get(node.tone, " " * ARROW) if line.parent is root else " " * ARROW
    if not line.is_expanded:
        return ARROW_CLOSED
    is_problem = line.parent is root and node.tone in _ICONS
    return _ICONS[node.tone] if is_problem else ARROW_OPEN
