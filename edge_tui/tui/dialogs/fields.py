"""A few fields to fill in, with a line that says at once what they mean."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from rich.text import Text
from textual import work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import Button, Input, Label, Static
from textual.worker import get_current_worker

from edge_tui.model.errors import SetupError
from edge_tui.model.text import visible
from edge_tui.tui.themes import colours


@dataclass(frozen=True, slots=True)
class Field:
    """One line to fill in."""

    key: str
    label: str
    value: str = ""
    placeholder: str = ""


class Fields(ModalScreen[Mapping[str, str] | None]):
    """Ends with the fields' texts by key, or None when it was left.

    `validate` is asked for a sentence about what stands there now; it raises `SetupError` for what
    cannot be, and then nothing is accepted. `estimate` is asked for one that takes time to work out:
    in a thread, and handed what says that nobody waits for it any more.
    """

    CSS_PATH = ["form.tcss", "fields.tcss"]
    BINDINGS = [Binding("escape", "give_up", "Back", priority=True), Binding("ctrl+s,f3", "accept", "Accept")]

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
        """A row for each field, what they mean, and two buttons."""
        with Vertical(classes="form") as box:
            box.border_title = Text(visible(self._title))
            box.border_subtitle = "enter accepts · escape goes back"
            for field in self._fields:
                with Horizontal(classes="field row"):
                    yield Label(field.label)
                    yield Input(field.value, placeholder=field.placeholder, id=field.key, compact=True)
            yield Static(id="trouble", markup=False)
            with Horizontal(classes="buttons"):
                yield Button(self._accept, id="accept", variant="primary", compact=True)
                yield Button("Back", id="back", compact=True)

    def on_mount(self) -> None:
        """Says what the fields mean as they are."""
        self._say()
        self.query(Input).first().focus()

    def on_input_changed(self) -> None:
        """Says what they mean now."""
        self._say()

    def _texts(self) -> dict[str, str]:
        return {str(each.id): each.value.strip() for each in self.query(Input)}

    def _say(self) -> None:
        """Says what stands there; what takes time to say follows, and ends when something else stands there."""
        self.workers.cancel_group(self, "weigh")
        trouble = self._trouble()
        if trouble:
            self._write(trouble, is_wrong=True)
        elif self._estimate is None:
            self._write(self._validate(self._texts()))
        else:
            self._estimate_in_thread(self._texts())

    def _trouble(self) -> str:
        try:
            self._validate(self._texts())
        except SetupError as error:
            return str(error)
        return ""

    @work(thread=True, exclusive=True, group="weigh")
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
        palette = colours(self.app)
        self.query_one("#trouble", Static).update(Text(visible(words), palette.error if is_wrong else palette.dim))

    def on_input_submitted(self) -> None:
        """Enter accepts from any field."""
        self.action_accept()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Accepts, or goes back."""
        if event.button.id == "accept":
            self.action_accept()
        else:
            self.dismiss(None)

    def action_accept(self) -> None:
        """Ends with the texts, unless they cannot be."""
        if self._trouble():
            self._say()
        else:
            self.dismiss(self._texts())

    def action_give_up(self) -> None:
        """Ends without any."""
        self.dismiss(None)
