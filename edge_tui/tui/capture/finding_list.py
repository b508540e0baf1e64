"""The findings of a visit as a list."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rich.console import Console
from rich.text import Text
from textual import events
from textual.binding import Binding
from textual.message import Message
from textual.strip import Strip

from edge_tui.model.finding import Severity
from edge_tui.model.text import visible
from edge_tui.model.visit import VisitFinding
from edge_tui.tui.capture.line_list import LineList
from edge_tui.tui.capture.row_lines import RowLines, WrappedRows
from edge_tui.tui.capture.visit_rows import sign_of
from edge_tui.tui.themes import colors


class FindingList(LineList[VisitFinding]):
    """Lists the findings, worst first; the cursor stays on its finding when others come before it.

    A finding has one line; where the stylesheet wraps texts, as many as its sentence needs.
    """

    COMPONENT_CLASSES = {"finding-list--cursor"}
    DEFAULT_CSS = """
    FindingList { text-wrap: nowrap; }
    FindingList:focus > .finding-list--cursor {
        background: $block-cursor-background;
        text-style: $cursor-row-style;
    }
    """
    BINDINGS = [
        Binding("enter", "choose", "Go to", tooltip="Go to the first call that it is about", id="capture.finding"),
    ]

    @dataclass
    class Chosen(Message):
        """The user wants to see what a finding is about."""

        finding: VisitFinding

    @dataclass
    class Highlighted(Message):
        """The cursor of the focused list is on a finding."""

        finding: VisitFinding

    def __init__(self) -> None:
        super().__init__("visit-findings")
        self._words_for_none = ""

    def on_resize(self) -> None:
        """Wraps the findings for the width, before what any list does."""
        self._lines = self._laid_out(self.rows)

    def say_of_none(self, words: str) -> None:
        """Says something in the place of findings."""
        if words != self._words_for_none:
            self._words_for_none = words
            self.refresh()

    def _laid_out(self, findings: Sequence[VisitFinding]) -> RowLines[VisitFinding]:
        if not self._wraps:
            return RowLines(findings)
        return WrappedRows(findings, (len(self._sentence(each)) for each in findings))

    def _sentence(self, finding: VisitFinding) -> tuple[str, ...]:
        return _wrapped(self.app.console, finding.words, self._width)

    @property
    def _wraps(self) -> bool:
        return self.styles.text_wrap == "wrap"

    @property
    def focused_finding(self) -> VisitFinding | None:
        """The finding under the cursor, if the list has the focus."""
        return self.under_cursor if self.has_focus else None

    def report_cursor(self) -> None:
        """Says which finding the cursor is on, if the list has the focus."""
        if (finding := self.focused_finding) is not None:
            self.post_message(self.Highlighted(finding))

    def _move_to(self, index: int) -> bool:
        has_moved = super()._move_to(index)
        if has_moved:
            self.report_cursor()
        return has_moved

    def show(self, findings: Sequence[VisitFinding]) -> None:
        """Lists these findings; those that are the same objects as before are not drawn again.

        At the top of a list without the focus the cursor stays there, where the worst ones are.
        """
        chosen = self.under_cursor if self.has_focus or self._cursor else None
        index = next((index for index, each in enumerate(findings) if each is chosen), None)
        self._replace(
            self._laid_out(findings),
            self._cursor if index is None else index,
            stays=index is not None,
            fits=len(findings) < len(self.rows),
        )

    def render_line(self, y: int) -> Strip:
        """A finding, or a part of its sentence."""
        line, width, base = self._top + y, self._row_width, self.rich_style
        index = self._lines.index_at(line)
        if index is None and (y or self.rows):
            return Strip.blank(width, base)
        if index is None:
            text = Text(self._words_for_none, colors(self.app).dim)
        else:
            text = self._text_of(self.rows[index], line - self._lines.line_of(index))
        if index == self._cursor:
            base += self._ground("finding-list--cursor")
        text.truncate(width, overflow="ellipsis")
        text.end = ""
        text.stylize_before(base)
        return Strip(text.render(self.app.console)).adjust_cell_length(width, base)

    def _text_of(self, finding: VisitFinding, part: int) -> Text:
        palette = colors(self.app)
        sign, tone = sign_of(finding.severity)
        words = palette.strong if finding.severity is Severity.ERROR else palette.plain
        message = self._sentence(finding)[part] if self._wraps else visible(finding.words)
        return Text.assemble((" " if part else sign, palette.tone(tone)), " ", (message, words), no_wrap=True)

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


def rows_of(finding: VisitFinding) -> tuple[str, ...]:
    """The keys of the rows that a finding is about: its calls in their order, else its page."""
    return (*finding.calls, f"page {finding.page}")


@lru_cache(maxsize=4096)
def _wrapped(console: Console, message: str, width: int) -> tuple[str, ...]:
    """A message in lines that have room beside its sign."""
    return tuple(line.plain for line in Text(visible(message)).wrap(console, max(width - 2, 1))) or ("",)
