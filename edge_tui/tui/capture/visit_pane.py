"""The visit as a whole: what its checks found, and what is known about it."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding
from textual.message import Message
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from edge_tui.model.text import visible
from edge_tui.model.visit import VisitFinding
from edge_tui.tui.capture.feed import Fact
from edge_tui.tui.capture.visit_rows import sign_of
from edge_tui.tui.textual_frames import fit_scrollbars, scrolled_size
from edge_tui.tui.themes import colors
from edge_tui.tui.widgets.pane import Pane

_MAX_LISTED = 200


class VisitPane(Pane):
    """Lists the findings, and below them facts; its place never changes."""

    HELP = "What the checks of the visit found. Enter goes to the first call that a finding is about."

    @dataclass
    class Chosen(Message):
        """The user wants to see what a finding is about."""

        finding: VisitFinding

    def __init__(self) -> None:
        super().__init__(id="visit")
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
            options.append(Option(Text.assemble((f"{sign} ", style), (visible(finding.message), palette.plain))))
        listed.add_options(options)
        listed.highlighted = min(chosen or 0, len(options) - 1)

    def _write_facts(self) -> None:
        palette = colors(self.app)
        text = Text(overflow="ellipsis")
        for fact in self._facts:
            text.append("   " if text else "")
            text.append(f"{visible(fact.label)}\u00a0".replace(" ", "\u00a0"), palette.dim)
            text.append(visible(fact.words).replace(" ", "\u00a0"), palette.tone(fact.tone))
        self.query_one("#visit-facts", Static).update(text, layout=False)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Asks to see what the finding is about."""
        event.stop()
        if event.option_index < len(self._findings):
            self.post_message(self.Chosen(self._findings[event.option_index]))


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
