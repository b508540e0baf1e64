"""Picks two or more profiles to send to."""

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import SelectionList
from textual.widgets.selection_list import Selection

from edge_tui.model.profile import Profile
from edge_tui.model.text import visible
from edge_tui.tui.dialogs.closing import close
from edge_tui.tui.profiles.profile_list import environment_word
from edge_tui.tui.themes import colors
from edge_tui.tui.widgets.checkboxes import CheckList


class PickProfiles(ModalScreen[list[Profile] | None]):
    """Returns the picked profiles, in the order of the list."""

    CSS_PATH = "picker.tcss"
    BINDINGS = [
        Binding("escape", "give_up", "Cancel"),
        Binding("enter", "accept", "Send to these", priority=True),
        Binding("j", "down", "Down", show=False),
        Binding("k", "up", "Up", show=False),
    ]

    def __init__(self, profiles: list[Profile], picked: set[str]) -> None:
        super().__init__()
        self._profiles = profiles
        self._picked = picked

    def compose(self) -> ComposeResult:
        """The profiles with their environments."""
        palette = colors(self.app)
        with Vertical(id="pick-profiles") as box:
            box.border_title = "Send to several datastreams"
            box.border_subtitle = "space select · enter send · esc cancel"
            width = max(len(visible(profile.name)) for profile in self._profiles)
            selections = []
            for profile in self._profiles:
                word, style = environment_word(profile, palette)
                prompt = Text.assemble(
                    (visible(profile.name).ljust(width), palette.strong),
                    (f"  {word.ljust(6)}", style),
                    (f"  {visible(profile.host)}  {visible(profile.datastream_id)}", palette.dim),
                )
                selections.append(Selection(prompt, profile.name, profile.name in self._picked))
            yield CheckList[str](*selections, id="profiles-to-pick", compact=True)

    def action_accept(self) -> None:
        """Returns the picked profiles if there are two or more."""
        names = set(self.query_one(SelectionList).selected)
        picked = [profile for profile in self._profiles if profile.name in names]
        if len(picked) < 2:
            self.notify("Select two or more datastreams with space.")
            return
        close(self, picked)

    def action_down(self) -> None:
        """Moves down."""
        self.query_one(SelectionList).action_cursor_down()

    def action_up(self) -> None:
        """Moves up."""
        self.query_one(SelectionList).action_cursor_up()

    def action_give_up(self) -> None:
        """Cancels."""
        close(self)
