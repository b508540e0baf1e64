"""The line under the event: its request units, and its Analytics hit."""

from rich.text import Text
from textual.widgets import Static

from edge_tui.model.text import visible
from edge_tui.tui.editor.inspection import Inspection
from edge_tui.tui.themes import colors


class DraftLine(Static):
    """Empty while the text isn't JSON: the previous numbers would be wrong."""

    def __init__(self) -> None:
        super().__init__(id="draft-line")
        self._found = Inspection("")

    def show(self, found: Inspection) -> None:
        """Shows an inspection."""
        if found != self._found:
            self._found = found
            self._write()

    def on_resize(self) -> None:
        """Rewrites the line for the new width."""
        self._write()

    def apply_theme(self) -> None:
        """Writes the line."""
        self._write()

    def _write(self) -> None:
        size = self._found.size
        units = size.units_in_words if size else ""
        text = self._line(units)
        if size is not None and text.cell_len > self.content_size.width > 0:
            text = self._line(f"{size.request_units} RU" if size.request_units else "RU unknown")
        self.update(text, layout=False)

    def _line(self, units: str) -> Text:
        palette = colors(self.app)
        text = Text(units, palette.dim, no_wrap=True, overflow="ellipsis")
        if self._found.analytics:
            what, colon, which = self._found.analytics.partition(":")
            text.append("  ·  Analytics ", palette.dim).append(visible(what), palette.plain)
            text.append(visible(colon + which), palette.dim)
        return text
