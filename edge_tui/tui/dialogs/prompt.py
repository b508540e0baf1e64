"""A prompt for one line, validated as you type."""

from collections.abc import Callable

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from edge_tui.model.text import visible
from edge_tui.tui.dialogs.closing import close
from edge_tui.tui.dialogs.key_line import DialogBox
from edge_tui.tui.themes import colors


class Prompt(ModalScreen[str | None]):
    """Returns the typed text. `validate` returns an error, or an empty text."""

    CSS_PATH = "question.tcss"
    BINDINGS = [Binding("escape", "give_up", "Cancel")]

    def __init__(
        self, title: str, value: str, *, hint: str = "", validate: Callable[[str], str] = lambda _: ""
    ) -> None:
        super().__init__()
        self._title = title
        self._value = value
        self._hint = hint
        self._validate = validate

    def compose(self) -> ComposeResult:
        """The line, then the hint or the error."""
        with DialogBox(id="question") as box:
            box.border_title = Text(visible(self._title))
            box.name_keys("enter OK · esc cancel")
            yield Input(self._value, compact=True, id="prompt")
            yield Static(id="prompt-words")

    def on_mount(self) -> None:
        """Shows the hint, or the initial value's error."""
        self.query_one(Input).focus()
        self._write()

    def on_input_changed(self) -> None:
        """Shows the hint or the error."""
        self._write()

    def _write(self) -> None:
        palette, error = colors(self.app), self._validate(self.query_one(Input).value)
        note = Text(visible(error), palette.warning) if error else Text(visible(self._hint), palette.dim)
        self.query_one("#prompt-words", Static).update(note)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Returns the text if it is valid."""
        if not self._validate(event.value):
            close(self, event.value)

    def action_give_up(self) -> None:
        """Cancels."""
        close(self)
