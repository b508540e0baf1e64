"""The base of every pane: a round border with a number and a title."""

from rich.text import Text
from textual.containers import Vertical
from textual.widget import Widget

from edge_tui.model.text import visible


class Pane(Vertical):
    """A bordered part of a screen; the border is highlighted while the focus is inside.

    `number` is the key that focuses it, on a screen with such keys.
    """

    ALLOW_MAXIMIZE = True

    DEFAULT_CSS = """
    Pane {
        border: round $border-blurred;
        border-title-color: $foreground;
        border-subtitle-color: $dim;
        padding: 0 1;
        background: $surface;
        &:focus-within {
            border: round $border;
            border-title-color: $primary;
            border-title-style: bold;
        }
    }
    """

    _title_words = _subtitle_words = ""

    def __init__(self, *children: Widget, number: str = "", id: str | None = None) -> None:  # noqa: A002
        super().__init__(*children, id=id)
        self._number = number

    def title(self, text: str) -> None:
        """Writes the border's title, after the pane's number."""
        words = visible(f"{self._number} {text}".strip())
        # Setting a border title redraws everything inside the pane.
        if words != self._title_words:
            self._title_words = words
            self.border_title = Text(words)

    def subtitle(self, text: str) -> None:
        """Writes the border's subtitle; an empty text removes it."""
        if text != self._subtitle_words:
            self._subtitle_words = text
            self.border_subtitle = Text(visible(text)) if text else None
