"""The event editor: JSON, linted while you type."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.reactive import var
from textual.timer import Timer
from textual.widgets import TextArea

from edge_tui.lint import Context
from edge_tui.model.errors import SetupError
from edge_tui.model.exchange import Exchange
from edge_tui.model.finding import Finding
from edge_tui.model.headers import HeaderError, Headers
from edge_tui.model.json.document import ParseError, parse
from edge_tui.model.json.positions import Positions
from edge_tui.tui.editor.bindings import BINDINGS
from edge_tui.tui.editor.code_pane import Completer
from edge_tui.tui.editor.draft_line import DraftLine
from edge_tui.tui.editor.draft_tabs import DraftTabs
from edge_tui.tui.editor.findings import FindingList, Findings
from edge_tui.tui.editor.headers_pane import HeadersPane
from edge_tui.tui.editor.inspection import Inspection, parts_of, summary_of
from edge_tui.tui.editor.json_editor import JsonEditor
from edge_tui.tui.editor.linting import DraftLinter

if TYPE_CHECKING:
    from edge_tui.tui.editor.draft_rewrites import DraftRewrites

_WIDE_CELLS = 56
_REST_SECONDS = 0.15


class EventEditor(Vertical):
    """Edits one draft; loading, saving and sending are up to the screen.

    `context` returns the lint context, `completer` the completions, `preview` the request that would
    be sent; they are called each time, because they depend on more than the text.
    """

    ALLOW_MAXIMIZE = True
    BINDINGS = BINDINGS
    HELP = (
        "The request body as JSON. Placeholders such as {{now}}, {{uuid}}, {{ecid}}, {{sha256:…}} and {{env:NAME}} "
        "are filled when it is sent; resolved values are shown dimmed at the end of the line. Problems are listed "
        "below the editor while you type."
    )

    name_of_draft: var[str] = var("")
    is_modified: var[bool] = var(False)  # noqa: FBT003

    class Changed(Message):
        """The draft has changed."""

    @dataclass
    class PathAsked(Message):
        """The user wants to go to a JSON pointer; `pointer` is the current one."""

        pointer: str

    class CursorRested(Message):
        """The cursor stays where it is for a moment."""

    class ExternalEditorAsked(Message):
        """The user wants to edit the draft in $EDITOR."""

    @dataclass
    class ImportAsked(Message):
        """A text was pasted that may be more than JSON; `insert` puts it at the cursor.

        `settle` is called once it is known what becomes of it: keys wait until then.
        """

        text: str
        insert: Callable[[str], object]
        settle: Callable[[], object]

    def __init__(
        self,
        context: Callable[[], Context],
        completer: Callable[[], Completer],
        preview: Callable[[], Exchange | SetupError],
    ) -> None:
        super().__init__(id="event")
        self._cursor_row = 0
        self._resting: Timer | None = None
        self._idle_keys = frozenset[str]()
        self._tabs = DraftTabs(completer, preview)
        self._linter = DraftLinter(self, self.area, context, changed=self._announce, found=self._show)

    def compose(self) -> ComposeResult:
        """The draft, its size line, and the findings."""
        yield self._tabs
        yield DraftLine()
        yield Findings()

    def on_mount(self) -> None:
        """Writes the title."""
        self._write_title()

    @cached_property
    def _rewrites(self) -> "DraftRewrites":
        # Only some keys need it.
        from edge_tui.tui.editor.draft_rewrites import DraftRewrites

        return DraftRewrites(
            self.area,
            check=self.check,
            go_to_parse_error=self.go_to_parse_error,
            go_to_finding=self.go_to_finding,
            notify=partial(self.notify, markup=False),
        )

    @property
    def area(self) -> JsonEditor:
        """The editor of the whole event."""
        return self._tabs.area

    @property
    def text(self) -> str:
        """The event's current text."""
        return self.area.text

    @property
    def headers(self) -> Headers:
        """The draft's request headers."""
        return self._tabs.headers.headers

    @property
    def headers_error(self) -> HeaderError | None:
        """The first header line that cannot be sent."""
        return next(iter(self._tabs.headers.errors), None)

    @property
    def inspection(self) -> Inspection:
        """The result of the last lint run."""
        return self._linter.inspection

    @property
    def parse_error(self) -> ParseError | None:
        """The parse error found when the text was last linted."""
        return self.inspection.parse_error

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The result of the last lint run."""
        return self.inspection.findings

    @property
    def is_looked_through(self) -> bool:
        """Whether the findings belong to the current text, and the cursor has come to rest."""
        return self._linter.is_up_to_date and self._resting is None

    # The text.

    def load(self, text: str, headers: Headers = (), *, is_first: bool = False) -> None:
        """Replaces the draft and its undo history. The first draft is linted after the first paint."""
        if self.area.waiting_keys is not None:
            self.area.waiting_keys.drop()
        self.area.load_text(text)
        self.area.move_cursor((0, 0))
        self._tabs.headers.show(headers)
        if is_first:
            self._linter.show_values()
            if not self.area.is_large:
                self._tabs.mark_tabs(parts_of(parse(text)))
            self._linter.start_after_first_paint()
        elif self.area.is_large:
            self._linter.start()
        else:
            self.check()
            self._tabs.mark_tabs(self.inspection.parts)
        self._tabs.show_front()

    def differs_from(self, text: str) -> bool:
        """Whether the event isn't this text; the lengths of large texts usually say so."""
        return len(text) != self.area.characters or text != self.text

    def rewrite(self, text: str) -> None:
        """Replaces the text as one undoable edit."""
        self._rewrites.replace(text)

    def paste_text(self, text: str) -> None:
        """Inserts a text at the cursor, unchanged."""
        self.area.insert_pasted(text)

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Lints the text after a pause in the typing."""
        event.stop()
        if event.text_area is self.area:
            self._linter.wait()

    def on_text_area_selection_changed(self, event: TextArea.SelectionChanged) -> None:
        """Shows a parse error that waits once the cursor leaves its line."""
        if event.text_area is self.area and event.selection.end[0] != self._cursor_row:
            self._cursor_row = event.selection.end[0]
            self._linter.release()
        if event.text_area is self.area and self.area.has_focus and not self.area.is_large:
            self._wait_for_rest()

    def _wait_for_rest(self) -> None:
        if self._resting is not None:
            self._resting.stop()
        self._resting = self.set_timer(_REST_SECONDS, self._report_rest)

    def _report_rest(self) -> None:
        self._resting = None
        self.post_message(self.CursorRested())

    def on_headers_pane_changed(self, event: HeadersPane.Changed) -> None:
        """Reports the change of the draft."""
        event.stop()
        self._tabs.mark_tabs(self.inspection.parts)
        self._announce()

    def _announce(self) -> None:
        self.post_message(self.Changed())

    # Findings.

    def check(self) -> ParseError | None:
        """Lints the text now; returns its parse error."""
        return self._linter.check()

    def refresh_values(self) -> None:
        """Lints again, because the visitor, the profile or the time has changed."""
        if self.is_mounted:
            self._linter.refresh()

    def _show(self, found: Inspection) -> None:
        """Underlines and lists the findings."""
        if not self.is_mounted:
            return
        if found.parse_error is None and not found.large_bytes:
            self._tabs.mark_tabs(found.parts)
        self._tabs.show_findings(found.findings)
        if not found.findings and self.query_one(FindingList).has_focus:
            self.area.focus()
        if (idle := self.idle_keys()) != self._idle_keys:
            self._idle_keys = idle
            self.refresh_bindings()
        self.query_one(Findings).show(found.findings)
        self.query_one(DraftLine).show(found)
        self._write_subtitle(found)

    def on_resize(self) -> None:
        """Rewrites the subtitle for the new width."""
        self._write_subtitle(self.inspection)

    def _write_subtitle(self, found: Inspection) -> None:
        if found.parse_error is None and found.large_bytes:
            self._tabs.subtitle("not checked while you type")
            return
        if found.parse_error is None and found.size is None:
            # Not linted yet.
            return
        self._tabs.subtitle(summary_of(found, is_narrow=self._tabs.size.width < _WIDE_CELLS))

    # Moving the cursor.

    async def action_tab(self, step: int) -> None:
        """Shows the next or the previous tab, and gives it the focus."""
        await self._tabs.step(step)

    def show_tab(self, tab: str) -> None:
        """Shows a tab, such as `draft-headers`, and gives it the focus."""
        self._tabs.show_tab(tab)

    def go_to_offset(self, offset: int) -> None:
        """Moves the cursor to a character offset."""
        self.area.go_to_offset(offset)

    def go_to_parse_error(self) -> None:
        """Moves the cursor to the parse error."""
        if self.parse_error is not None:
            self._tabs.go_to(self.parse_error.line, self.parse_error.column)

    def go_to_pointer(self, pointer: str) -> bool:
        """Moves the cursor to the member at a JSON pointer; False if there is none."""
        return self._tabs.go_to_pointer(pointer)

    def go_to_finding(self, index: int) -> None:
        """Moves the cursor to a finding."""
        if index < len(self.findings):
            self._tabs.go_to_finding(self.findings[index])
            self.query_one(Findings).highlight(index)

    def on_findings_chosen(self, event: Findings.Chosen) -> None:
        """Moves the cursor to the chosen finding."""
        event.stop()
        self.go_to_finding(event.index)

    def idle_keys(self) -> frozenset[str]:
        """The keys of problems and of fixes, while there are none."""
        if not self.findings:
            return frozenset({"event.finding.next", "event.finding.previous", "event.fix"})
        return frozenset() if any(each.suggestion for each in self.findings) else frozenset({"event.fix"})

    def action_next_finding(self, step: int) -> None:
        """Goes to the next or the previous finding, wrapping around."""
        if self.findings:
            from edge_tui.tui.editor.quick_fixes import next_finding

            self.go_to_finding(next_finding(self.findings, self._tabs.cursor_place, step))
        else:
            self.notify("No problems.", timeout=2)

    # Fixes.

    def on_findings_fix_asked(self, event: Findings.FixAsked) -> None:
        """Applies the fix of a finding."""
        event.stop()
        self._rewrites.fix(self.findings[event.index])

    def action_fix(self) -> None:
        """Applies the fix on the cursor's line, or goes to the next finding with a fix."""
        self._rewrites.fix_at(self.findings, self._tabs.cursor_place[0])

    # Requests to the screen.

    def action_go_to_path(self) -> None:
        """Asks the screen for a JSON pointer to go to."""
        pointer = Positions(self.text).pointer_at(self.area.cursor_offset_in_text)
        self.post_message(self.PathAsked(pointer))

    def action_external_editor(self) -> None:
        """Asks the screen to open $EDITOR."""
        self.post_message(self.ExternalEditorAsked())

    def on_json_editor_pasted(self, event: JsonEditor.Pasted) -> None:
        """A pasted text may be a curl command, a HAR file or a call: the screen recognizes it."""
        event.stop()
        area = event.text_area
        self.post_message(self.ImportAsked(event.text, area.insert_pasted, area.settle_paste))

    def action_format(self) -> None:
        """Formats the JSON; on a parse error goes there instead."""
        self._rewrites.format()

    def action_convert(self) -> None:
        """Converts the event to the other API version."""
        self._rewrites.convert()

    def watch_name_of_draft(self) -> None:
        """Writes the title."""
        self._write_title()

    watch_is_modified = watch_name_of_draft

    def _write_title(self) -> None:
        if self.is_mounted:
            name = self.name_of_draft
            self._tabs.title(f"Event{' · ' + name if name else ''}{' ●' if self.is_modified else ''}")
