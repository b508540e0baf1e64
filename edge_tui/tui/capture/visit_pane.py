"""The visit as a whole: what its checks found, and what is known about it."""

from collections.abc import Sequence

from rich.cells import cell_len
from rich.text import Text
from textual.app import ComposeResult
from textual.widgets import Static

from edge_tui.model.node import Tone
from edge_tui.model.text import counted, visible
from edge_tui.model.visit import VisitFinding
from edge_tui.tui.capture.feed import Fact
from edge_tui.tui.capture.finding_list import FindingList
from edge_tui.tui.themes import Colors, colors
from edge_tui.tui.widgets.pane import Pane

NO_FINDINGS = "No findings."
_BETWEEN = "   "
# Of #visit-facts in the stylesheet.
_FACT_ROWS = 3


class VisitPane(Pane):
    """Lists the findings, and below them facts; its place never changes."""

    HELP = (
        "What the checks of the visit found. Enter goes to the first call that a finding is about, and the keys of "
        "calls are about that one."
    )

    def __init__(self) -> None:
        super().__init__(id="visit", number="5")
        self.findings = FindingList()
        self._facts: tuple[Fact, ...] = ()

    def compose(self) -> ComposeResult:
        """The findings and the facts."""
        yield self.findings
        yield Static(id="visit-facts")

    def on_mount(self) -> None:
        """Sets the title."""
        self.title("The visit")

    def show(self, findings: Sequence[VisitFinding], facts: tuple[Fact, ...], *, has_checked: bool = True) -> None:
        """Shows findings, worst first, and facts; nothing is drawn when they are the same as before.

        Without `has_checked` there was nothing that could have been found.
        """
        self.findings.say_of_none(NO_FINDINGS if has_checked else "")
        if findings is not self.findings.rows:
            count = len(findings)
            self.title(f"The visit · {counted(count, 'finding')}" if count else "The visit")
            self.findings.show(findings)
        if facts != self._facts:
            self._facts = facts
            self._write_facts()

    def apply_theme(self) -> None:
        """Writes the facts in the colors of the theme."""
        self._write_facts()

    def on_resize(self) -> None:
        """Lays the facts out for the width."""
        self._write_facts()

    def _write_facts(self) -> None:
        written = self.query_one("#visit-facts", Static)
        written.update(facts_text(self._facts, written.size.width, colors(self.app)), layout=False)


def facts_text(facts: Sequence[Fact], width: int, palette: Colors, rows: int = _FACT_ROWS) -> Text:
    """The facts in so many rows; of those that have no room in them the last leave that say nothing unusual."""
    kept = list(facts)
    while (text := _in_rows(kept, width, palette)).plain.count("\n") >= rows and len(kept) > 1:
        usual = [each for each in kept if each.tone is not Tone.WARNING]
        kept.remove((usual or kept)[-1])
    return text


def _in_rows(facts: Sequence[Fact], width: int, palette: Colors) -> Text:
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
