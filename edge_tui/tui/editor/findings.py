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
from edge_tui.tui.keys import key_of
from edge_tui.tui.textual_layouts import fit_scrollbars, scrolled_size
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

    virtual_size = scrolled_size()

    def __init__(self) -> None:
        super().__init__(id="finding-list", compact=True)

    def watch_virtual_size(self) -> None:
        """Fits the scrollbar."""
        fit_scrollbars(self)

    def action_fix(self) -> None:
        """Asks to fix the finding under the cursor."""
        if self.highlighted is not None:
            self.post_message(Findings.FixAsked(self.highlighted))


class Findings(Pane):
    """The pane below the editor; always there, so that a finding moves nothing else."""

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
        self._found: tuple[Finding, ...] | None = None
        self._shown: tuple[Finding, ...] = ()
        self._written: list[object] = []

    def compose(self) -> ComposeResult:
        """The list."""
        yield FindingList()

    def on_mount(self) -> None:
        """Writes the title."""
        self.title("Problems")
        self._list.can_focus = False

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
        self._list.can_focus = bool(findings)
        self._write(max(len(findings) - _MAX_SHOWN, 0))
        same = (i for i, each in enumerate(self._shown) if current and _same(each, current))
        self._list.highlighted = next(same, None)
        fixes = any(finding.suggestion for finding in findings)
        self.subtitle("ctrl+g go to" * bool(findings) + " · f12 fix" * fixes)

    def _write(self, more: int) -> None:
        """Lists what is shown, unless exactly this is listed."""
        written = [*(_words(each) for each in self._shown), more]
        if written == self._written:
            return
        self._written = written
        palette = colors(self.app)
        rows: list[Option] = [Option(_row(finding, palette)) for finding in self._shown]
        if more or not rows:
            words = f"   and {more:,} more below" if more else self._nothing_to_fix()
            rows.append(Option(Text(words, palette.dim), disabled=True))
        self._list.set_options(rows)

    def _nothing_to_fix(self) -> str:
        send = key_of(self.screen, "send").upper()
        return f"No problems. Press {send} to send." if send else "No problems."

    def apply_theme(self) -> None:
        """Lists them again in the colors of the current theme."""
        if self._found is not None:
            found, self._found, self._written = self._found, None, []
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


def _words(finding: Finding) -> tuple[object, ...]:
    """All that a row says."""
    title = finding.suggestion.title if finding.suggestion else None
    return finding.severity, _place(finding), finding.message, finding.predicts, finding.rule, title


def _place(finding: Finding) -> str:
    return f"{finding.line}:{finding.column}" if finding.rule == SYNTAX else str(finding.line or "")


def _row(finding: Finding, palette: Colors) -> Table:
    """Glyph and line, then the message, the predicted error and the fix."""
    tone = tone_of(finding.severity, palette)
    row = Table.grid(padding=(0, 1, 0, 0))
    row.add_column(width=1)
    row.add_column(justify="right", min_width=3)
    row.add_column(ratio=1)
    if finding.severity is Severity.INFO:
        # A note takes one quiet line.
        note = Text(visible(finding.message), palette.dim, no_wrap=True, overflow="ellipsis")
        row.add_row(Text(GLYPHS[finding.severity], tone), Text(_place(finding), tone), note)
        return row
    sentence = Text(visible(finding.message), palette.plain)
    sentence.append("  ")
    if finding.rule == SYNTAX:
        # The gateway never sees a text that isn't JSON, so its code would say nothing.
        sentence.append("nothing is sent until it's fixed", palette.dim)
    elif finding.predicts:
        sentence.append(f"EXEG-{finding.predicts}", palette.error + Style(bold=True))
    elif finding.rule == "placeholder":
        sentence.append("unresolved placeholders are never sent", palette.dim)
    else:
        sentence.append("not checked by Edge", palette.dim)
    if finding.suggestion:
        sentence.append(f"  f12 {visible(finding.suggestion.title)}", palette.placeholder)
    row.add_row(Text(GLYPHS[finding.severity], tone), Text(_place(finding), tone), sentence)
    return row


def tone_of(severity: Severity, palette: Colors) -> Style:
    """The color of a severity; never the only sign, there is also a glyph."""
    return {Severity.ERROR: palette.error, Severity.WARNING: palette.warning, Severity.INFO: palette.dim}[severity]
