"""A form of a few fields, with a line that validates and explains them as you type."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from rich.text import Text
from textual import work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.screen import ModalScreen
from textual.widgets import Button, Input, Label, Static
from textual.worker import get_current_worker

from edge_tui.model.errors import SetupError
from edge_tui.model.text import visible
from edge_tui.tui.dialogs.closing import close
from edge_tui.tui.dialogs.key_line import DialogBox
from edge_tui.tui.themes import colors


@dataclass(frozen=True, slots=True)
class Field:
    """One line of a form."""

    key: str
    label: str
    value: str = ""
    placeholder: str = ""


class Fields(ModalScreen[Mapping[str, str] | None]):
    """Returns the fields' texts by key, or None if it was canceled.

    `validate` returns a sentence about the current texts, or raises `SetupError`, and then nothing is
    accepted. `estimate` returns such a sentence in a thread; its second argument tells whether it was
    canceled.
    """

    CSS_PATH = ["form.tcss", "fields.tcss"]
    BINDINGS = [Binding("escape", "give_up", "Cancel", priority=True), Binding("ctrl+s,f3", "accept", "OK")]

    def __init__(
        self,
        title: str,
        fields: list[Field],
        validate: Callable[[Mapping[str, str]], str] = lambda _texts: "",
        *,
        estimate: Callable[[Mapping[str, str], Callable[[], bool]], str] | None = None,
        accept: str = "OK",
    ) -> None:
        super().__init__()
        self._title = title
        self._fields = fields
        self._validate = validate
        self._estimate = estimate
        self._accept = accept

    def compose(self) -> ComposeResult:
        """A row for each field, the explanation, and two buttons."""
        with DialogBox(classes="form") as box:
            box.border_title = Text(visible(self._title))
            box.name_keys("enter OK · esc cancel")
            for field in self._fields:
                with Horizontal(classes="field row"):
                    yield Label(field.label)
                    yield Input(field.value, placeholder=field.placeholder, id=field.key, compact=True)
            yield Static(id="trouble", markup=False)
            with Horizontal(classes="buttons"):
                yield Button(self._accept, id="accept", variant="primary", compact=True)
                yield Button("Cancel", id="back", compact=True)

    def on_mount(self) -> None:
        """Explains the initial values."""
        self._explain()
        self.query(Input).first().focus()

    def on_input_changed(self) -> None:
        """Explains the new values."""
        self._explain()

    def _texts(self) -> dict[str, str]:
        return {str(each.id): each.value.strip() for each in self.query(Input)}

    def _explain(self) -> None:
        """Validates the texts and explains them; an estimate follows from a thread unless they change."""
        self.workers.cancel_group(self, "estimate")
        error = self._error()
        if error:
            self._write(error, is_wrong=True)
        elif self._estimate is None:
            self._write(self._validate(self._texts()))
        else:
            self._estimate_in_thread(self._texts())

    def _error(self) -> str:
        try:
            self._validate(self._texts())
        except SetupError as error:
            return str(error)
        return ""

    @work(thread=True, exclusive=True, group="estimate")
    def _estimate_in_thread(self, texts: Mapping[str, str]) -> None:
        worker = get_current_worker()
        assert self._estimate is not None
        try:
            words, is_wrong = self._estimate(texts, lambda: worker.is_cancelled), False
        except SetupError as error:
            words, is_wrong = str(error), True
        if not worker.is_cancelled:
            self.app.call_from_thread(self._write, words, is_wrong=is_wrong)

    def _write(self, words: str, *, is_wrong: bool = False) -> None:
        palette = colors(self.app)
        self.query_one("#trouble", Static).update(Text(visible(words), palette.error if is_wrong else palette.dim))

    def on_input_submitted(self) -> None:
        """Enter accepts from any field."""
        self.action_accept()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Accepts or cancels."""
        if event.button.id == "accept":
            self.action_accept()
        else:
            close(self)

    def action_accept(self) -> None:
        """Returns the texts if they are valid."""
        if self._error():
            self._explain()
        else:
            close(self, self._texts())

    def action_give_up(self) -> None:
        """Cancels."""
        close(self)
