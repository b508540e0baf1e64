"""One draft in several tabs: the event, parts of it by themselves, its headers, and what will go out."""

from collections.abc import Callable
from dataclasses import dataclass

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.reactive import var
from textual.widget import AwaitMount
from textual.widgets import TabbedContent, TabPane

from edge_tui.model.document import ParseError
from edge_tui.model.errors import SetupError
from edge_tui.model.exchange import Exchange
from edge_tui.model.finding import Finding
from edge_tui.model.headers import Headers, HeaderSlip
from edge_tui.tui.editor.code_pane import CodePane, Completer
from edge_tui.tui.editor.draft_line import DraftLine
from edge_tui.tui.editor.findings import Findings
from edge_tui.tui.editor.headers_pane import HeadersPane
from edge_tui.tui.editor.inspection import Inspection
from edge_tui.tui.editor.json_editor import JsonEditor
from edge_tui.tui.editor.part_pane import PartPane
from edge_tui.tui.editor.preview_pane import SentPane
from edge_tui.tui.widgets.pane import Pane

_TABS = ("draft-event", "draft-query", "draft-overrides", "draft-headers", "draft-sent")
_QUERY_WORDS = "This event asks for nothing. Write { to ask for decisions, or for identities."
_OVERRIDES_WORDS = "This event overrides nothing of the datastream's configuration. Write { to send it elsewhere."


class EventPane(Pane):
    """The border around the editor's text."""


class DraftTabs(Vertical):
    """Lays the tabs out. `completer` and `preview` are asked each time, for they depend on more than the text."""

    inspection: var[Inspection] = var(Inspection(""), always_update=True)

    @dataclass
    class Changed(Message, namespace="event_editor"):
        """The text is another one now."""

        text: str

    def __init__(self, completer: Callable[[], Completer], preview: Callable[[], Exchange | SetupError]) -> None:
        super().__init__(id="event")
        self._preview = preview
        self._code = CodePane(completer, "editor")
        whole = self._code.area
        self._parts = {
            "draft-query": PartPane(whole, "/query", _QUERY_WORDS, completer, "query-editor"),
            "draft-overrides": PartPane(
                whole, "/meta/configOverrides", _OVERRIDES_WORDS, completer, "overrides-editor"
            ),
        }
        self._made: dict[str, AwaitMount] = {}

    def compose(self) -> ComposeResult:
        """The draft in its border, a tab for each part of it, what is made of it, and the findings."""
        with EventPane(id="event-pane", number="2"), TabbedContent(id="draft-tabs"):
            with TabPane("Event", id="draft-event"):
                yield self._code
            yield TabPane("Query", id="draft-query")
            yield TabPane("Overrides", id="draft-overrides")
            with TabPane("Headers", id="draft-headers"):
                yield HeadersPane()
            with TabPane("As sent", id="draft-sent"):
                yield SentPane()
        yield DraftLine()
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
    def headers_error(self) -> HeaderSlip | None:
        """The first line among the headers that cannot be sent."""
        return next(iter(self.query_one(HeadersPane).slips), None)

    @property
    def text(self) -> str:
        """What stands in the editor."""
        return self.area.text

    @property
    def parse_error(self) -> ParseError | None:
        """Where the text, when it was last looked through, stopped being an event's JSON."""
        return self.inspection.parse_error

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What was found when the text was last looked through."""
        return self.inspection.findings

    def on_headers_pane_changed(self, event: HeadersPane.Changed) -> None:
        """Passes on that the draft has changed."""
        event.stop()
        self._mark_tabs()
        self.post_message(self.Changed(self.text))

    async def on_tabbed_content_tab_activated(self, event: TabbedContent.TabActivated) -> None:
        """Writes the tab that is looked at."""
        event.stop()
        await self._make_tab()
        self._show_tab()

    @property
    def _pane(self) -> EventPane:
        return self.query_one(EventPane)

    @property
    def _tabs(self) -> TabbedContent:
        return self.query_one(TabbedContent)

    async def _make_tab(self) -> None:
        """Puts a part of the event into its tab when that is first looked at: many events are sent without."""
        active = self._tabs.active
        if active in self._parts and active not in self._made:
            self._made[active] = self._tabs.get_pane(active).mount(self._parts[active])
        if active in self._made:
            await self._made[active]

    def _show_tab(self) -> None:
        """Brings the tab that is looked at up to date; the others wait until they are."""
        active = self._tabs.active
        part = self._parts.get(active)
        if part is not None and part.is_mounted:
            part.read()
            part.show_findings(self.findings)
        elif active == "draft-sent":
            self.query_one(SentPane).show_request(self._preview())

    def _mark_tabs(self) -> None:
        """A dot on the tabs that have something in them."""
        filled = {tab: part.pointer in self.inspection.parts for tab, part in self._parts.items()}
        filled["draft-headers"] = bool(self.headers)
        for tab, is_filled in filled.items():
            label = {"draft-query": "Query", "draft-overrides": "Overrides", "draft-headers": "Headers"}[tab]
            words = f"{label} •" if is_filled else label
            # A label that is set lays the whole screen out anew, also where it stays the same.
            if (shown := self._tabs.get_tab(tab)).label.plain != words:
                shown.label = Content(words)

    async def action_tab(self, step: int) -> None:
        """Shows the next or the previous tab, and gives it the focus."""
        tabs = self._tabs
        tabs.active = _TABS[(_TABS.index(tabs.active) + step) % len(_TABS)]
        await self._make_tab()
        self.call_after_refresh(self.focus_tab)

    def show_tab(self, tab: str) -> None:
        """Shows a tab, such as `draft-headers`, and gives it the focus."""
        self._tabs.active = tab
        self.call_after_refresh(self.focus_tab)

    async def focus_tab(self) -> None:
        """Gives the tab that is looked at the focus."""
        await self._make_tab()
        pane = self._tabs.get_pane(self._tabs.active)
        pane.query("TextArea, TextRows").first().focus()
