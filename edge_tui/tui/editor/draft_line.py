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
        self._written = Text()

    def show(self, found: Inspection) -> None:
        """Shows an inspection."""
        self._found = found
        self._write()

    def on_resize(self) -> None:
        """Rewrites the line for the new width."""
        self._write()

    def apply_theme(self) -> None:
        """Writes the line."""
        self._write()

    def _write(self) -> None:
        if self._found.large_bytes:
            self._draw(Text(_large_words(self._found.large_bytes), colors(self.app).dim, no_wrap=True))
            return
        size = self._found.size
        units = size.units_in_words if size else ""
        analytics, room = self._found.analytics, self.content_size.width
        text = self._line(units, analytics)
        if size is not None and text.cell_len > room > 0:
            units = f"{size.request_units} RU" if size.request_units else "RU unknown"
            text = self._line(units, analytics)
        if text.cell_len > room > 0:
            text = self._line(units, _brief_hit(analytics))
        self._draw(text)

    def _draw(self, text: Text) -> None:
        """Draws other words than those drawn."""
        if text != self._written or text.spans != self._written.spans:
            self._written = text
            self.update(text, layout=False)

    def _line(self, units: str, analytics: str) -> Text:
        palette = colors(self.app)
        text = Text(units, palette.dim, no_wrap=True, overflow="ellipsis")
        if analytics:
            what, colon, which = analytics.partition(":")
            text.append("  ·  Analytics ", palette.dim).append(visible(what), palette.plain)
            text.append(visible(colon + which), palette.dim)
        return text


def _large_words(size: int) -> str:
    return f"Large event ({size / 1024 / 1024:.1f} MB): checked only when you send it"


def _brief_hit(analytics: str) -> str:
    """The hit without the reason why there is none, which says little when it is cut; a name may be."""
    # The first frame has no hit.
    from edge_tui.lint.analytics_hit import NOTHING

    return NOTHING if analytics.startswith(f"{NOTHING}:") and ";" not in analytics else analytics
