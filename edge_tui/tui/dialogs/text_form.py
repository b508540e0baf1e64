"""A dialog that edits a text."""

from collections.abc import Callable

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding
from textual.screen import ModalScreen
from textual.widgets import Static, TextArea

from edge_tui.model.errors import SetupError
from edge_tui.model.text import visible
from edge_tui.tui.dialogs.closing import close
from edge_tui.tui.dialogs.key_line import DialogBox
from edge_tui.tui.textual_widgets import TextBox
from edge_tui.tui.themes import colors


class TextForm(ModalScreen[str | None]):
    """Returns the edited text, or None if it was canceled.

    `validate` returns a sentence about the text as it is typed, or raises `SetupError`, and then nothing is accepted.
    """

    CSS_PATH = "text_form.tcss"
    BINDINGS = [
        Binding("escape", "give_up", "Cancel", priority=True),
        Binding("ctrl+s,f3", "save", "Save", priority=True),
    ]

    def __init__(self, title: str, text: str, validate: Callable[[str], str] | None = None, *, empty: str = "") -> None:
        """`empty` says what to write, as long as there is nothing."""
        super().__init__(classes="-explained" if validate is not None else None)
        self._title = title
        self._text = text
        self._validate = validate
        self._empty = empty

    def compose(self) -> ComposeResult:
        """The text."""
        with DialogBox(id="text-form") as box:
            box.border_title = Text(visible(self._title))
            box.name_keys("ctrl+s OK · esc cancel")
            yield TextBox(self._text, soft_wrap=False, placeholder=self._empty)
            if self._validate is not None:
                yield Static(id="trouble", markup=False)

    def on_mount(self) -> None:
        """Explains the text."""
        self._explain()

    def on_text_area_changed(self) -> None:
        """Explains what is written now."""
        self._explain()

    def _explain(self) -> bool:
        """Says what the text does, or what is wrong with it; whether it may be accepted."""
        if self._validate is None:
            return True
        palette = colors(self.app)
        try:
            words, style, is_right = self._validate(self.query_one(TextArea).text), palette.dim, True
        except SetupError as error:
            words, style, is_right = str(error), palette.error, False
        self.query_one("#trouble", Static).update(Text(visible(words), style))
        return is_right

    def action_save(self) -> None:
        """Returns the text if nothing is wrong with it."""
        if self._explain():
            close(self, self.query_one(TextArea).text)

    def action_give_up(self) -> None:
        """Cancels."""
        close(self)
