"""A dialog that edits a text."""

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import TextArea

from edge_tui.model.text import visible
from edge_tui.tui.dialogs.closing import close
from edge_tui.tui.pressable import pressable


class TextForm(ModalScreen[str | None]):
    """Returns the edited text, or None if it was canceled."""

    CSS_PATH = "text_form.tcss"
    BINDINGS = [
        Binding("escape", "give_up", "Cancel", priority=True),
        Binding("ctrl+s,f3", "save", "Save", priority=True),
    ]

    def __init__(self, title: str, text: str, *, empty: str = "") -> None:
        """`empty` says what to write, as long as there is nothing."""
        super().__init__()
        self._title = title
        self._text = text
        self._empty = empty

    def compose(self) -> ComposeResult:
        """The text."""
        with Vertical(id="text-form") as box:
            box.border_title = Text(visible(self._title))
            box.border_subtitle = pressable("ctrl+s OK · esc cancel")
            yield TextArea(self._text, soft_wrap=False, placeholder=self._empty)

    def action_save(self) -> None:
        """Returns the text."""
        close(self, self.query_one(TextArea).text)

    def action_give_up(self) -> None:
        """Cancels."""
        close(self)
