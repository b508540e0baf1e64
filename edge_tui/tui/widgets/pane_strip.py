"""On a narrow screen: which panes there are, and which one is shown."""

from dataclasses import dataclass

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import Button

_TITLES = {"sidebar": "1 Start", "event": "2 Event", "answer": "3 Answer", "explain": "4 Explain"}


class PaneStrip(Horizontal):
    """A button for each pane."""

    active: reactive[str] = reactive("event")
    answer: reactive[str] = reactive("")

    @dataclass
    class Chosen(Message):
        """A pane is to be brought to the front."""

        pane: str

    def compose(self) -> ComposeResult:
        """The buttons."""
        for pane, title in _TITLES.items():
            yield Button(title, id=f"strip-{pane}", compact=True)

    def on_mount(self) -> None:
        """The strip is for the mouse; the keyboard has the numbers."""
        for button in self.query(Button):
            button.can_focus = False
        self.watch_active(self.active)

    def watch_active(self, active: str) -> None:
        """Marks the pane that is shown."""
        for button in self.query(Button):
            button.set_class(button.id == f"strip-{active}", "-active")

    def watch_answer(self, answer: str) -> None:
        """Says how the last send ended, also while another pane is shown."""
        for button in self.query("#strip-answer").results(Button):
            button.label = f"3 Answer {answer}".strip()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Asks for a pane."""
        event.stop()
        self.post_message(self.Chosen((event.button.id or "").removeprefix("strip-")))
