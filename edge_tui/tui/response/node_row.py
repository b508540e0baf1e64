"""A row of the tree as text: arrow or glyph, label, and the value in the color of its type."""

from dataclasses import replace

from rich.style import Style
from rich.text import Text

from edge_tui.model.node import Node, Tone
from edge_tui.tui.response.sentence_rows import SentenceRows
from edge_tui.tui.response.tree_lines import Line, depth_of
from edge_tui.tui.response.tree_rows import ARROW, GAP, cut, gap_after, is_unexplained, label_style, value_text
from edge_tui.tui.themes import Colors
from edge_tui.tui.widgets.further_rows import FurtherRow

ARROW_CLOSED, ARROW_OPEN = "▶ ", "▼ "
_ICONS = {Tone.ERROR: "✖ ", Tone.WARNING: "▲ "}


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
    ) -> Text:
        """The row, cut to the `width` of the tree in cells, what was `found` underlined.

        `why_key` shows the ladder of a row that has one; empty names none.
        """
        room = width - depth_of(line, root) * self._rows.guide_depth
        has_key = why_key and isinstance(line.data, Node) and is_unexplained(line.data)
        key = Text(f"   {why_key} why" if has_key else "", palette.placeholder)
        text = self._text(line, root, palette, room - key.cell_len)
        text.truncate(max(room - key.cell_len, 1), overflow="ellipsis")
        text.append_text(key)
        text.truncate(max(room, 1), overflow="ellipsis")
        if found:
            text.highlight_words([found], palette.placeholder + Style(underline=True), case_sensitive=False)
        return text

    def _text(self, line: Line, root: Line, palette: Colors, room: int) -> Text:
        data, text = line.data, Text(no_wrap=True)
        if isinstance(data, FurtherRow):
            text.append(" " * (ARROW + data.indent) + data.label, palette.dim if data.label else palette.plain)
            return text.append(data.text, palette.plain)
        if not isinstance(data, Node):
            return text.append(" " * ARROW + str(line.label), palette.dim)
        label = str(line.label)
        # The arrow in the label's style: each change of style is sent to the terminal.
        text.append(self._icon(line, data, root) + label, label_style(data, palette))
        rows = self._rows.layout(line, data)
        if rows is not None:
            text.append(gap_after(label, rows.column) + rows.first, palette.plain)
        elif data.value:
            # What went wrong is worth more than a column.
            branch = None if data.tone is Tone.ERROR else line.parent
            gap = gap_after(label, self._rows.column(branch) if branch is not None else len(label) + GAP)
            # What is missing is named on its line while it isn't below it.
            names_below = line.is_expanded and is_unexplained(data)
            shown = replace(data, value=data.value.partition(" · ")[0]) if names_below else data
            fitting = shown.value_in(room - text.cell_len - len(gap))
            value = value_text(shown if fitting == shown.value else replace(shown, value=fitting), palette)
            if len(gap) == GAP and text.cell_len + GAP + value.cell_len == room + 1:
                gap = " "
            text.append(gap)
            text.append_text(cut(value, room - text.cell_len))
        return text

    def _icon(self, line: Line, node: Node, root: Line) -> str:
        """The arrow of a node with children; a problem that is open or in brief has the glyph of its tone instead.

        A label that begins with this glyph, as that of a sent value with a finding, doesn't get a second one.
        """
        icon = _ICONS.get(node.tone, "")
        is_problem = line.parent is root and icon and not node.label.startswith(icon)
        if not line.allow_expand:
            return icon if is_problem else " " * ARROW
        if not line.is_expanded and line.id not in self._rows.briefs:
            return ARROW_CLOSED
        return icon if is_problem else ARROW_OPEN
