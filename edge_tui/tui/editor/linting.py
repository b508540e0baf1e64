"""A draft looked through while it is written: in a thread, shortly after the last key press, never on it."""

from collections.abc import Callable

from textual.timer import Timer
from textual.widgets import TextArea
from textual.worker import get_current_worker

from edge_tui.lint import Context
from edge_tui.model.document import ParseError
from edge_tui.model.errors import SetupError
from edge_tui.model.exchange import Exchange
from edge_tui.tui.editor.code_pane import Completer
from edge_tui.tui.editor.draft_line import DraftLine
from edge_tui.tui.editor.draft_tabs import DraftTabs
from edge_tui.tui.editor.findings import Findings
from edge_tui.tui.editor.inspection import Inspection, inspect
from edge_tui.tui.editor.json_area import Mark

_PAUSE_SECONDS = 0.12
_ROOMY = 56


class Inspecting(DraftTabs):
    """Says what is found out; about a text that has changed since, it is thrown away.

    `context` tells what the draft is checked against; it is asked each time.
    """

    def __init__(
        self,
        context: Callable[[], Context],
        completer: Callable[[], Completer],
        preview: Callable[[], Exchange | SetupError],
    ) -> None:
        super().__init__(completer, preview)
        self._lint_context = context
        self._timer: Timer | None = None
        self._to_inspect: tuple[str, Context] | None = None

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Waits for a pause in the typing, then has the text looked through."""
        event.stop()
        if event.text_area is self.area:
            self.workers.cancel_group(self, "inspect")
            self._wait(_PAUSE_SECONDS)

    def _wait(self, seconds: float) -> None:
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(seconds, self._look)

    @property
    def is_looked_through(self) -> bool:
        """Whether what is said about the text is about the text as it stands."""
        return self._timer is None and self.inspection.text == self.text

    def _look(self) -> None:
        self._timer = None
        text, context = self.text, self._lint_context()
        self.area.sources = context.sources
        # A worker stays until the garbage collector comes, and what its function holds with it: the last answer is
        # among the sources, and may be large.
        self._to_inspect = (text, context)
        self.run_worker(self._inspect, thread=True, group="inspect", exclusive=True)
        self.post_message(self.Changed(text))

    def _inspect(self) -> None:
        assert self._to_inspect is not None
        found = inspect(*self._to_inspect)
        if not get_current_worker().is_cancelled:
            self.app.call_from_thread(self._take, found)

    def _take(self, found: Inspection) -> None:
        if found.text == self.text:
            self.inspection = found

    def check(self) -> ParseError | None:
        """Looks the text through now; where it stops being an event's JSON."""
        context = self._lint_context()
        self.area.sources = context.sources
        self.inspection = inspect(self.text, context)
        return self.parse_error

    def watch_inspection(self, found: Inspection) -> None:
        """Underlines and lists what was found."""
        if not self.is_mounted:
            return
        marks = (Mark(each.line, each.column, each.severity) for each in found.findings if each.line)
        self.area.mark(marks)
        if found.parse_error is None:
            self._mark_tabs()
        self._show_tab()
        self.query_one(Findings).show(found.findings)
        self.query_one(DraftLine).show(found)
        self._write_subtitle(found)

    def on_resize(self) -> None:
        """Words the subtitle for the room that there is now."""
        self._write_subtitle(self.inspection)

    def refresh_values(self) -> None:
        """Checks anew, for another visitor, profile or moment."""
        if self.is_mounted:
            self.area.sources = self._lint_context().sources
            self.area.repaint()
            self._look()

    def _write_subtitle(self, found: Inspection) -> None:
        if found.parse_error is None and found.size is None:
            # Nothing was looked through yet.
            return
        count = len(found.findings)
        words = ["no findings" if not count else f"{count} finding{'s' if count > 1 else ''}"]
        if found.size is not None:
            over = " over the limit" if found.size.is_over else ""
            of = "/" if self._pane.size.width < _ROOMY else " of "
            words.append(f"{found.size.body_bytes / 1024:.1f}{of}64 KB{over}")
        self._pane.subtitle(" · ".join(words))
