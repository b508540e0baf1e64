"""The event: a JSON editor that says, while it is written, what would go wrong with it."""

from collections.abc import Callable
from dataclasses import dataclass

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.message import Message
from textual.reactive import reactive
from textual.timer import Timer
from textual.widgets import TextArea
from textual.worker import get_current_worker

from edge_tui.lint import Context
from edge_tui.lint.mend import mend
from edge_tui.lint.size import LIMIT_BYTES
from edge_tui.model.document import Slip, parse, pretty
from edge_tui.model.finding import Finding
from edge_tui.tui.inspection import Inspection, inspect
from edge_tui.tui.widgets.code_pane import CodePane, Completer
from edge_tui.tui.widgets.findings import Findings
from edge_tui.tui.widgets.json_area import Mark
from edge_tui.tui.widgets.json_editor import JsonEditor
from edge_tui.tui.widgets.pane import Pane

_PAUSE_SECONDS = 0.12


class EventPane(Pane):
    """The border around the editor's text."""

    NUMBER = "2"


class EventEditor(Vertical):
    """Edits one draft. It knows its text; where it came from and where it goes is the screen's affair.

    `context` tells what the draft is checked against, `completer` what can be written; they are
    asked each time, for they depend on more than the text. The text is
    looked through in a thread, shortly after the last key press, never on it; what is found out
    about a text that has changed since is thrown away.
    """

    BINDINGS = [
        Binding("ctrl+l", "format", "Format", show=False, tooltip="Lay the JSON out anew", id="event.format"),
        Binding("ctrl+g", "next_finding(1)", "Next finding", show=False, id="event.finding.next",
                tooltip="Put the cursor where something is wrong"),
        Binding("alt+g", "next_finding(-1)", "Previous finding", show=False, id="event.finding.previous"),
        Binding("f12", "fix", "Fix", show=False, id="event.fix",
                tooltip="Carry out what a finding suggests; ctrl+z takes it back"),
    ]  # fmt: skip
    HELP = (
        "The request body as JSON. Placeholders such as {{now}}, {{uuid}}, {{ecid}}, {{sha256:…}} and {{env:NAME}} "
        "are filled when it is sent; what they become stands dimmed behind the line. Findings below say what would "
        "go wrong."
    )

    name_of_draft: reactive[str] = reactive("")
    is_modified: reactive[bool] = reactive(False)  # noqa: FBT003
    inspection: reactive[Inspection] = reactive(Inspection(""), always_update=True)

    @dataclass
    class Changed(Message):
        """The text is another one now."""

        text: str

    def __init__(self, context: Callable[[], Context], completer: Callable[[], Completer]) -> None:
        super().__init__(id="event")
        self._lint_context = context
        self._completer = completer
        self._timer: Timer | None = None

    def compose(self) -> ComposeResult:
        """The text in its border, the findings below."""
        with EventPane(id="event-pane"):
            yield CodePane(self._completer, "editor")
        yield Findings()

    @property
    def area(self) -> JsonEditor:
        """The text area itself."""
        return self.query_one("#editor", JsonEditor)

    @property
    def text(self) -> str:
        """What stands in the editor."""
        return self.area.text

    @property
    def slip(self) -> Slip | None:
        """Where the text, when it was last looked through, stopped being an event's JSON."""
        return self.inspection.slip

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What was found when the text was last looked through."""
        return self.inspection.findings

    def load(self, text: str) -> None:
        """Replaces the text; undo starts anew."""
        self.area.load_text(text)
        self.area.move_cursor((0, 0))
        self.check()

    def rewrite(self, text: str) -> None:
        """Replaces the text as one edit that can be undone."""
        self.area.become(text)
        self.area.move_cursor((0, 0))
        self.check()

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
        self.run_worker(
            lambda: self._inspect(text, context), thread=True, group="inspect", exclusive=True, exit_on_error=False
        )
        self.post_message(self.Changed(text))

    def _inspect(self, text: str, context: Context) -> None:
        found = inspect(text, context)
        if not get_current_worker().is_cancelled:
            self.app.call_from_thread(self._take, found)

    def _take(self, found: Inspection) -> None:
        if found.text == self.text:
            self.inspection = found

    def check(self) -> Slip | None:
        """Looks the text through now; where it stops being an event's JSON."""
        context = self._lint_context()
        self.area.sources = context.sources
        self.inspection = inspect(self.text, context)
        return self.slip

    def watch_inspection(self, found: Inspection) -> None:
        """Underlines and lists what was found."""
        if not self.is_mounted:
            return
        marks = (Mark(each.line, each.column, each.severity) for each in found.findings if each.line)
        self.area.mark(marks)
        self.query_one(Findings).show(found.findings)
        self._write_subtitle(found)

    def refresh_values(self) -> None:
        """Checks anew, for another visitor, profile or moment."""
        if self.is_mounted:
            self.area.sources = self._lint_context().sources
            self.area.repaint()
            self._look()

    def go_to_slip(self) -> None:
        """Puts the cursor where the text stops being JSON."""
        if self.slip is not None:
            self.area.go_to(self.slip.line, self.slip.column)

    def go_to_finding(self, index: int) -> None:
        """Puts the cursor where a finding is."""
        if index < len(self.findings):
            finding = self.findings[index]
            self.area.go_to(finding.line, finding.column)
            self.query_one(Findings).highlight(index)

    def on_findings_chosen(self, event: Findings.Chosen) -> None:
        """Goes to the place of a finding."""
        event.stop()
        self.go_to_finding(event.index)

    def on_findings_fix_asked(self, event: Findings.FixAsked) -> None:
        """Mends a finding."""
        event.stop()
        self._fix(self.findings[event.index])

    def action_next_finding(self, step: int) -> None:
        """Goes to the next or the previous finding, round and round."""
        if not self.findings:
            self.notify("Nothing to find fault with.", timeout=2)
            return
        row, column = self.area.cursor_location
        here = (row + 1, column + 1)
        places = [(finding.line, finding.column) for finding in self.findings]
        if step > 0:
            index = next((i for i, place in enumerate(places) if place > here), 0)
        else:
            index = next((i for i in reversed(range(len(places))) if places[i] < here), len(places) - 1)
        self.go_to_finding(index)

    def action_fix(self) -> None:
        """Mends what is wrong on the cursor's line; elsewhere it goes to the next thing that can be mended."""
        line = self.area.cursor_location[0] + 1
        mendable = [(i, finding) for i, finding in enumerate(self.findings) if finding.suggestion]
        here = [(i, finding) for i, finding in mendable if finding.line == line]
        if here:
            self._fix(here[0][1])
        elif mendable:
            index, finding = next(((i, each) for i, each in mendable if each.line > line), mendable[0])
            self.go_to_finding(index)
            assert finding.suggestion is not None
            self.notify(f"f12 again: {finding.suggestion.title}", timeout=3, markup=False)
        else:
            self.notify("No finding here has a fix of its own.", timeout=2)

    def _fix(self, finding: Finding) -> None:
        if finding.suggestion is None:
            self.notify("This one has to be mended by hand.", timeout=2)
            return
        mended = mend(self.text, finding.suggestion)
        if mended == self.text:
            self.notify("The text has changed: that no longer applies.", severity="warning")
            return
        self.area.become(mended)
        self.check()
        self.notify(f"Done: {finding.suggestion.title}. ctrl+z takes it back.", timeout=3, markup=False)

    def action_format(self) -> None:
        """Lays the JSON out anew; what is not JSON stays as it is."""
        document = parse(self.text)
        if isinstance(document, Slip):
            self.check()
            self.go_to_slip()
        else:
            self.rewrite(pretty(document))

    def watch_name_of_draft(self) -> None:
        """Writes the title."""
        self._write_title()

    def watch_is_modified(self) -> None:
        """Writes the title."""
        self._write_title()

    def _write_title(self) -> None:
        if self.is_mounted:
            name = self.name_of_draft
            self._pane.title(f"Event{' · ' + name if name else ''}{' ●' if self.is_modified else ''}")

    def on_mount(self) -> None:
        """Writes the title."""
        self._write_title()

    @property
    def _pane(self) -> EventPane:
        return self.query_one(EventPane)

    def _write_subtitle(self, found: Inspection) -> None:
        count = len(found.findings)
        words = ["no findings" if not count else f"{count} finding{'s' if count > 1 else ''}"]
        if found.size is not None:
            over = " over the limit" if found.size.body_bytes > LIMIT_BYTES else ""
            words.append(f"{found.size.body_bytes / 1024:.1f} of 64 KB{over}")
        if found.analytics:
            words.append(f"Analytics: {found.analytics.partition(':')[0]}")
        self._pane.subtitle(" · ".join(words))
