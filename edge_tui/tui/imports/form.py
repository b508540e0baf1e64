"""The form to paste a request into."""

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import Button, Static, TextArea

from edge_tui.formats import Reading, read
from edge_tui.model.text import visible
from edge_tui.tui.dialogs.closing import close
from edge_tui.tui.themes import colors

_INSTRUCTIONS = (
    "Paste a command (curl, wget, HTTPie or PowerShell, as copied from the browser), a raw HTTP request, a HAR file, "
    'an alloy("sendEvent", …) call, or a request body.'
)


class ImportForm(ModalScreen[Reading | None]):
    """Returns what the pasted text is, with its requests."""

    CSS_PATH = "form.tcss"
    BINDINGS = [
        Binding("escape", "give_up", "Cancel"),
        Binding("ctrl+s,f5", "take", "Import", priority=True),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._found = Reading("")

    def compose(self) -> ComposeResult:
        """The text, what was recognized, and two buttons."""
        with Vertical(id="import") as box:
            box.border_title = "Import request"
            box.border_subtitle = "ctrl+s OK · esc cancel"
            yield Static(_INSTRUCTIONS, markup=False)
            yield TextArea(soft_wrap=True, compact=True, id="import-text")
            yield Static(id="import-words")
            with Horizontal(classes="buttons"):
                yield Button("Import", id="take", variant="primary", compact=True, disabled=True)
                yield Button("Cancel", id="back", compact=True)

    def on_mount(self) -> None:
        """Focuses the text."""
        self.query_one(TextArea).focus()

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Shows what is recognized in the text."""
        text, palette = event.text_area.text, colors(self.app)
        self._found = read(text) if text.strip() else Reading("")
        requests = self._found.requests
        if requests:
            more = f" · first of {len(requests)} requests" if len(requests) > 1 else ""
            where = requests[0].profile.url or "no URL"
            words = Text(visible(f"✓ {requests[0].draft.action} · {where}{more}"), palette.good)
        elif text.strip():
            words = Text(visible(f"{self._found.missing} {self._found.fix}"), palette.warning)
        else:
            words = Text()
        self.query_one("#import-words", Static).update(words)
        self.query_one("#take", Button).disabled = not requests

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Imports or cancels."""
        if event.button.id == "take":
            self.action_take()
        else:
            close(self)

    def action_take(self) -> None:
        """Returns the recognized requests."""
        if self._found.requests:
            close(self, self._found)

    def action_give_up(self) -> None:
        """Cancels."""
        close(self)
