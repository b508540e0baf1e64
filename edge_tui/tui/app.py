"""The app: themes, screens, and what every screen may ask for."""

import gc
import time
from collections.abc import Iterable, Mapping

from rich.console import RenderableType
from textual import events
from textual.app import App, SystemCommand
from textual.binding import Binding
from textual.dom import DOMNode
from textual.notifications import SeverityLevel
from textual.screen import Screen
from textual.theme import Theme

from edge_tui.model.document import compact
from edge_tui.model.errors import SetupError, StorageError
from edge_tui.model.node import ABSENT, Node
from edge_tui.model.profile import Profile
from edge_tui.model.text import visible, visible_lines
from edge_tui.tui.clipboard import copy
from edge_tui.tui.palette import commands
from edge_tui.tui.themes import DARK, quietened, variables_for
from edge_tui.workspace import Workspace

_TWICE_SECONDS = 2.0


class EdgeTui(App[None]):
    """The explorer."""

    TITLE = "edge-tui"
    CSS_PATH = "app.tcss"
    # The workbench is the first screen and the one below all others: no empty one is drawn before it.
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
            tooltip="Everything that can be done here, by a few letters of its name",
        ),
        Binding(
            "f1", "help", "Help", priority=True, id="help", tooltip="Explain what has the focus, with every key it has"
        ),
        Binding("question_mark", "help", "Help", show=False),
        Binding("ctrl+q", "quit", "Quit", priority=True, id="quit", tooltip="Leave; the draft is kept"),
        Binding("ctrl+c", "quit_if_twice", "Quit", show=False, system=True),
    ]

    def __init__(self, workspace: Workspace, profile: Profile) -> None:
        super().__init__()
        self.workspace = workspace
        self._profile = profile
        self.keymap: Mapping[str, str] = {}
        self._interrupted_at = -_TWICE_SECONDS
        self.register_theme(DARK)
        chosen = workspace.choices.get("theme")
        self.theme = chosen if chosen in self.available_themes else DARK.name
        self.add_mode(self.DEFAULT_MODE, self._workbench)

    def _workbench(self) -> Screen[None]:
        from edge_tui.tui.screens.workbench import Workbench

        return Workbench(self.workspace, self._profile)

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """The colours of our own in a theme that has none of them."""
        return variables_for(self.current_theme)

    def get_css_variables(self) -> dict[str, str]:
        """A theme's colours, quietened where our texts could not be read on them."""
        return {**super().get_css_variables(), **quietened(self.current_theme)}

    def on_mount(self) -> None:
        """Takes the keys that the user wants, and remembers another theme."""
        self.theme_changed_signal.subscribe(self, self._remember_theme)
        try:
            self.keymap = self.workspace.keymap()
            self.set_keymap(self.keymap)
        except SetupError as error:
            self.notify(str(error), severity="error", markup=False)

    def _remember_theme(self, theme: Theme) -> None:
        try:
            self.workspace.choices.put("theme", theme.name)
        except StorageError as error:
            self.notify(f"The theme holds until edge-tui ends: {error}", severity="warning")

    async def on_event(self, event: events.Event) -> None:
        """A letter with alt is a key and no text, though most terminals send it as an escape and the letter."""
        if isinstance(event, events.Key) and event.key.startswith("alt+"):
            event.character = None
        await super().on_event(event)

    def handle_bindings_clash(self, clashed_bindings: set[Binding], node: DOMNode) -> None:
        """Says which actions lost their key to one that the user gave another action."""
        for binding in clashed_bindings:
            self.notify(f"The keymap takes {binding.key} from {binding.description}.", severity="warning", markup=False)

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """What can be done here, under `area: action` names."""
        yield from commands(self, screen)

    def action_help(self) -> None:
        """Explains what has the focus and lists its keys."""
        from edge_tui.tui.screens.help import Help

        if isinstance(self.screen, Help):
            self.pop_screen()
            return
        keys: dict[tuple[str, str], list[str]] = {}
        for active in self.screen.active_bindings.values():
            binding = active.binding
            if binding.description and not binding.system and active.enabled:
                shown = self.get_key_display(binding) if "," not in binding.key else binding.key
                keys.setdefault((binding.description, binding.tooltip), []).append(shown)
        rows = [(" ".join(dict.fromkeys(names)), *words) for words, names in keys.items()]
        rows.sort(key=lambda row: not row[2])
        self.push_screen(Help(self.focused, rows))

    def exit(self, result: None = None, return_code: int = 0, message: RenderableType | None = None) -> None:
        """Leaves; the draft is kept as it stands."""
        from edge_tui.tui.screens.workbench import Workbench

        for screen in self.screen_stack:
            if isinstance(screen, Workbench):
                screen.keep_draft_now()
        super().exit(result, return_code, message)

    def action_quit_if_twice(self) -> None:
        """Quits when ctrl+c comes twice; the first time it only says so."""
        now = time.monotonic()
        if now - self._interrupted_at < _TWICE_SECONDS:
            self.exit()
        self._interrupted_at = now
        self.notify("ctrl+c again quits; so does ctrl+q.", timeout=_TWICE_SECONDS)

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: SeverityLevel = "information",
        timeout: float | None = None,
        markup: bool = False,
    ) -> None:
        """Shows a toast. Names, values and messages from outside may stand in it: nothing in it is markup."""
        super().notify(visible_lines(message), title=visible(title), severity=severity, timeout=timeout, markup=False)

    def copy_to_clipboard(self, text: str) -> None:
        """Copies by the terminal, and by the machine's own clipboard where there is one."""
        super().copy_to_clipboard(text)
        self.run_worker(lambda: copy(text), thread=True, group="copy", exit_on_error=False)

    def copy_node(self, node: Node, part: str) -> None:
        """Copies a node's value or its JSON pointer, and says so."""
        if part == "path":
            text = node.pointer or ""
        elif node.content is ABSENT:
            text = node.value or node.label
        else:
            text = node.content if isinstance(node.content, str) else compact(node.content)
        if not text:
            self.notify("There is nothing to copy here.", severity="warning")
            return
        self.copy_to_clipboard(text)
        shown = text if len(text) <= 60 else text[:59] + "…"
        self.notify(f"Copied {shown}", markup=False, timeout=2)

    async def on_unmount(self) -> None:
        """Closes the connections."""
        await self.workspace.close()


def run(workspace: Workspace, profile_name: str | None = None) -> int:
    """Opens the explorer and returns an exit status. Raises `SetupError` for a profile there is none of."""
    app = EdgeTui(workspace, workspace.starting_profile(profile_name))
    app.call_later(app.call_after_refresh, _settle)
    app.run()
    return app.return_code or 0


def _settle() -> None:
    """What was made at the start stays for good: from now on only what comes later is looked through for garbage."""
    gc.freeze()
    gc.enable()
