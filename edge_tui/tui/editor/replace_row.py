"""The row below the find bar that replaces matches."""

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Button, Input, Static

from edge_tui.tui.editor.editor_search import EditorSearch


class ReplaceRow(Horizontal):
    """The replacement; enter replaces the match and goes to the next."""

    DEFAULT_CSS = "ReplaceRow { height: 1; }"
    BINDINGS = [
        Binding(
            "alt+a", "replace_all", "Replace all", show=False, tooltip="Replace every match", id="find.replace-all"
        ),
    ]
    HELP = (
        "Replace. Enter replaces the match and goes to the next one. If the search is a regular expression, "
        "\\1 in the replacement is its first group."
    )

    class Replaced(Message):
        """The matches have changed, or an `error` says why they haven't."""

        def __init__(self, error: str = "") -> None:
            super().__init__()
            self.error = error

    def __init__(self, search: EditorSearch) -> None:
        super().__init__()
        self._search = search

    def compose(self) -> ComposeResult:
        """The replacement, and a button for one match and for all."""
        yield Static("replace", classes="find-label")
        yield Input(id="replacement", compact=True)
        yield Button("one", id="replace-one", compact=True, tooltip="Replace this match (enter)")
        yield Button("all", id="replace-all", compact=True, tooltip="Replace every match (alt+a)")

    @property
    def _replacement(self) -> str:
        return self.query_one(Input).value

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Replaces the match."""
        event.stop()
        self._replace_one()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Replaces one match, or all of them."""
        event.stop()
        if event.button.id == "replace-all":
            self.action_replace_all()
        else:
            self._replace_one()

    def _replace_one(self) -> None:
        try:
            self._search.replace_one(self._replacement)
        except ValueError as error:
            self.post_message(self.Replaced(str(error)))
        else:
            self.post_message(self.Replaced())

    def action_replace_all(self) -> None:
        """Replaces every match, as one edit."""
        try:
            count = self._search.replace_all(self._replacement)
        except ValueError as error:
            self.post_message(self.Replaced(str(error)))
            return
        if count:
            self.notify(f"Replaced {count:,} (ctrl+z undoes).", timeout=3)
        self.post_message(self.Replaced())
