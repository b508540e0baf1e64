"""The doctor: probes a datastream, and shows each finding with its fix as the responses come."""

from rich.cells import cell_len
from textual import work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.screen import Screen
from textual.widgets import Static

from edge_tui.model.errors import SetupError
from edge_tui.model.profile import Profile
from edge_tui.model.text import short_datastream, visible
from edge_tui.tui.dialogs.closing import close
from edge_tui.tui.profiles.check_lines import check_lines, counts_in_words
from edge_tui.tui.themes import colors, follow_theme
from edge_tui.tui.widgets.key_footer import KeyFooter
from edge_tui.tui.widgets.pane import Chip, Pane
from edge_tui.workspace import Workspace
from edge_tui.workspace.examination import Examination

# The corners of the pane, and the cells beside a subtitle.
_CORNERS = 8


class Doctor(Screen[None]):
    """Sends the probes when it opens. They record no event, and are in history."""

    CSS_PATH = "screen.tcss"
    AUTO_FOCUS = "#checks"
    BINDINGS = [
        Binding("escape,q", "leave", "Back"),
        Binding("f5,ctrl+r", "send", "Send", key_display="f5", tooltip="Send the probes again", id="doctor.send"),
        Binding("y", "copy", "Copy", tooltip="Copy the findings", id="doctor.copy"),
        Binding("j", "scroll(1)", "Down", show=False),
        Binding("k", "scroll(-1)", "Up", show=False),
    ]
    HELP = (
        "What the responses of this datastream show of its configuration: ✓ is seen, – is not seen, ✖ needs "
        "attention, ? can't be seen in any response. The probes fetch identities and decisions as a new visitor, "
        "which records no event."
    )

    def __init__(self, workspace: Workspace, profile: Profile) -> None:
        super().__init__()
        self._workspace = workspace
        self._profile = profile
        self._examination: Examination | None = None
        self._words = ""

    def compose(self) -> ComposeResult:
        """The findings, in a pane."""
        with Pane(id="doctor-pane"), VerticalScroll(id="checks", can_focus=True):
            yield Static(id="check-lines")
        yield KeyFooter()

    def on_mount(self) -> None:
        """Sends the probes."""
        follow_theme(self, self.apply_theme)
        self.action_send()

    @work(exclusive=True, group="doctor")
    async def action_send(self) -> None:
        """Sends the probes, and shows what each response tells."""
        self._examination = None
        self._show("asking …")
        try:
            self._examination = await self._workspace.examiner.examine(self._profile, show=self._show_so_far)
        except SetupError as error:
            self._show(f"{error.what} {error.how}".strip())
        else:
            self._show("")

    def _show_so_far(self, examination: Examination) -> None:
        self._examination = examination
        self._show("asking …")

    def _show(self, words: str) -> None:
        self._words = words
        self._write()

    def _write(self) -> None:
        palette, words = colors(self.app), self._words
        checks = self._examination.checks if self._examination else ()
        troubled, in_words = counts_in_words(checks)
        style = palette.chip_warning if troubled else palette.chip_good
        chip = Chip(in_words, style) if checks and not words else None
        pane = self.query_one("#doctor-pane", Pane)
        pane.title(f"Doctor · {self._profile.name}", chip)
        datastream = self._profile.datastream_id or "without an ID"
        subtitles = [
            f"datastream {each} · {self._profile.host}" for each in (datastream, short_datastream(datastream, 4))
        ]
        pane.subtitle(next((each for each in subtitles if cell_len(each) < self.size.width - _CORNERS), subtitles[-1]))
        shown = self.query_one("#check-lines", Static)
        text = check_lines(checks, palette, shown.size.width)
        shown.update(text.append(visible(words), palette.dim))

    def on_resize(self) -> None:
        """Wraps the findings to the new width."""
        if not any(worker.is_running for worker in self.workers if worker.node is self):
            self.call_after_refresh(self._write)

    def apply_theme(self) -> None:
        """Writes the findings in the colors of the current theme."""
        self._write()

    def action_copy(self) -> None:
        """Copies the findings."""
        if self._examination is not None:
            self.app.copy_to_clipboard(check_lines(self._examination.checks, colors(self.app)).plain)
            self.notify("Copied.", timeout=2)

    def action_scroll(self, step: int) -> None:
        """Scrolls a line."""
        self.query_one("#checks").scroll_relative(y=step, animate=False)

    def action_leave(self) -> None:
        """Goes back."""
        close(self)
