"""The explorer's app: themes, screens, global keys and the clipboard."""

import asyncio
import contextlib
import sys
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rich.color import ColorSystem
from rich.console import RenderableType
from textual import events
from textual.app import SystemCommand
from textual.binding import Binding
from textual.dom import DOMNode
from textual.filter import LineFilter
from textual.notifications import SeverityLevel
from textual.screen import ModalScreen, Screen
from textual.scrollbar import ScrollBar
from textual.theme import Theme

import edge_tui.tui.textual_focus
import edge_tui.tui.textual_messages
import edge_tui.tui.textual_screens  # noqa: F401 (changes what Textual does)
from edge_tui.model.profile import Profile
from edge_tui.model.text import visible, visible_lines
from edge_tui.model.unforeseen import Net
from edge_tui.runtime.first_turn import first_turn_loop
from edge_tui.tui.clipboard import copy
from edge_tui.tui.dialogs.closing import close
from edge_tui.tui.idle_function_keys import says_idle_function_keys
from edge_tui.tui.keys import KeymapClashes, keymap_or_problem, unknown_ids
from edge_tui.tui.signals import end_despite_threads, ending_by_signal
from edge_tui.tui.terminal_themes import OWN_DARK, OWN_LIGHT, theme_in
from edge_tui.tui.terminals import check_log_file, traits_of, write_utf8
from edge_tui.tui.textual_internals import GuardedApp, stop_reading_keys
from edge_tui.tui.textual_output import check_driver, line_filters
from edge_tui.tui.textual_styles import LastingStylesheet
from edge_tui.tui.themes import DARK, REVERSED_CURSOR, KeptVariables, variables_for
from edge_tui.tui.widgets.pane import ThinScrollBar
from edge_tui.workspace import Workspace

if TYPE_CHECKING:
    from textual.theme import Theme

    from edge_tui.workspace.site_recording import SiteOptions

_TWICE_SECONDS = 2.0
# `ExitStatus.INTERRUPTED` of the command line.
_INTERRUPTED = 130


@says_idle_function_keys
class EdgeTui(GuardedApp):
    """The explorer."""

    TITLE = "edge-tui"
    CSS_PATH = "app.tcss"
    # The workbench is the bottom screen, so no empty default screen is drawn before it.
    DEFAULT_MODE = "workbench"
    ENABLE_COMMAND_PALETTE = True
    COMMAND_PALETTE_BINDING = "ctrl+p"
    BINDINGS = [
        Binding(
            "ctrl+p,f2",
            "command_palette",
            "Commands",
            show=False,
            priority=True,
            id="palette",
            key_display="^p",
            tooltip="Open the command palette",
        ),
        Binding("f1", "help", "Help", priority=True, id="help", tooltip="Explain the focused pane and list its keys"),
        Binding("ctrl+q", "quit", "Quit", priority=True, id="quit", tooltip="Quit (your draft is saved)"),
        Binding("ctrl+c", "quit_if_twice", "Quit", show=False, system=True),
    ]

    def __init__(self, workspace: Workspace, profile: Profile) -> None:
        self.terminal_traits = traits_of(workspace.environ)
        self._variables = KeptVariables()
        super().__init__()
        ScrollBar.renderer = ThinScrollBar
        self.workspace = workspace
        self.writes_whole_frames = bool(workspace.environ.get("EDGE_TUI_WHOLE_FRAMES"))
        self.set_class(self.terminal_traits.colors is ColorSystem.STANDARD, "-few-colors")
        self._profile = profile
        self.keymap: Mapping[str, str] = {}
        self._keymap_problem = ""
        self._keymap_clashes = KeymapClashes()
        self._interrupted_at = -_TWICE_SECONDS
        self._net = Net(workspace.note_crash)
        self._survived: set[str] = set()
        self._leaving: asyncio.Future[None] | None = None
        for theme in (DARK, OWN_DARK, OWN_LIGHT):
            self.register_theme(theme)
        chosen = workspace.choices.get("theme")
        self.theme = chosen if chosen in self.available_themes else DARK.name
        self.stylesheet = LastingStylesheet(variables=self.get_css_variables())
        self.add_mode(self.DEFAULT_MODE, self._workbench)

    def _workbench(self) -> Screen[None]:
        from edge_tui.tui.workbench.screen import Workbench

        return Workbench(self.workspace, self._profile)

    @property
    def current_theme(self) -> "Theme":
        """The theme that was chosen, in the colors that the terminal has."""
        return theme_in(super().current_theme, self.terminal_traits.colors)

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Colors that only edge-tui uses, for themes that don't define them."""
        return variables_for(self.current_theme)

    def get_css_variables(self) -> dict[str, str]:
        """A theme's colors, muted where our text would be unreadable on them."""
        without_color = REVERSED_CURSOR if self.no_color else {}
        return self._variables.of(self.current_theme, super().get_css_variables, without_color)

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Textual's, for the theme, and for the terminal where Textual writes to it itself."""
        is_own, is_whole = self.native_ansi_color, not (self._cells or self.is_headless)
        return line_filters(super().get_line_filters(), self.terminal_traits, is_own=is_own, is_whole=is_whole)

    def on_load(self) -> None:
        """Applies the user's keymap: the first frame shows its keys."""
        self.keymap, self._keymap_problem = keymap_or_problem(self.workspace.keymap)
        self.set_keymap(self.keymap)

    def on_mount(self) -> None:
        """Reports an invalid keymap, and begins to free large responses gradually."""
        self.call_after_first_paint(_start_freeing)
        if self._keymap_problem:
            self.notify(self._keymap_problem, severity="error", markup=False)
        self.call_after_first_paint(lambda: self.run_worker(_name_unknown_ids(self)))

    def action_change_theme(self) -> None:
        """Offers the themes, and remembers the chosen one."""
        from edge_tui.tui.dialogs.theme_menu import choose_theme

        choose_theme(self, lambda name: self.workspace.choices.put("theme", name))

    async def on_event(self, event: events.Event) -> None:
        """Treats alt plus a letter as a key, not as text: most terminals send it as escape and the letter.

        ctrl+l redraws the screen, as in every program of a terminal, besides what it does in the focused pane.
        """
        if isinstance(event, events.Key) and event.key.startswith("alt+"):
            event.character = None
        if isinstance(event, events.Key) and event.key == "ctrl+l":
            self.redraw()
        await super().on_event(event)

    def on_paste(self, event: events.Paste) -> None:
        """Opens the sheet for a text pasted where no text field has the focus; a dialog takes no other texts."""
        from edge_tui.tui.workbench.screen import Workbench

        if isinstance(self.screen, ModalScreen):
            return
        workbench = next((screen for screen in self.screen_stack if isinstance(screen, Workbench)), None)
        if workbench is not None:
            workbench.paste(event.text)

    def note_keys_of(self, nodes: Sequence[DOMNode]) -> None:
        """Warns which actions of these widgets, the innermost first, have lost a key to the user's keymap."""
        for sentence in self._keymap_clashes.new_ones(nodes):
            self.notify(sentence, severity="warning")

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """The palette's commands, named `area: action`."""
        from edge_tui.tui.palette.commands import commands_everywhere, workbench_commands
        from edge_tui.tui.workbench.screen import Workbench

        if isinstance(screen, Workbench):
            yield from workbench_commands(screen)
        yield from commands_everywhere(self, screen, self.action_help, self.redraw)

    def action_command_palette(self) -> None:
        """Opens the command palette, returns to it when another screen covers it, or closes it."""
        from edge_tui.tui.palette.screen import Palette

        if not self._return_to(Palette):
            self.push_screen(Palette())

    def action_help(self) -> None:
        """Opens help for the focused widget, with its keys; closes help that is open."""
        from edge_tui.tui.dialogs.help import Help, rows_of
        from edge_tui.tui.widgets.key_footer import rank_by_use

        if self._return_to(Help):
            return
        bindings = [active.binding for active in self.screen.active_bindings.values() if active.enabled]
        self.push_screen(Help(self.focused, rows_of(bindings, self.get_key_display, rank_by_use)))

    def _return_to(self, kind: type[Screen[Any]]) -> bool:
        """Closes the screens above the nearest one of this kind, or that one if it is in front; False if none is open.

        Only the palette and the help ever cover one another.
        """
        if isinstance(self.screen, kind):
            close(self.screen)
            return True
        if not any(isinstance(screen, kind) for screen in self.screen_stack):
            return False
        while not isinstance(self.screen, kind):
            self.pop_screen()
        return True

    def exit(self, result: None = None, return_code: int = 0, message: RenderableType | None = None) -> None:
        """Saves the draft, then exits."""
        self.keep_draft()
        super().exit(result, return_code, message)

    def keep_draft(self) -> None:
        """Saves the draft; one that cannot be read must not prevent the exit."""
        from edge_tui.tui.workbench.screen import Workbench

        with self._net.noticing("Saving the draft", []):
            for screen in self.screen_stack:
                if isinstance(screen, Workbench):
                    screen.save_draft_now()

    def note_crash(self, error: BaseException, during: str) -> str:
        """Saves an exception for a bug report; returns the sentences to show."""
        return self._net.caught(error, during)

    def show_crash(self, error: BaseException, sentences: str) -> None:
        """Shows each failure once: a timer would repeat it with every tick."""
        if sentences not in self._survived:
            self._survived.add(sentences)
            self.notify(sentences, severity="error", timeout=15)

    def prepare_to_crash(self) -> None:
        """Saves the draft."""
        self.keep_draft()

    def leave_by_signal(self, status: int) -> None:
        """Exits once every key already typed has reached the draft."""
        if self._leaving is None:
            self._leaving = asyncio.ensure_future(self._leave(status))

    async def _leave(self, status: int) -> None:
        await stop_reading_keys(self)
        # After the keys in the app's queue, those that wait, and those in the focused widget's queue.
        await self.ordered_input.all_handled()
        self.call_later(lambda: (self.focused or self.screen).call_later(self.exit, None, status))

    async def action_quit(self) -> None:
        """Quits; asks first where that ends a recording, once."""
        _quit(self)

    def action_quit_if_twice(self) -> None:
        """Quits on the second ctrl+c within two seconds; the first only says so."""
        now = time.monotonic()
        if now - self._interrupted_at < _TWICE_SECONDS:
            self.exit()
        self._interrupted_at = now
        self.notify("Press ctrl+c again to quit, or ctrl+q.", timeout=_TWICE_SECONDS)

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: SeverityLevel = "information",
        timeout: float | None = None,
        markup: bool = False,
    ) -> None:
        """Shows a toast. It may quote values from outside: nothing in it is markup, and secrets are masked."""
        from edge_tui.model.credential_text import without_secrets

        shown = visible_lines(without_secrets(message))
        super().notify(shown, title=visible(title), severity=severity, timeout=timeout, markup=False)

    def copy_to_clipboard(self, text: str) -> None:
        """Copies through the terminal, and in a thread to the machine's clipboard."""
        super().copy_to_clipboard(text)
        self.run_worker(lambda: copy(text), thread=True, group="copy")

    async def on_unmount(self) -> None:
        """Closes the connections."""
        with self._net.noticing("Closing the connections", []):
            await self.workspace.close()

    async def run_in_terminal(self) -> int:
        """Runs until a key or a signal ends it; returns the exit status."""
        asyncio.get_running_loop().set_exception_handler(_noting_strays(self))
        self.call_after_first_paint(_start_collecting)
        terminal = sys.__stdin__.fileno() if sys.__stdin__ else 0
        with ending_by_signal(self.leave_by_signal, self._leave_by_force, lambda: self.is_suspended, terminal):
            await self.run_async()
        return self.return_code or 0

    def _leave_by_force(self) -> None:
        self.keep_draft()
        self.give_terminal_back()


def run(workspace: Workspace, profile_name: str | None = None, site: "SiteOptions | None" = None) -> int:
    """Opens the explorer, and records `site` in it; its exit status. Raises `SetupError` for an unknown profile."""
    check_driver()
    check_log_file(workspace.environ)
    write_utf8()
    app = EdgeTui(workspace, workspace.accounts.starting_profile(profile_name))
    if site is not None:
        app.call_after_first_paint(lambda: _record_site(app, site))
    status: int | None = None
    # ctrl+c may come while threads of the explorer end, which are waited for.
    is_interrupted = True
    with contextlib.suppress(KeyboardInterrupt):
        with asyncio.Runner(loop_factory=first_turn_loop) as runner:
            status = runner.run(app.run_in_terminal())
        is_interrupted = False
    is_written = _finish_recordings(workspace, is_interrupted=is_interrupted)
    status = status if is_written and status is not None else _INTERRUPTED
    end_despite_threads(status)
    return status


def _noting_strays(app: EdgeTui) -> Callable[[asyncio.AbstractEventLoop, dict[str, Any]], None]:
    """Saves an exception of an unawaited task; asyncio would print it over the screen."""

    def note(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        if isinstance(error := context.get("exception"), Exception):
            app.note_crash(error, "Background work")

    return note


def _record_site(app: EdgeTui, site: "SiteOptions") -> None:
    from edge_tui.tui.workbench.screen import Workbench

    if isinstance(app.screen, Workbench):
        app.screen.record_site(site)


def _finish_recordings(workspace: Workspace, *, is_interrupted: bool) -> bool:
    """Writes what is left of recordings, unless interrupted; whether all is written. The terminal is as before."""
    if "captures" not in vars(workspace):
        return not is_interrupted
    from edge_tui.workspace.unfinished import finish, say_what_is_lost

    def say(words: str) -> None:
        with contextlib.suppress(OSError, ValueError):
            print(words, file=sys.stderr, flush=True)

    if is_interrupted:
        say_what_is_lost(workspace.captures, say)
        return False
    return finish(workspace.captures, say)


async def _name_unknown_ids(app: EdgeTui) -> None:
    for sentence in await asyncio.to_thread(unknown_ids, app.keymap) if app.keymap else ():
        app.notify(sentence, severity="warning", markup=False)


def _start_collecting() -> None:
    from edge_tui.tui.idle_collection import start_collecting

    start_collecting(asyncio.get_running_loop())


def _start_freeing() -> None:
    from edge_tui.tui.incremental_free import start_freeing

    start_freeing()


def _question_before_quitting(app: EdgeTui) -> Callable[[], Awaitable[bool]] | None:
    """Asks whether quitting may end a recording; None without one, and while just that is asked."""
    from edge_tui.tui.workbench.screen import Workbench

    for screen in app.screen_stack:
        if isinstance(screen, Workbench) and screen.controllers.has_captured:
            captures = screen.controllers.captures
            return captures.may_quit if captures.recorded_name and not captures.is_asking_to_quit else None
    return None


def _quit(app: EdgeTui) -> None:
    async def quit_after_asking(may_quit: Callable[[], Awaitable[bool]]) -> None:
        if await may_quit():
            app.exit()

    if (question := _question_before_quitting(app)) is None:
        app.exit()
    else:
        app.run_worker(quit_after_asking(question))
