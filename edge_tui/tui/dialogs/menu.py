"""A dialog in which nothing is filled in: a click beside it closes it, as escape does."""

from typing import TypeVar

from textual import events
from textual.screen import ModalScreen

_Result = TypeVar("_Result")


class Menu(ModalScreen[_Result]):
    """Something to choose from, or to read. A form stays open until one of its buttons closes it."""

    def on_click(self, event: events.Click) -> None:
        """Closes the dialog after a click beside it."""
        if self.get_widget_at(event.screen_x, event.screen_y)[0] is self:
            self.app.simulate_key("escape")
