"""The strip of pane buttons on a narrow screen."""

from dataclasses import dataclass

from textual.containers import Horizontal
from textual.message import Message
from textual.reactive import var
from textual.widgets import Button

_TITLES = {"sidebar": "1 Start", "event": "2 Event", "answer": "3 Response", "explain": "4 Explain"}


class PaneStrip(Horizontal):
    """A button for each pane."""

    active: var[str] = var("event")
    response: var[str] = var("")

    @dataclass
    class Chosen(Message):
        """The user chose a pane."""

        pane: str

    async def on_show(self) -> None:
        """Creates the buttons when first shown. They are for the mouse; the keyboard has the numbers."""
        if self.children:
            return
        buttons = [Button(title, id=f"strip-{pane}", compact=True) for pane, title in _TITLES.items()]
        for button in buttons:
            button.can_focus = False
        await self.mount(*buttons)
        self.watch_active(self.active)
        self.watch_response(self.response)

    def watch_active(self, active: str) -> None:
        """Highlights the button of the active pane."""
        for button in self.query(Button):
            button.set_class(button.id == f"strip-{active}", "-in-front")

    def watch_response(self, response: str) -> None:
        """Shows the last response's status, also while another pane is in front."""
        for button in self.query("#strip-answer").results(Button):
            button.label = f"3 Response {response}".strip()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Posts the chosen pane."""
        event.stop()
        self.post_message(self.Chosen(pane_of(event.button)))


def pane_of(button: Button) -> str:
    """The pane that a button of the strip stands for."""
    return (button.id or "").removeprefix("strip-")
