"""Request headers of the draft's own, a line each."""

from dataclasses import dataclass

from rich.style import Style
from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Static, TextArea

from edge_tui.model.headers import HeaderError, Headers, read_headers, write_headers
from edge_tui.tui.themes import colours


class _Lines(TextArea):
    async def _on_paste(self, event: events.Paste) -> None:
        self.post_message(HeadersPane.TextPasted(event.text))
        event.prevent_default()
        await super()._on_paste(event)

    def action_paste(self) -> None:
        self.post_message(HeadersPane.TextPasted(self.app.clipboard))
        super().action_paste()


class HeadersPane(Vertical):
    """What is written here is sent beside the usual headers; a line that cannot be is told why, and left out."""

    HELP = (
        "Headers of this draft's own, a line each, such as `User-Agent: …`. They are sent in place of the usual ones "
        "of the same name. Secrets are refused: a draft and history are files."
    )

    class Changed(Message):
        """There are other headers now."""

    @dataclass
    class TextPasted(Message):
        """A text from elsewhere is among the headers now."""

        text: str

    def __init__(self) -> None:
        super().__init__(id="headers-code")
        self.headers: Headers = ()
        self.errors: tuple[HeaderError, ...] = ()

    def compose(self) -> ComposeResult:
        """The lines, and what is wrong with them."""
        yield _Lines(id="headers-editor", compact=True, soft_wrap=False, placeholder="X-Forwarded-For: 203.0.113.7")
        yield Static(id="headers-words")

    def show(self, headers: Headers) -> None:
        """Puts headers there."""
        if headers != self.headers:
            self.query_one(TextArea).load_text(write_headers(headers))

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Reads the lines anew."""
        event.stop()
        before = self.headers
        self.headers, self.errors = read_headers(event.text_area.text)
        self._write_words()
        if self.headers != before:
            self.post_message(self.Changed())

    def on_mount(self) -> None:
        """Says what belongs here."""
        self._write_words()

    def apply_theme(self) -> None:
        """Writes what belongs here."""
        self._write_words()

    def _write_words(self) -> None:
        palette = colours(self.app)
        text = Text()
        for error in self.errors:
            text.append(f"✖ {error.line:2} ", palette.error + Style(bold=True))
            text.append(error.message + "\n", palette.plain)
        if not self.errors:
            text.append("content-type and accept are sent anyway; what the profile needs is added.", palette.dim)
        text.rstrip()
        self.query_one("#headers-words", Static).update(text)
