"""A place to paste a request into, from wherever it comes."""

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import Button, Static, TextArea

from edge_tui.formats import Imported, read
from edge_tui.model.text import visible
from edge_tui.tui.themes import colours

_WORDS = (
    "Paste a curl command as browsers copy it (bash or cmd), a HAR file or one of its entries, "
    'an alloy("sendEvent", …) call, or a request body.'
)


class ImportForm(ModalScreen[tuple[Imported, ...] | None]):
    """Ends with the requests that the pasted text holds; several only from a HAR file."""

    CSS_PATH = "form.tcss"
    BINDINGS = [
        Binding("escape", "give_up", "Back"),
        Binding("ctrl+s,f5", "take", "Take", priority=True),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._found: tuple[Imported, ...] = ()

    def compose(self) -> ComposeResult:
        """The text, what it is, and two buttons."""
        with Vertical(id="import") as box:
            box.border_title = "Import"
            box.border_subtitle = "ctrl+s takes it · escape goes back"
            yield Static(_WORDS, markup=False)
            yield TextArea(soft_wrap=True, compact=True, id="import-text")
            yield Static(id="import-words")
            with Horizontal(classes="buttons"):
                yield Button("Take", id="take", variant="primary", compact=True, disabled=True)
                yield Button("Back", id="back", compact=True)

    def on_mount(self) -> None:
        """Begins in the text."""
        self.query_one(TextArea).focus()

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Reads the text and says what it is."""
        text, palette = event.text_area.text, colours(self.app)
        self._found = read(text) if text.strip() else ()
        if self._found:
            draft = self._found[0].draft
            more = f", the first of {len(self._found)} requests" if len(self._found) > 1 else ""
            where = self._found[0].profile.url or "no gateway named"
            words = Text(visible(f"✓ {draft.action} · {where}{more}"), palette.good)
        elif text.strip():
            words = Text("This is no request to the Edge Network that can be read.", palette.warning)
        else:
            words = Text()
        self.query_one("#import-words", Static).update(words)
        self.query_one("#take", Button).disabled = not self._found

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Takes it, or goes back."""
        if event.button.id == "take":
            self.action_take()
        else:
            self.dismiss(None)

    def action_take(self) -> None:
        """Ends with what was found."""
        if self._found:
            self.dismiss(self._found)

    def action_give_up(self) -> None:
        """Ends without anything."""
        self.dismiss(None)
