"""A workbench without its screen: state and controllers as they are, and plain objects in place of widgets."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from edge_tui.model.exchange import Exchange
from edge_tui.model.headers import HeaderError, Headers, read_headers
from edge_tui.model.json.document import ParseError, parse, parse_error_at
from edge_tui.model.node import Node
from edge_tui.model.profile import EMULATOR_PROFILE, Profile
from edge_tui.model.template import TemplateEntry
from edge_tui.outline.ladder import Ladder
from edge_tui.tui.profiles.form import FilledProfile
from edge_tui.tui.response.node_actions import Step
from edge_tui.tui.workbench.controllers import Controllers
from edge_tui.tui.workbench.once_only_warnings import OnceOnlyWarnings
from edge_tui.tui.workbench.state import WorkbenchState
from edge_tui.workspace import Workspace
from tests.tui.scripted_dialogs import ScriptedDialogs
from tests.tui.stage import frozen_workspace


@dataclass
class PlainEditor:
    """The event as text and headers, with a cursor."""

    text: str = ""
    header_lines: str = ""
    name_of_draft: str = ""
    is_modified: bool = False
    is_looked_through: bool = True
    tab: str = "draft-event"
    cursor: int = 0
    undo: list[str] = field(default_factory=list)
    refreshed: int = 0

    @property
    def headers(self) -> Headers:
        """The headers that can be sent."""
        return read_headers(self.header_lines)[0]

    @property
    def headers_error(self) -> HeaderError | None:
        """The first line that cannot be sent."""
        return next(iter(read_headers(self.header_lines)[1]), None)

    @property
    def parse_error(self) -> ParseError | None:
        """Where the text stops being an event."""
        document = parse(self.text)
        if isinstance(document, ParseError):
            return document
        return None if isinstance(document, dict) else parse_error_at(self.text, 0, "an event is an object")

    def differs_from(self, text: str) -> bool:
        """Whether the event isn't this text."""
        return self.text != text

    def load(self, text: str, headers: Headers = (), *, is_first: bool = False) -> None:
        """Replaces the draft and its undo history."""
        self.text, self.header_lines = text, "\n".join(f"{name}: {value}" for name, value in headers)
        self.undo.clear()

    def rewrite(self, text: str) -> None:
        """Replaces the text; `undo` holds what it was."""
        self.undo.append(self.text)
        self.text = text

    def paste_text(self, text: str) -> None:
        """Replaces everything, as if everything was selected."""
        self.rewrite(text)

    def check(self) -> ParseError | None:
        """Where the text stops being an event."""
        return self.parse_error

    def refresh_values(self) -> None:
        """Counts."""
        self.refreshed += 1

    def show_tab(self, tab: str) -> None:
        """Notes the tab."""
        self.tab = tab

    def go_to_parse_error(self) -> None:
        """Moves the cursor."""
        assert self.parse_error is not None
        self.cursor = self.parse_error.offset

    def go_to_pointer(self, pointer: str) -> bool:
        """Moves nowhere: no controller that is tested here asks for it."""
        raise AssertionError(pointer)

    def go_to_offset(self, offset: int) -> None:
        """Moves the cursor."""
        self.cursor = offset


@dataclass
class PlainPanes:
    """Which pane has the focus."""

    is_narrow: bool = False
    pane: str = "sidebar"
    ladders: list[Ladder] = field(default_factory=list)

    def focus_pane(self, pane: str) -> None:
        """Notes the pane."""
        self.pane = pane

    def bring_to_front(self, pane: str) -> None:
        """Notes the pane."""
        self.pane = pane

    def show_ladder(self, ladder: Ladder) -> None:
        """Records the ladder that is shown."""
        self.ladders.append(ladder)


@dataclass
class PlainTemplateList:
    """The templates that are listed, and the marked one."""

    listed: tuple[TemplateEntry, ...] = ()
    marked: str | None = None

    def fill(self, templates: tuple[TemplateEntry, ...]) -> None:
        """Lists templates."""
        self.listed = templates

    def mark(self, name: str | None) -> None:
        """Marks one."""
        self.marked = name


@dataclass
class PlainProfileList:
    """The names of the profiles that are listed, and of the one in use."""

    listed: tuple[str, ...] = ()
    current: str = ""

    def fill(self, profiles: tuple[Profile, ...], current: Profile, *, more: int = 0) -> None:
        """Lists profiles."""
        self.listed, self.current = tuple(each.name for each in profiles), current.name


class Bench:
    """A workbench without its screen. `warned` holds a toast for each time that `flush_warnings` had any."""

    def __init__(self, workspace: Workspace, *answers: object, profile: Profile = EMULATOR_PROFILE) -> None:
        self.workspace = workspace
        self.state = WorkbenchState(workspace, profile)
        self.editor = PlainEditor()
        self.panes = PlainPanes()
        self.dialogs = ScriptedDialogs(*answers)
        self.templates, self.profiles = PlainTemplateList(), PlainProfileList()
        self.warned: list[str] = []
        self._flushes: list[Callable[[], None]] = []
        self.warnings = OnceOnlyWarnings(self._flushes.append, lambda words, _sentences: self.warned.append(words))
        self.node: Node | None = None
        self.copied: list[tuple[str, str]] = []
        self.beside: list[str] = []
        self.secrets: list[FilledProfile] = []
        self.controllers = Controllers(
            self.state, self.editor, self.dialogs, self.panes, lists=self, warnings=self.warnings, host=self
        )

    def save_draft(self) -> None:
        """Saves the draft at once."""
        self.controllers.drafts.save(self.controllers.drafts.current)

    def keep_secrets(self, filled: FilledProfile) -> None:
        """Records the secrets of a form."""
        self.secrets.append(filled)

    def key_of_step(self, step: Step) -> str:
        """The id of the binding in place of a key."""
        return step.binding

    def copy(self, node: Node, part: str) -> None:
        """Records what is copied."""
        self.copied.append((node.label, part))

    def show_json(self) -> None:
        """Records that JSON is shown."""
        self.copied.append(("", "json"))

    def copy_text(self, text: str) -> None:
        """Records what is copied."""
        self.copied.append((text, "text"))

    def come_to_front(self) -> None:
        """Nothing covers a workbench without a screen."""

    def run_beside(self, work: Coroutine[Any, Any, None], name: str) -> None:
        """Notes what would be run."""
        work.close()
        self.beside.append(name)

    def flush_warnings(self) -> None:
        """Lets the moment pass in which warnings come together."""
        while self._flushes:
            self._flushes.pop()()

    @property
    def toasts(self) -> str:
        """Every toast so far, in one text."""
        return "\n".join(self.dialogs.toasts)

    async def send(self, text: str | None = None) -> Exchange:
        """Sends the event in the editor, or another one; the exchange."""
        if text is not None:
            self.editor.text = text
        await self.controllers.sender.send_draft()
        assert self.state.exchange.value is not None
        return self.state.exchange.value


def open_bench(home: Path, *answers: object, profile: Profile = EMULATOR_PROFILE, **environ: str) -> Bench:
    """A workbench on the first draft, in a home."""
    bench = Bench(frozen_workspace(home, **environ), *answers, profile=profile)
    bench.controllers.templates.show()
    bench.controllers.profiles.show()
    bench.controllers.drafts.open_first()
    return bench
