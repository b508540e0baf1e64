"""The list of profiles, each with its environment."""

from collections.abc import Iterable
from dataclasses import dataclass

from rich.cells import cell_len
from rich.style import Style
from rich.text import Text
from textual import events
from textual.binding import Binding
from textual.geometry import Size
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from edge_tui.model.profile import Profile
from edge_tui.model.text import visible
from edge_tui.tui.themes import Colors, colors

# The mark before a name, the longest environment, the cells between, and the scrollbar.
_BESIDE_NAME = len("●   stage") + 1
# Before the first layout.
_FIRST_WIDTH = 23


def environment_word(profile: Profile, palette: Colors) -> tuple[str, Style]:
    """The environment as a word and its style."""
    styles = {"PROD": palette.error, "stage": palette.warning, "dev": palette.good, "local": palette.dim}
    return profile.environment_name, styles[profile.environment_name]


class ProfileList(OptionList):
    """The profiles; the one in use is marked."""

    BINDINGS = [
        Binding("j", "cursor_down", "Down", show=False),
        Binding("k", "cursor_up", "Up", show=False),
        Binding("enter", "select", "Use", tooltip="Send to this profile's datastream", id="profiles.use"),
        Binding("a", "add", "Add", tooltip="Add a profile for your own datastream", id="profiles.add"),
        Binding("e", "edit", "Edit", tooltip="Change its gateway, datastream, services or secrets", id="profiles.edit"),
        Binding(
            "delete,backspace", "delete", "Delete", tooltip="Delete this profile and its secrets", id="profiles.delete"
        ),
    ]
    HELP = "Profiles, one per datastream. Secrets are stored in the system keyring."

    @dataclass
    class Chosen(Message):
        """A profile was chosen."""

        profile: Profile

    @dataclass
    class EditAsked(Message):
        """The user wants to edit a profile, or to add one if it is None."""

        profile: Profile | None

    @dataclass
    class DeleteAsked(Message):
        """The user wants to delete a profile."""

        profile: Profile

    def __init__(self) -> None:
        super().__init__(id="profiles", compact=True)
        self._profiles: list[Profile] = []
        self._current = ""
        self._current_profile: Profile | None = None
        self._more = 0
        self._drawn_width = 0

    def fill(self, profiles: Iterable[Profile], current: Profile, *, more: int = 0) -> None:
        """Shows these profiles; the cursor moves to the current one if that has changed.

        `more` is the number of those that aren't listed.
        """
        palette = colors(self.app)
        kept = self.highlighted if current.name == self._current else None
        self._current = current.name
        self._profiles = list(profiles)
        self.clear_options()
        self._more = more
        rows = self._rows(current, palette)
        if more:
            rows.append(Option(Text(f"  … {more:,} more: profile: use", palette.dim), disabled=True))
        self.add_options(rows)
        names = [profile.name for profile in self._profiles]
        self.highlighted = kept if kept is not None and kept < len(names) else names.index(current.name)
        self._current_profile = current

    def on_resize(self, event: events.Resize) -> None:
        """Fits the names to the new width."""
        if self._current_profile is not None and event.size.width != self._drawn_width:
            self.fill(self._profiles, self._current_profile, more=self._more)

    def _rows(self, current: Profile, palette: Colors) -> list[Option]:
        """A row for each profile; a long name is cut off, so that every environment is in sight, in one column."""
        self._drawn_width = self.size.width
        longest = max((cell_len(visible(each.name)) for each in self._profiles), default=0)
        room = (self._drawn_width or _FIRST_WIDTH) - _BESIDE_NAME
        width = max(min(longest, room), 1)
        rows = []
        for profile in self._profiles:
            is_current = profile.name == current.name
            word, style = environment_word(profile, palette)
            name = Text(visible(profile.name), palette.strong if is_current else palette.plain)
            name.truncate(width, overflow="ellipsis", pad=True)
            text = Text(no_wrap=True, overflow="ellipsis")
            text.append("● " if is_current else "  ", palette.error if word == "PROD" else palette.good)
            text.append_text(name).append(f"  {word}", style)
            rows.append(Option(text))
        return rows

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """One row for each profile: Textual lays out the text of each, which takes long for hundreds."""
        return self.option_count

    def _under_cursor(self) -> Profile | None:
        index = self.highlighted
        return self._profiles[index] if index is not None and index < len(self._profiles) else None

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Passes the choice on as a profile."""
        event.stop()
        profile = self._profiles[event.option_index]
        self.post_message(self.Chosen(profile))
        if profile.name == self._current:
            self.notify(f"{visible(profile.name)} is already in use.", timeout=3, markup=False)

    def action_add(self) -> None:
        """Asks for a new profile."""
        self.post_message(self.EditAsked(None))

    def action_edit(self) -> None:
        """Asks to edit the profile under the cursor."""
        if profile := self._under_cursor():
            self.post_message(self.EditAsked(profile))

    def action_delete(self) -> None:
        """Asks to delete the profile under the cursor."""
        if profile := self._under_cursor():
            self.post_message(self.DeleteAsked(profile))
