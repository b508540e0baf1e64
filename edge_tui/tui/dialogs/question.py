"""A modal question with a few buttons."""

from rich.cells import cell_len
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.screen import ModalScreen
from textual.widgets import Button, Static

from edge_tui.model.text import visible, visible_lines
from edge_tui.tui.dialogs.closing import close
from edge_tui.tui.dialogs.confirmation import Confirmation
from edge_tui.tui.dialogs.key_line import DialogBox

# More buttons need a wider box.
_FEW = 4
_MIN_BUTTON, _GAP = 10, 2
# Of a button, and of the box with its padding, in cells.
_BUTTON_FRAME, _BOX_FRAME = 2, 6


class Question(ModalScreen[str | None]):
    """Returns the chosen answer's key, or None if it was dismissed.

    `answers` maps a key to its button's label; the first is the default.
    """

    CSS_PATH = "question.tcss"
    VERTICAL_BREAKPOINTS = [(0, "-low"), (14, "-high")]
    BINDINGS = [
        Binding("escape", "dismiss_unanswered", "Cancel"),
        Binding("left,up", "app.focus_previous", "Previous", show=False),
        Binding("right,down", "app.focus_next", "Next", show=False),
    ]

    def __init__(self, title: str, text: str, answers: dict[str, str], *, destructive: bool = False) -> None:
        super().__init__()
        self._title = title
        self._text = text
        self._answers = answers
        self._destructive = destructive

    @classmethod
    def of(cls, confirmation: Confirmation) -> "Question":
        """The screen for a confirmation."""
        return cls(
            confirmation.title,
            confirmation.text,
            dict(confirmation.answers),
            destructive=confirmation.destructive,
        )

    def compose(self) -> ComposeResult:
        """The text, and a button for each answer."""
        with DialogBox(id="question") as box:
            box.set_class(self._destructive, "-grave")
            box.set_class(len(self._answers) > _FEW, "-wide")
            box.border_title = Text(visible(self._title))
            box.name_keys("enter OK · esc cancel")
            yield Static(Text(visible_lines(self._text)))
            with Horizontal(id="answers"):
                for index, (key, label) in enumerate(self._answers.items()):
                    yield Button(Text(label), id=key, variant="primary" if index == 0 else "default", compact=True)

    def on_resize(self) -> None:
        """Puts the buttons below each other where they have no room beside each other."""
        room = self.query_one("#question").outer_size.width - _BOX_FRAME
        widths = [max(cell_len(label) + _BUTTON_FRAME, _MIN_BUTTON) + _GAP for label in self._answers.values()]
        self.query_one("#answers").set_class(sum(widths) > room, "-stacked")

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Returns the answer."""
        close(self, event.button.id)

    def action_dismiss_unanswered(self) -> None:
        """Dismisses the question."""
        close(self)
