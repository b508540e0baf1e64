"""A list of actions to choose from."""

from rich.cells import cell_len
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from edge_tui.model.text import visible
from edge_tui.tui.dialogs.closing import close
from edge_tui.tui.dialogs.key_line import DialogBox
from edge_tui.tui.dialogs.menu import Menu
from edge_tui.tui.themes import colors

_MAX_TITLE = 60
_MAX_NAME = 36


class Choice(Menu[str | None]):
    """Returns the key of the chosen action. `choices` maps a key to its name and a dim hint."""

    CSS_PATH = "choice.tcss"
    BINDINGS = [
        Binding("escape", "give_up", "Cancel"),
        Binding("j", "down", "Down", show=False),
        Binding("k", "up", "Up", show=False),
    ]

    def __init__(self, title: str, choices: dict[str, tuple[str, str]]) -> None:
        super().__init__()
        self._title = title
        self._choices = choices

    def compose(self) -> ComposeResult:
        """The list."""
        palette = colors(self.app)
        # The hints are below each other.
        width = min(
            max((cell_len(visible(name)) for name, hint in self._choices.values() if hint), default=0), _MAX_NAME
        )
        with DialogBox(id="choice") as box:
            title = visible(self._title)
            box.border_title = Text(title if len(title) <= _MAX_TITLE else title[: _MAX_TITLE - 1] + "…")
            box.name_keys("enter OK · esc cancel")
            yield OptionList(
                *(
                    Option(
                        Text.assemble(
                            (visible(name) + " " * max(width - cell_len(visible(name)), 0), palette.plain),
                            (f"  {visible(hint)}", palette.dim),
                        ),
                        id=key,
                    )
                    for key, (name, hint) in self._choices.items()
                ),
                compact=True,
            )

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Returns the choice."""
        close(self, event.option_id)

    def action_down(self) -> None:
        """Moves down."""
        self.query_one(OptionList).action_cursor_down()

    def action_up(self) -> None:
        """Moves up."""
        self.query_one(OptionList).action_cursor_up()

    def action_give_up(self) -> None:
        """Cancels."""
        close(self)
