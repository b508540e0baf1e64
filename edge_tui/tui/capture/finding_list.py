"""The findings of a visit as a list."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.text import Text
from textual import events
from textual.binding import Binding
from textual.message import Message
from textual.strip import Strip

from edge_tui.model.finding import Severity
from edge_tui.model.text import visible
from edge_tui.model.visit import VisitFinding
from edge_tui.tui.capture.line_list import LineList
from edge_tui.tui.capture.row_lines import RowLines
from edge_tui.tui.capture.visit_rows import sign_of
from edge_tui.tui.themes import Colors, colors


class FindingList(LineList[VisitFinding]):
    """Lists the findings, worst first; the cursor stays on its finding when others come before it."""

    COMPONENT_CLASSES = {"finding-list--cursor"}
    DEFAULT_CSS = """
    FindingList:focus > .finding-list--cursor { background: $block-cursor-background; }
    FindingList:nocolor:focus > .finding-list--cursor { text-style: reverse; }
    """
    BINDINGS = [
        Binding("j,down", "move(1)", "Down", show=False),
        Binding("k,up", "move(-1)", "Up", show=False),
        Binding("pagedown", "move_screen(1)", "Page down", show=False),
        Binding("pageup", "move_screen(-1)", "Page up", show=False),
        Binding("home", "go_to_end(False)", "First", show=False),
        Binding("end", "go_to_end(True)", "Last", show=False),
        Binding("enter", "choose", "Go to", tooltip="Go to the first call that it is about", id="capture.finding"),
    ]

    @dataclass
    class Chosen(Message):
        """The user wants to see what a finding is about."""

        finding: VisitFinding

    def __init__(self) -> None:
        super().__init__("visit-findings")

    def show(self, findings: Sequence[VisitFinding]) -> None:
        """Lists these findings; those that are the same objects as before are not drawn again.

        At the top of a list without the focus the cursor stays there, where the worst ones are.
        """
        chosen = self.under_cursor if self.has_focus or self._cursor else None
        index = next((index for index, each in enumerate(findings) if each is chosen), None)
        self._replace(
            RowLines(findings),
            self._cursor if index is None else index,
            stays=index is not None,
            fits=len(findings) < len(self.rows),
        )

    def render_line(self, y: int) -> Strip:
        """A finding in one line."""
        index, width, base = self._lines.index_at(self.scroll_offset.y + y), self._width, self.rich_style
        if index is None and (y or self.rows):
            return Strip.blank(width, base)
        palette = colors(self.app)
        if index == self._cursor:
            base += self._ground("finding-list--cursor")
        text = Text("No findings.", palette.dim) if index is None else _line_of(self.rows[index], palette)
        text.truncate(width, overflow="ellipsis")
        text.end = ""
        text.stylize_before(base)
        return Strip(text.render(self.app.console)).adjust_cell_length(width, base)

    def apply_theme(self) -> None:
        """Draws everything in the colors of the theme."""
        self.refresh()

    def action_choose(self) -> None:
        """Asks to see what the finding under the cursor is about."""
        if (finding := self.under_cursor) is not None:
            self.post_message(self.Chosen(finding))

    def on_click(self, event: events.Click) -> None:
        """Asks to see what a finding is about."""
        event.stop()
        index = self._lines.index_at(self.scroll_offset.y + event.y)
        if index is not None:
            self._move_to(index)
            self.action_choose()


def _line_of(finding: VisitFinding, palette: Colors) -> Text:
    sign, tone = sign_of(finding.severity)
    words = palette.strong if finding.severity is Severity.ERROR else palette.plain
    return Text.assemble((f"{sign} ", palette.tone(tone)), (visible(finding.message), words), no_wrap=True)
