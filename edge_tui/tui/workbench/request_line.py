"""The request's first line, and the Send button at its end."""

from urllib.parse import urlsplit

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message
from textual.reactive import var
from textual.widgets import Button, Static

from edge_tui.model.text import shortened, visible
from edge_tui.tui.keys import key_of
from edge_tui.tui.themes import colors

_API_VERSIONS = {"v1", "v2"}


class SendButton(Button, inherit_css=False):
    """A button that has its styles from the workbench's stylesheet alone.

    Reading those of all of Textual's kinds of buttons is a hundredth of the time to the first frame.
    """


class RequestLine(Horizontal):
    """The request's method and URL; during a send, the elapsed time."""

    url: var[str] = var("")
    sending_seconds: var[float | None] = var(None)

    class SendAsked(Message):
        """The Send button was pressed."""

    class CancelAsked(Message):
        """The button was pressed during a send."""

    def compose(self) -> ComposeResult:
        """The line, then the button."""
        yield Static(id="url")
        yield SendButton("Send", id="send")

    def watch_url(self) -> None:
        """Writes the line."""
        self._write()

    def watch_sending_seconds(self, seconds: float | None) -> None:
        """Shows the elapsed time, and turns the button into Cancel."""
        button = self.query_one(SendButton)
        button.label = self._send_label() if seconds is None else Text("Cancel Esc")
        button.set_class(seconds is not None, "-sending")
        self._write()

    def apply_theme(self) -> None:
        """Writes the line."""
        self._write()

    def name_key(self) -> None:
        """Puts the current key for Send on the button."""
        self.query_one(SendButton).label = self._send_label()

    def _send_label(self) -> Text:
        return Text(f"Send  {key_of(self.screen, 'send').upper()}".rstrip())

    def _write(self) -> None:
        palette = colors(self.app)
        if self.sending_seconds is None:
            self.query_one("#url", Static).update(self._request_line(), layout=False)
            return
        frame = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"[int(self.sending_seconds * 10) % 10]
        self.query_one("#url", Static).update(
            Text.assemble(
                (f"{frame} sending ", palette.placeholder),
                (f"{self.sending_seconds:.1f} s", palette.strong),
                ("   esc cancels", palette.dim),
                no_wrap=True,
            ),
            layout=False,
        )

    def _request_line(self) -> Text:
        palette = colors(self.app)
        parts = urlsplit(self.url)
        directory, _, action = parts.path.rpartition("/")
        text = Text(no_wrap=True, overflow="ellipsis")
        text.append(f" {visible(action) or 'no endpoint'} ", palette.chip_action)
        if (version := directory.rpartition("/")[2]) in _API_VERSIONS:
            text.append(f" {version} ", palette.chip)
        text.append("  POST ", palette.placeholder)
        text.append(f"{parts.scheme}://", palette.dim)
        text.append(visible(parts.netloc), palette.plain)
        text.append(visible(directory) + "/", palette.dim)
        text.append(visible(action), palette.strong)
        for index, pair in enumerate(parts.query.split("&")):
            name, _, value = pair.partition("=")
            text.append(f"{'&' if index else '?'}{visible(name)}=", palette.dim)
            text.append(visible(shortened(value, 8, 4)), palette.name)
        return text

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Sends, or cancels the send."""
        event.stop()
        self.post_message(self.SendAsked() if self.sending_seconds is None else self.CancelAsked())
