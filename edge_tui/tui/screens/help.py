"""Help about what has the focus: a paragraph, and every key that works there."""

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Static

from edge_tui.tui.themes import colours


class Help(ModalScreen[None]):
    """Explains a widget and lists the keys that are live while it has the focus."""

    CSS_PATH = "help.tcss"
    BINDINGS = [Binding("escape,f1,q,question_mark,enter", "app.pop_screen", "Back")]

    def __init__(self, about: Widget | None, keys: list[tuple[str, str, str]]) -> None:
        super().__init__()
        self._about = about
        self._keys = keys

    def compose(self) -> ComposeResult:
        """The paragraph, then the keys."""
        with Vertical(id="help") as box:
            box.border_title = "Help"
            box.border_subtitle = "escape goes back"
            with VerticalScroll():
                yield Static(self._text())

    def _text(self) -> Text:
        palette = colours(self.app)
        text = Text()
        paragraph = _paragraph(self._about)
        if paragraph:
            text.append(paragraph + "\n\n", palette.plain)
        width = max((len(keys) for keys, _, _ in self._keys), default=0)
        for keys, description, tooltip in self._keys:
            text.append(keys.rjust(width) + "  ", palette.placeholder)
            text.append(description, palette.strong)
            text.append(f"  {tooltip}\n" if tooltip else "\n", palette.dim)
        return text


def _paragraph(widget: Widget | None) -> str:
    """The nearest explanation, looking outwards from the widget."""
    while widget is not None:
        if isinstance(words := getattr(widget, "HELP", None), str) and words:
            return words
        widget = widget.parent if isinstance(widget.parent, Widget) else None
    return ""
