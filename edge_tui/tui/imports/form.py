"""The form to paste a text into."""

from collections.abc import Callable
from datetime import datetime

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.screen import ModalScreen
from textual.widgets import Button, Static, TextArea

from edge_tui.formats import read
from edge_tui.model.text import visible
from edge_tui.tui.dialogs.closing import close
from edge_tui.tui.dialogs.key_line import DialogBox
from edge_tui.tui.imports.pasted import Pasted, recognize_pasted
from edge_tui.tui.textual_widgets import TextBox
from edge_tui.tui.themes import colors

_INSTRUCTIONS = (
    "Paste a command (curl, wget, HTTPie or PowerShell, as copied from the browser), a raw HTTP request, a HAR file, "
    'an alloy("sendEvent", …) call, a request body, a response, cookies, an error code or a request ID.'
)


class ImportForm(ModalScreen[Pasted | None]):
    """Returns what the pasted text is."""

    CSS_PATH = "form.tcss"
    VERTICAL_BREAKPOINTS = [(0, "-low"), (16, "-high")]
    BINDINGS = [
        Binding("escape", "give_up", "Cancel"),
        Binding("ctrl+s,f3", "take", "Import", priority=True),
    ]

    def __init__(self, clock: Callable[[], datetime]) -> None:
        super().__init__()
        self._clock = clock
        self._found: Pasted | None = None

    def compose(self) -> ComposeResult:
        """The text, what was recognized, and two buttons."""
        with DialogBox(id="import") as box:
            box.border_title = "Import request"
            box.name_keys("ctrl+s OK · esc cancel")
            yield Static(_INSTRUCTIONS, markup=False, id="import-instructions")
            yield TextBox(soft_wrap=True, compact=True, id="import-text")
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
        self._found = found = recognize_pasted(text, self._clock())
        if found is not None:
            requests = found.reading.requests
            where = f" · {requests[0].draft.action} · {requests[0].profile.url or 'no URL'}" if requests else ""
            words = Text(visible(f"✓ {found.title}{where}"), palette.good)
        elif text.strip():
            reading = read(text)
            words = Text(visible(f"{reading.missing} {reading.fix}"), palette.warning)
        else:
            words = Text()
        self.query_one("#import-words", Static).update(words)
        self.query_one("#take", Button).disabled = found is None

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Imports or cancels."""
        if event.button.id == "take":
            self.action_take()
        else:
            close(self)

    def action_take(self) -> None:
        """Returns what was recognized."""
        if self._found is not None:
            close(self, self._found)

    def action_give_up(self) -> None:
        """Cancels."""
        close(self)
