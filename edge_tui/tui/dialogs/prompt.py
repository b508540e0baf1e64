"""One line to fill in, with a word on what it means as it is typed."""

from collections.abc import Callable

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from edge_tui.model.text import visible
from edge_tui.tui.themes import colours


class Prompt(ModalScreen[str | None]):
    """Ends with what was typed. `validate` says what is wrong with it, or nothing when it will do."""

    CSS_PATH = "question.tcss"
    BINDINGS = [Binding("escape", "give_up", "Back")]

    def __init__(
        self, title: str, value: str, *, hint: str = "", validate: Callable[[str], str] = lambda _: ""
    ) -> None:
        super().__init__()
        self._title = title
        self._value = value
        self._hint = hint
        self._validate = validate

    def compose(self) -> ComposeResult:
        """The line, and the word."""
        with Vertical(id="question") as box:
            box.border_title = Text(visible(self._title))
            box.border_subtitle = "enter takes it · escape goes back"
            yield Input(self._value, id="prompt")
            yield Static(id="prompt-words")

    def on_mount(self) -> None:
        """Says at once what it means."""
        self.query_one(Input).focus()
        self._write()

    def on_input_changed(self) -> None:
        """Says what it means now."""
        self._write()

    def _write(self) -> None:
        palette, trouble = colours(self.app), self._validate(self.query_one(Input).value)
        words = Text(visible(trouble), palette.warning) if trouble else Text(visible(self._hint), palette.dim)
        self.query_one("#prompt-words", Static).update(words)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Ends with what was typed, where it will do."""
        if not self._validate(event.value):
            self.dismiss(event.value)

    def action_give_up(self) -> None:
        """Ends without anything."""
        self.dismiss(None)
