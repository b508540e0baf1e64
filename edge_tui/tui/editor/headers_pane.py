"""The draft's additional request headers, one per line."""

from collections.abc import Callable
from dataclasses import dataclass

from rich.style import Style
from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Static, TextArea

from edge_tui.model.headers import HeaderError, Headers, read_headers, write_headers
from edge_tui.tui.textual_widgets import TextBox
from edge_tui.tui.themes import colors


class _Lines(TextBox):
    def on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        self.post_message(HeadersPane.Pasted(event.text, self._insert))

    def action_paste(self) -> None:
        self.post_message(HeadersPane.Pasted(self.app.clipboard, self._insert))

    def _insert(self, text: str) -> None:
        self.post_message(HeadersPane.TextPasted(text))
        result = self.replace(text, *self.selection, maintain_selection_offset=False)
        self.move_cursor(result.end_location)
        self.focus()


class HeadersPane(Vertical):
    """Headers sent in addition to the usual ones; an invalid line is explained and left out."""

    HELP = (
        "Additional headers for this draft, one per line, such as `User-Agent: …`. They replace the usual headers of "
        "the same name. Secrets aren't accepted: the draft and history are plain files."
    )

    class Changed(Message):
        """The headers have changed."""

    @dataclass
    class Pasted(Message):
        """A text from outside that may be more than headers; `insert` puts it at the cursor."""

        text: str
        insert: Callable[[str], object]
        settle: Callable[[], object] | None = None

    @dataclass
    class TextPasted(Message):
        """A text from outside was pasted into the headers."""

        text: str

    def __init__(self) -> None:
        super().__init__(id="headers-code")
        self.headers: Headers = ()
        self.errors: tuple[HeaderError, ...] = ()

    def compose(self) -> ComposeResult:
        """The lines, and their errors."""
        yield _Lines(
            write_headers(self.headers),
            id="headers-editor",
            compact=True,
            soft_wrap=False,
            placeholder="X-Forwarded-For: 203.0.113.7",
        )
        yield Static(id="headers-words")

    def show(self, headers: Headers) -> None:
        """Replaces the lines, also before they are first shown."""
        if self.is_mounted and headers != self.headers:
            self.query_one(TextArea).load_text(write_headers(headers))
        elif not self.is_mounted:
            self.headers, self.errors = read_headers(write_headers(headers))

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Parses the lines again."""
        event.stop()
        before = self.headers
        self.headers, self.errors = read_headers(event.text_area.text)
        self._write_note()
        if self.headers != before:
            self.post_message(self.Changed())

    def on_mount(self) -> None:
        """Shows what belongs here."""
        self._write_note()

    def apply_theme(self) -> None:
        """Rewrites the errors."""
        self._write_note()

    def _write_note(self) -> None:
        palette = colors(self.app)
        text = Text()
        for error in self.errors:
            text.append(f"✖ {error.line:2} ", palette.error + Style(bold=True))
            text.append(error.message + "\n", palette.plain)
        if not self.errors:
            text.append("content-type, accept and the profile's headers are added automatically.", palette.dim)
        text.rstrip()
        self.query_one("#headers-words", Static).update(text)
