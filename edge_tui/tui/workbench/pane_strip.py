"""On a narrow screen: which panes there are, and which one is shown."""

from dataclasses import dataclass

from textual.containers import Horizontal
from textual.message import Message
from textual.reactive import var
from textual.widgets import Button

_TITLES = {"sidebar": "1 Start", "event": "2 Event", "answer": "3 Answer", "explain": "4 Explain"}


class PaneStrip(Horizontal):
    """A button for each pane."""

    active: var[str] = var("event")
    answer: var[str] = var("")

    @dataclass
    class Chosen(Message):
        """A pane is to be brought to the front."""

        pane: str

    async def on_show(self) -> None:
        """Makes the buttons, which a wide screen does without. They are for the mouse; the keyboard has the numbers."""
        if self.children:
            return
        buttons = [Button(title, id=f"strip-{pane}", compact=True) for pane, title in _TITLES.items()]
        for button in buttons:
            button.can_focus = False
        await self.mount(*buttons)
        self.watch_active(self.active)
        self.watch_answer(self.answer)

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
