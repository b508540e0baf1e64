"""A text area for JSON: Pygments' colours, and a dim word on what each placeholder becomes."""

from collections.abc import Callable
from typing import Any

from rich.style import Style
from rich.text import Text
from textual.widgets import TextArea
from textual.widgets.text_area import TextAreaTheme

from edge_tui.model.document import Slip
from edge_tui.model.placeholders import Sources, find, resolve
from edge_tui.tui.json_text import paint_line
from edge_tui.tui.themes import colours

# Lexing a longer line for each key press would be felt.
_LONGEST_PAINTED = 5_000


class JsonArea(TextArea):
    """An editor of JSON text.

    `sources`, when given, is asked for the values that placeholders would take; they stand
    dimmed behind their line. `mark` underlines where the text stops being JSON.
    """

    def __init__(self, text: str = "", *, sources: Callable[[], Sources] | None = None, **kwargs: Any) -> None:
        super().__init__(text, soft_wrap=False, show_line_numbers=True, tab_behavior="indent", **kwargs)
        self.indent_width = 2
        self._sources = sources
        self._slip: Slip | None = None

    def on_mount(self) -> None:
        """Takes the colours from the stylesheet: the cursor line tints the background only."""
        self.register_theme(TextAreaTheme("edge", cursor_line_style=None))
        self.theme = "edge"

    def mark(self, slip: Slip | None) -> None:
        """Underlines the place of a slip, or none."""
        if slip != self._slip:
            self._slip = slip
            self.repaint()

    def repaint(self) -> None:
        """Draws every line anew: colours, marks or placeholder values may have changed."""
        self._line_cache.clear()
        self.refresh()

    def get_line(self, line_index: int) -> Text:
        """A line in colour, with the values of its placeholders behind it."""
        line = self.document.get_line(line_index)
        text = Text(line, end="", no_wrap=True)
        palette = colours(self.app)
        if len(line) <= _LONGEST_PAINTED:
            paint_line(text, line, palette)
        if self._slip is not None and self._slip.line == line_index + 1:
            column = min(self._slip.column - 1, max(len(line) - 1, 0))
            text.stylize(palette.error + Style(reverse=True, bold=True), column, column + 1)
        if "{{" in line and self._sources is not None:
            text.append(self._becomes(line, self._sources()), palette.ghost)
        return text

    def _becomes(self, line: str, sources: Sources) -> str:
        values = []
        for match in find(line):
            if match[1].strip() == "uuid":
                values.append("a fresh UUIDv4")
                continue
            try:
                values.append(resolve(match[1], sources))
            except LookupError as error:
                values.append(f"✖ {error.args[0]}")
        return f"   → {', '.join(values)}" if values else ""
