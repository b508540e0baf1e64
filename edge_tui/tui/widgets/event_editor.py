"""The event: a JSON editor that says, while it is written, what would go wrong with it."""

from collections.abc import Callable
from dataclasses import dataclass

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.timer import Timer
from textual.widgets import TabbedContent, TabPane, Tabs, TextArea
from textual.worker import get_current_worker

from edge_tui.lint import Context
from edge_tui.lint.mend import mend
from edge_tui.lint.size import LIMIT_BYTES
from edge_tui.model.document import Slip, parse, pretty
from edge_tui.model.errors import SetupError
from edge_tui.model.exchange import Exchange
from edge_tui.model.finding import Finding
from edge_tui.model.headers import Headers, HeaderSlip
from edge_tui.model.positions import Positions
from edge_tui.tui.inspection import Inspection, inspect
from edge_tui.tui.widgets.code_pane import CodePane, Completer
from edge_tui.tui.widgets.findings import Findings
from edge_tui.tui.widgets.headers_pane import HeadersPane
from edge_tui.tui.widgets.json_area import Mark
from edge_tui.tui.widgets.json_editor import JsonEditor
from edge_tui.tui.widgets.pane import Pane
from edge_tui.tui.widgets.part_pane import PartPane
from edge_tui.tui.widgets.sent_pane import SentPane

_PAUSE_SECONDS = 0.12
_ROOMY = 56
_TABS = ("draft-event", "draft-query", "draft-overrides", "draft-headers", "draft-sent")
_QUERY_WORDS = "This event asks for nothing. Write { to ask for decisions, or for identities."
_OVERRIDES_WORDS = "This event overrides nothing of the datastream's configuration. Write { to send it elsewhere."


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
        Binding("ctrl+t", "tab(1)", "Next tab", show=False, id="event.tab.next",
                tooltip="Event, query, overrides, headers, and the request as it will go out"),
        Binding("alt+t", "tab(-1)", "Previous tab", show=False, id="event.tab.previous"),
        Binding("f4", "external_editor", "$EDITOR", show=False, id="event.editor",
                tooltip="Write on in the editor that $VISUAL or $EDITOR names"),
        Binding("ctrl+n", "go_to_path", "Go to path", show=False, id="event.path",
                tooltip="Put the cursor to a JSON pointer"),
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

    @dataclass
    class PathAsked(Message):
        """The cursor is to go to a path, `pointer` being where it is."""

        pointer: str

    class ExternalEditorAsked(Message):
        """The draft is to be written on in another editor."""

    @dataclass
    class ImportAsked(Message):
        """A text was pasted in place of everything there is."""

        text: str

    def __init__(
        self,
        context: Callable[[], Context],
        completer: Callable[[], Completer],
        preview: Callable[[], Exchange | SetupError],
    ) -> None:
        super().__init__(id="event")
        self._lint_context = context
        self._preview = preview
        self._timer: Timer | None = None
        self._code = CodePane(completer, "editor")
        whole = self._code.area
        self._parts = {
            "draft-query": PartPane(whole, "/query", _QUERY_WORDS, completer, "query-editor"),
            "draft-overrides": PartPane(
                whole, "/meta/configOverrides", _OVERRIDES_WORDS, completer, "overrides-editor"
            ),
        }

    def compose(self) -> ComposeResult:
        """The draft in its border, a tab for each part of it, and the findings below."""
        with EventPane(id="event-pane"), TabbedContent(id="draft-tabs"):
            with TabPane("Event", id="draft-event"):
                yield self._code
            with TabPane("Query", id="draft-query"):
                yield self._parts["draft-query"]
            with TabPane("Overrides", id="draft-overrides"):
                yield self._parts["draft-overrides"]
            with TabPane("Headers", id="draft-headers"):
                yield HeadersPane()
            with TabPane("As sent", id="draft-sent"):
                yield SentPane()
        yield Findings()

    @property
    def area(self) -> JsonEditor:
        """The text area itself."""
        return self._code.area

    @property
    def headers(self) -> Headers:
        """The request headers of the draft's own."""
        return self.query_one(HeadersPane).headers

    @property
    def headers_slip(self) -> HeaderSlip | None:
        """The first line among the headers that cannot be sent."""
        return next(iter(self.query_one(HeadersPane).slips), None)

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

    def load(self, text: str, headers: Headers = ()) -> None:
        """Replaces the draft; undo starts anew."""
        self.area.load_text(text)
        self.area.move_cursor((0, 0))
        self.query_one(HeadersPane).show(headers)
        self.check()
        self._show_tab()

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

    def on_headers_pane_changed(self, event: HeadersPane.Changed) -> None:
        """Passes on that the draft has changed."""
        event.stop()
        self._mark_tabs()
        self.post_message(self.Changed(self.text))

    def on_tabbed_content_tab_activated(self, event: TabbedContent.TabActivated) -> None:
        """Writes the tab that is looked at."""
        event.stop()
        self._show_tab()

    @property
    def _tabs(self) -> TabbedContent:
        return self.query_one(TabbedContent)

    def _show_tab(self) -> None:
        """Brings the tab that is looked at up to date; the others wait until they are."""
        active = self._tabs.active
        if part := self._parts.get(active):
            part.read()
            part.show_findings(self.findings)
        elif active == "draft-sent":
            self.query_one(SentPane).show(self._preview())

    def _mark_tabs(self) -> None:
        """A dot on the tabs that have something in them."""
        filled = {tab: part.pointer in self.inspection.parts for tab, part in self._parts.items()}
        filled["draft-headers"] = bool(self.headers)
        for tab, is_filled in filled.items():
            label = {"draft-query": "Query", "draft-overrides": "Overrides", "draft-headers": "Headers"}[tab]
            self._tabs.get_tab(tab).label = Content(f"{label} •" if is_filled else label)

    def action_tab(self, step: int) -> None:
        """Shows the next or the previous tab, and gives it the focus."""
        tabs = self._tabs
        tabs.active = _TABS[(_TABS.index(tabs.active) + step) % len(_TABS)]
        self.call_after_refresh(self.focus_tab)

    def show_tab(self, tab: str) -> None:
        """Shows a tab, such as `draft-headers`, and gives it the focus."""
        self._tabs.active = tab
        self.call_after_refresh(self.focus_tab)

    def focus_tab(self) -> None:
        """Gives the tab that is looked at the focus."""
        pane = self._tabs.get_pane(self._tabs.active)
        pane.query("TextArea, SentPane").first().focus()

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
        if found.slip is None:
            self._mark_tabs()
        self._show_tab()
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
            self._go_to(self.slip.line, self.slip.column)

    def _go_to(self, line: int, column: int) -> None:
        if self._tabs.active != "draft-event":
            self._tabs.active = "draft-event"
            self.call_after_refresh(self.area.go_to, line, column)
        else:
            self.area.go_to(line, column)

    def go_to_finding(self, index: int) -> None:
        """Puts the cursor where a finding is."""
        if index < len(self.findings):
            finding = self.findings[index]
            part = self._parts.get(self._tabs.active)
            place = part.place_of(finding) if part else None
            if part and place:
                part.area.go_to(*place)
            else:
                self._go_to(finding.line, finding.column)
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
        here = self._cursor_place
        places = [(finding.line, finding.column) for finding in self.findings]
        if step > 0:
            index = next((i for i, place in enumerate(places) if place > here), 0)
        else:
            index = next((i for i in reversed(range(len(places))) if places[i] < here), len(places) - 1)
        self.go_to_finding(index)

    @property
    def _cursor_place(self) -> tuple[int, int]:
        """Line and column of the cursor in the event, counted from 1, in whichever tab it is."""
        part = self._parts.get(self._tabs.active)
        return (part.cursor_place if part else None) or self.area.place_of_offset(self.area.cursor_offset_in_text)

    def action_fix(self) -> None:
        """Mends what is wrong on the cursor's line; elsewhere it goes to the next thing that can be mended."""
        line = self._cursor_place[0]
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

    def go_to_pointer(self, pointer: str) -> bool:
        """Puts the cursor to what a JSON pointer leads to; False where it leads to nothing."""
        positions = Positions(self.text)
        member, value = positions.member(pointer), positions.value(pointer)
        span = member.whole if member else value
        if span is None:
            return False
        self._go_to(*self.area.place_of_offset(span.start))
        return True

    def action_go_to_path(self) -> None:
        """Asks for a path."""
        pointer = Positions(self.text).pointer_at(self.area.cursor_offset_in_text)
        self.post_message(self.PathAsked(pointer))

    def action_external_editor(self) -> None:
        """Asks for the user's own editor."""
        self.post_message(self.ExternalEditorAsked())

    def on_json_editor_pasted(self, event: JsonEditor.Pasted) -> None:
        """What is pasted over everything may be a command, an archive or a call: the screen knows."""
        event.stop()
        if event.text_area is self.area:
            self.post_message(self.ImportAsked(event.text))
        else:
            event.text_area.put_in(event.text)

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
        """Writes the title. The tabs are for the mouse; the keyboard has its keys."""
        self.query_one(Tabs).can_focus = False
        self._write_title()

    @property
    def _pane(self) -> EventPane:
        return self.query_one(EventPane)

    def _write_subtitle(self, found: Inspection) -> None:
        count = len(found.findings)
        words = ["no findings" if not count else f"{count} finding{'s' if count > 1 else ''}"]
        if found.size is not None:
            over = " over the limit" if found.size.body_bytes > LIMIT_BYTES else ""
            of = "/" if self._pane.size.width < _ROOMY else " of "
            words.append(f"{found.size.body_bytes / 1024:.1f}{of}64 KB{over}")
        if found.analytics:
            words.append(f"Analytics: {found.analytics.partition(':')[0]}")
        self._pane.subtitle(" · ".join(words))
