"""Picks two or more profiles to send to."""

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from edge_tui.model.profile import Profile
from edge_tui.model.text import visible
from edge_tui.tui.dialogs.closing import close
from edge_tui.tui.dialogs.key_line import DialogBox
from edge_tui.tui.dialogs.menu import Menu
from edge_tui.tui.profiles.profile_list import environment_word
from edge_tui.tui.themes import colors


class PickProfiles(Menu[list[Profile] | None]):
    """Returns the picked profiles, in the order of the list."""

    CSS_PATH = "picker.tcss"
    BINDINGS = [
        Binding("escape", "give_up", "Cancel"),
        Binding("space", "pick", "Select", priority=True, tooltip="Select this datastream, or deselect it"),
        Binding("enter", "accept", "Send to these", priority=True),
        Binding("j", "down", "Down", show=False),
        Binding("k", "up", "Up", show=False),
    ]

    def __init__(self, profiles: list[Profile], picked: set[str]) -> None:
        super().__init__()
        self._profiles = profiles
        self._picked = {profile.name for profile in profiles} & picked

    def compose(self) -> ComposeResult:
        """The profiles with their environments."""
        with DialogBox(id="pick-profiles") as box:
            box.border_title = "Send to several datastreams"
            yield OptionList(*map(self._option, self._profiles), id="profiles-to-pick", compact=True)

    def on_mount(self) -> None:
        """Goes to the first profile."""
        picks = self._list
        picks.focus()
        picks.highlighted = 0
        self._count()

    @property
    def _list(self) -> OptionList:
        return self.query_one("#profiles-to-pick", OptionList)

    def _option(self, profile: Profile) -> Option:
        """A glyph says whether the profile is picked, a word its environment; color only repeats both."""
        palette = colors(self.app)
        is_picked = profile.name in self._picked
        width = min(max(len(visible(each.name)) for each in self._profiles), 30)
        word, style = environment_word(profile, palette)
        return Option(
            Text.assemble(
                ("■ " if is_picked else "□ ", palette.good if is_picked else palette.dim),
                (visible(profile.name).ljust(width), palette.strong if is_picked else palette.plain),
                (f"  {word.ljust(5)}", style),
                (f"  {visible(profile.host)}  {visible(profile.datastream_id)}", palette.dim),
                no_wrap=True,
                overflow="ellipsis",
            )
        )

    def _count(self) -> None:
        box = self.query_one("#pick-profiles", DialogBox)
        box.name_keys(f"{len(self._picked)} selected · space select · enter send · esc cancel")

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """A click selects or deselects."""
        event.stop()
        self.action_pick()

    def action_pick(self) -> None:
        """Selects the profile under the cursor, or deselects it."""
        index = self._list.highlighted
        if index is None:
            return
        self._picked ^= {self._profiles[index].name}
        self._list.replace_option_prompt_at_index(index, self._option(self._profiles[index]).prompt)
        self._count()

    def action_accept(self) -> None:
        """Returns the picked profiles if there are two or more."""
        picked = [profile for profile in self._profiles if profile.name in self._picked]
        if len(picked) < 2:
            self.notify("Select two or more datastreams with space.")
            return
        close(self, picked)

    def action_down(self) -> None:
        """Moves down."""
        self._list.action_cursor_down()

    def action_up(self) -> None:
        """Moves up."""
        self._list.action_cursor_up()

    def action_give_up(self) -> None:
        """Cancels."""
        close(self)
