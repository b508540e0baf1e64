"""The list of findings: place, message, predicted gateway error and fix."""

from dataclasses import dataclass

from rich.style import Style
from rich.table import Table
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from edge_tui.lint import SYNTAX
from edge_tui.model.finding import Finding, Severity
from edge_tui.model.text import visible
from edge_tui.tui.themes import Colors, colors
from edge_tui.tui.widgets.pane import Pane

# Laying out more rows is noticeably slow.
_MAX_SHOWN = 50
GLYPHS = {Severity.ERROR: "✖", Severity.WARNING: "▲", Severity.INFO: "·"}


class FindingList(OptionList):
    """The findings; enter and a click move the editor's cursor there."""

    BINDINGS = [
        Binding("j", "cursor_down", "Down", show=False),
        Binding("k", "cursor_up", "Up", show=False),
        Binding("enter", "select", "Go to", tooltip="Go to the problem in the event", id="findings.go"),
        Binding("f", "fix", "Fix", tooltip="Apply the suggested fix (ctrl+z undoes)", id="findings.fix"),
    ]
    HELP = (
        'Problems in this event. A code such as EXEG-0104 is the error that Edge would return. "not checked by Edge" '
        "means that Edge returns 200, but the dataset's schema may reject the event later."
    )

    def __init__(self) -> None:
        super().__init__(id="finding-list", compact=True)

    def action_fix(self) -> None:
        """Asks to fix the finding under the cursor."""
        if self.highlighted is not None:
            self.post_message(Findings.FixAsked(self.highlighted))


class Findings(Pane):
    """The pane below the editor; hidden while there are no findings."""

    @dataclass
    class Chosen(Message):
        """The user chose a finding."""

        index: int

    @dataclass
    class FixAsked(Message):
        """The user wants to fix a finding."""

        index: int

    def __init__(self) -> None:
        super().__init__(id="findings")
        self._found: tuple[Finding, ...] = ()
        self._shown: tuple[Finding, ...] = ()

    def compose(self) -> ComposeResult:
        """The list."""
        yield FindingList()

    def on_mount(self) -> None:
        """Starts hidden."""
        self.title("Problems")
        self.display = False

    @property
    def _list(self) -> FindingList:
        return self.query_one(FindingList)

    def show(self, findings: tuple[Finding, ...]) -> None:
        """Lists these findings; the cursor stays on its finding if that is still listed."""
        if findings == self._found:
            return
        self._found = findings
        before = self._list.highlighted
        current = self._shown[before] if before is not None and before < len(self._shown) else None
        self._shown = findings[:_MAX_SHOWN]
        palette = colors(self.app)
        rows: list[Option] = [Option(_row(finding, palette)) for finding in self._shown]
        if more := len(findings) - _MAX_SHOWN:
            rows += [Option(Text(f"   and {more:,} more below", palette.dim), disabled=True)] if more > 0 else []
        self._list.set_options(rows)
        same = (i for i, each in enumerate(self._shown) if current and _same(each, current))
        self._list.highlighted = next(same, None)
        fixes = any(finding.suggestion for finding in findings)
        self.subtitle("ctrl+g go to" + (" · f12 fix" if fixes else ""))
        self.display = bool(findings)

    def apply_theme(self) -> None:
        """Lists them again in the colors of the current theme."""
        found, self._found = self._found, ()
        self.show(found)

    def highlight(self, index: int) -> None:
        """Moves the list's cursor to a finding."""
        if index < len(self._shown):
            self._list.highlighted = index

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Passes the choice on."""
        event.stop()
        self.post_message(self.Chosen(event.option_index))


def _same(one: Finding, other: Finding) -> bool:
    return (one.rule, one.pointer, one.message) == (other.rule, other.pointer, other.message)


def _row(finding: Finding, palette: Colors) -> Table:
    """Glyph and line, then the message, the predicted error and the fix."""
    tone = tone_of(finding.severity, palette)
    row = Table.grid(padding=(0, 1, 0, 0))
    row.add_column(width=1)
    row.add_column(justify="right", min_width=3)
    row.add_column(ratio=1)
    sentence = Text(visible(finding.message), palette.plain)
    sentence.append("  ")
    if finding.predicts:
        sentence.append(f"EXEG-{finding.predicts}", palette.error + Style(bold=True))
    elif finding.rule == "placeholder":
        sentence.append("unresolved placeholders are never sent", palette.dim)
    elif finding.severity is not Severity.INFO:
        sentence.append("not checked by Edge", palette.dim)
    if finding.suggestion:
        sentence.append(f"  f12 {visible(finding.suggestion.title)}", palette.placeholder)
    place = f"{finding.line}:{finding.column}" if finding.rule == SYNTAX else str(finding.line or "")
    row.add_row(Text(GLYPHS[finding.severity], tone), Text(place, tone), sentence)
    return row


def tone_of(severity: Severity, palette: Colors) -> Style:
    """The color of a severity; never the only sign, there is also a glyph."""
    return {Severity.ERROR: palette.error, Severity.WARNING: palette.warning, Severity.INFO: palette.dim}[severity]
