"""A list of themes; the explorer wears the one under the cursor until another one is chosen."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from rich.text import Text
from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.theme import Theme
from textual.timer import Timer
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from edge_tui.model.errors import StorageError
from edge_tui.tui.dialogs.closing import close
from edge_tui.tui.dialogs.key_line import DialogBox
from edge_tui.tui.dialogs.menu import Menu
from edge_tui.tui.themes import colors, follow_theme

# A held key doesn't wait for the colors of each theme that it passes.
_PREVIEW_SECONDS = 0.08


class ThemeMenu(Menu[str | None]):
    """Returns the name of the chosen theme; without one, the theme is again the one of before."""

    CSS_PATH = "theme_menu.tcss"
    BINDINGS = [
        Binding("escape", "give_up", "Cancel"),
        Binding("j", "move('down')", "Down", show=False),
        Binding("k", "move('up')", "Up", show=False),
    ]

    def __init__(self, themes: Iterable[Theme], current: str) -> None:
        super().__init__()
        self._groups = list(groups_of(themes))
        self._current = current
        self._waiting: Timer | None = None

    def compose(self) -> ComposeResult:
        """The list."""
        with DialogBox(id="theme-box") as box:
            box.border_title = "Theme"
            box.name_keys("enter OK · esc cancel")
            yield OptionList(compact=True)

    def on_mount(self) -> None:
        """Lists the themes, the cursor on the current one."""
        self._list()
        listed = self.query_one(OptionList)
        listed.highlighted = listed.get_option_index(self._current)
        follow_theme(self, self._recolor)

    def _list(self) -> None:
        palette, options = colors(self.app), list[Option]()
        for heading, names in self._groups:
            options.append(Option(Text(heading, palette.name), disabled=True))
            for name in names:
                mark = ("● ", palette.good) if name == self._current else ("  ", palette.plain)
                options.append(Option(Text.assemble(mark, (name, palette.plain)), id=name))
        self.query_one(OptionList).set_options(options)

    def _recolor(self) -> None:
        if self not in self.app.screen_stack:
            # The preview was taken back as it was left.
            return
        listed = self.query_one(OptionList)
        highlighted, offset = listed.highlighted, listed.scroll_offset
        with self.prevent(OptionList.OptionHighlighted):
            self._list()
            listed.highlighted = highlighted
        listed.scroll_to(y=offset.y, animate=False, immediate=True)

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Shows everything in the theme, once the cursor rests on it."""
        event.stop()
        self._forget()
        if name := event.option_id:
            self._waiting = self.set_timer(_PREVIEW_SECONDS, lambda: self._wear(name))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Returns the choice."""
        event.stop()
        self._leave(event.option_id)

    def action_move(self, way: str) -> None:
        """Moves in the list."""
        getattr(self.query_one(OptionList), f"action_cursor_{way}")()

    def action_give_up(self) -> None:
        """Takes the preview back."""
        self._leave(None)

    def _leave(self, chosen: str | None) -> None:
        self._forget()
        self._wear(chosen or self._current)
        close(self, chosen)

    def _wear(self, name: str) -> None:
        if self.app.theme != name:
            self.app.theme = name

    def _forget(self) -> None:
        if self._waiting is not None:
            self._waiting.stop()


def choose_theme(app: App[Any], remember: Callable[[str], object]) -> None:
    """Opens the menu; `remember` keeps the choice, and raises `StorageError` where it can't be written."""

    def keep(chosen: str | None) -> None:
        try:
            if chosen is not None:
                remember(chosen)
        except StorageError as error:
            app.notify(f"The theme couldn't be saved and lasts until you quit: {error}", severity="warning")

    app.push_screen(ThemeMenu(app.available_themes.values(), app.theme), keep)


def groups_of(themes: Iterable[Theme]) -> Iterator[tuple[str, list[str]]]:
    """The names of themes under what they are."""
    themes = list(themes)
    for heading, members in (
        ("Dark", [each for each in themes if each.dark and not each.ansi]),
        ("Light", [each for each in themes if not each.dark and not each.ansi]),
        ("The terminal's own colors", [each for each in themes if each.ansi]),
    ):
        if members:
            yield heading, sorted(each.name for each in members)
