"""What every pane has: a quiet round border with a number and a title in it."""

from rich.text import Text
from textual.containers import Vertical

from edge_tui.model.text import visible


class Pane(Vertical):
    """A bordered part of the workbench; its border lights up while the focus is inside.

    `NUMBER` is the key that brings the focus here, on a screen that has such keys.
    """

    NUMBER = ""
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

    def title(self, text: str) -> None:
        """Writes the border's title, the pane's number before it where that is a key."""
        number = self.NUMBER if hasattr(self.screen, "action_pane") else ""
        self.border_title = Text(visible(f"{number} {text}".strip()))

    def subtitle(self, text: str) -> None:
        """Writes into the lower border; nothing for an empty text."""
        self.border_subtitle = Text(visible(text)) if text else None
