"""The visit as a whole: what its checks found, and what is known about it."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding
from textual.message import Message
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from edge_tui.model.finding import Severity
from edge_tui.model.text import visible
from edge_tui.model.visit import VisitFinding
from edge_tui.tui.capture.feed import Fact
from edge_tui.tui.capture.visit_rows import sign_of
from edge_tui.tui.textual_frames import fit_scrollbars, scrolled_size
from edge_tui.tui.themes import Colors, colors
from edge_tui.tui.widgets.pane import Pane

_MAX_LISTED = 200
_BETWEEN = "   "


class VisitPane(Pane):
    """Lists the findings, and below them facts; its place never changes."""

    HELP = "What the checks of the visit found. Enter goes to the first call that a finding is about."

    @dataclass
    class Chosen(Message):
        """The user wants to see what a finding is about."""

        finding: VisitFinding

    @dataclass
    class Highlighted(Message):
        """The cursor of the focused list is on a finding."""

        finding: VisitFinding

    def __init__(self) -> None:
        super().__init__(id="visit", number="5")
        self._findings: tuple[VisitFinding, ...] = ()
        self._facts: tuple[Fact, ...] = ()

    def compose(self) -> ComposeResult:
        """The findings and the facts."""
        yield FindingList(id="visit-findings", compact=True)
        yield Static(id="visit-facts")

    def on_mount(self) -> None:
        """Sets the title."""
        self.title("The visit")

    def show(self, findings: Sequence[VisitFinding], facts: Sequence[Fact]) -> None:
        """Shows findings, worst first, and facts; nothing is drawn when they are the same as before."""
        if tuple(findings) != self._findings or not self.query_one(OptionList).option_count:
            self._findings = tuple(findings)
            self._write_findings()
        if tuple(facts) != self._facts:
            self._facts = tuple(facts)
            self._write_facts()

    def apply_theme(self) -> None:
        """Writes everything in the colors of the theme."""
        self._write_findings()
        self._write_facts()

    def _write_findings(self) -> None:
        palette = colors(self.app)
        count = len(self._findings)
        self.title(f"The visit · {count} finding{'' if count == 1 else 's'}" if count else "The visit")
        listed = self.query_one(OptionList)
        chosen = listed.highlighted
        listed.clear_options()
        if not count:
            listed.add_option(Option(Text("No findings.", palette.dim), disabled=True))
            return
        options = []
        for finding in self._findings[:_MAX_LISTED]:
            sign, tone = sign_of(finding.severity)
            style = palette.tone(tone)
            words = palette.strong if finding.severity is Severity.ERROR else palette.plain
            options.append(Option(Text.assemble((f"{sign} ", style), (visible(finding.message), words))))
        listed.add_options(options)
        listed.highlighted = min(chosen or 0, len(options) - 1)

    def on_resize(self) -> None:
        """Lays the facts out for the width."""
        self._write_facts()

    def _write_facts(self) -> None:
        written = self.query_one("#visit-facts", Static)
        written.update(facts_text(self._facts, written.size.width, colors(self.app)), layout=False)

    def report_cursor(self) -> None:
        """Says which finding the cursor is on, if the list has the focus."""
        listed = self.query_one(OptionList)
        if listed.has_focus and listed.highlighted is not None and listed.highlighted < len(self._findings):
            self.post_message(self.Highlighted(self._findings[listed.highlighted]))

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Follows the cursor."""
        event.stop()
        self.report_cursor()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Asks to see what the finding is about."""
        event.stop()
        if event.option_index < len(self._findings):
            self.post_message(self.Chosen(self._findings[event.option_index]))


def facts_text(facts: Sequence[Fact], width: int, palette: Colors) -> Text:
    """The facts one after the other; each that has no room in a row of this width begins the next one."""
    text, row = Text(overflow="ellipsis", no_wrap=True), 0
    for fact in facts:
        label, words = visible(fact.label), visible(fact.words)
        needs = cell_len(label) + 1 + cell_len(words)
        if row:
            is_next = row + len(_BETWEEN) + needs > width
            text.append("\n" if is_next else _BETWEEN)
            row = 0 if is_next else row + len(_BETWEEN)
        text.append(f"{label} ", palette.dim).append(words, palette.tone(fact.tone))
        row += needs
    return text


class FindingList(OptionList):
    """The findings to choose from; one that comes lays nothing out."""

    BINDINGS = [
        Binding("j", "cursor_down", "Down", show=False),
        Binding("k", "cursor_up", "Up", show=False),
        Binding("enter", "select", "Go to", tooltip="Go to the first call that it is about", id="capture.finding"),
    ]

    virtual_size = scrolled_size()

    def watch_virtual_size(self) -> None:
        """Fits the scrollbar."""
        fit_scrollbars(self)
