"""Jump: labels every pane with a letter that focuses it."""

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.widget import Widget
from textual.widgets import Button, Label, Static

from edge_tui.tui.dialogs.closing import close
from edge_tui.tui.dialogs.menu import Menu

_LETTERS = "asdfghjklqwertyuiop"


class Jump(Menu[Widget | None]):
    """Returns the chosen widget."""

    CSS_PATH = "jump.tcss"
    BINDINGS = [Binding("escape,ctrl+o,f6", "give_up", "Cancel")]

    def __init__(self, targets: list[Widget]) -> None:
        super().__init__()
        self._targets = dict(zip(_LETTERS, targets, strict=False))

    def compose(self) -> ComposeResult:
        """A label at each target's corner: in the border of a pane, and in place of a button's number."""
        for letter, target in self._targets.items():
            label = Label(Text(f" {letter} "), name=letter, classes="letter")
            corner = _titled(target).region
            label.styles.offset = (corner.x + (not isinstance(target, Button)), corner.y)
            yield label
        yield Static("Press a letter to jump · esc cancel", id="jump-hint")

    def on_key(self, event: events.Key) -> None:
        """Returns the letter's widget."""
        if event.key in self._targets:
            event.stop()
            close(self, self._targets[event.key])

    def on_click(self, event: events.Click) -> None:
        """Returns the widget whose letter is clicked."""
        letter = self.get_widget_at(event.screen_x, event.screen_y)[0].name
        if letter in self._targets:
            close(self, self._targets[letter])

    def action_give_up(self) -> None:
        """Cancels."""
        close(self)


def _titled(target: Widget) -> Widget:
    """What has the target in its border; the target itself without a border with a title."""
    widgets = (each for each in target.ancestors_with_self if isinstance(each, Widget))
    return next((each for each in widgets if each.border_title), target)
