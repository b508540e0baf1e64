"""One draft in several tabs: the event, parts of it, its headers, and a preview of the request."""

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.widget import Widget

from edge_tui.model.errors import SetupError
from edge_tui.model.exchange import Exchange
from edge_tui.model.finding import Finding
from edge_tui.model.json.positions import Positions
from edge_tui.tui.editor.code_pane import CodePane, Completer
from edge_tui.tui.editor.headers_pane import HeadersPane
from edge_tui.tui.editor.json_area import Mark
from edge_tui.tui.editor.json_editor import JsonEditor
from edge_tui.tui.textual_keys import move_after_refresh
from edge_tui.tui.widgets.pane import Pane
from edge_tui.tui.widgets.tab_view import TabView

if TYPE_CHECKING:
    from edge_tui.tui.editor.part_pane import PartPane
    from edge_tui.tui.editor.preview_pane import SentPane

_LABELS = {
    "draft-event": "Event",
    "draft-query": "Query",
    "draft-overrides": "Overrides",
    "draft-headers": "Headers",
    "draft-sent": "Preview",
}
# The tabs of parts of the event: the pointer, what an empty one says, and the ID of the editor.
_PARTS = {
    "draft-query": ("/query", "No query. Type { to request decisions or identities.", "query-editor"),
    "draft-overrides": (
        "/meta/configOverrides",
        "No overrides. Type { to override the datastream's configuration for this event.",
        "overrides-editor",
    ),
}


class DraftTabs(Pane):
    """A pane with a tab for each part of the draft.

    `completer` and `preview` are called each time: they depend on more than the text.
    """

    def __init__(self, completer: Callable[[], Completer], preview: Callable[[], Exchange | SetupError]) -> None:
        super().__init__(id="event-pane", number="2")
        self._completer = completer
        self._preview = preview
        self._code = CodePane(completer, "editor")
        # Those whose tab was shown.
        self._parts: dict[str, PartPane] = {}
        self.headers = HeadersPane()
        self._preview_pane: SentPane | None = None
        self._findings: tuple[Finding, ...] = ()
        self._tabs = TabView(_LABELS, self._content_of, "draft-tabs")

    def compose(self) -> ComposeResult:
        """The event's tab, then one for each part."""
        yield self._tabs

    def _content_of(self, tab: str) -> Widget:
        """What a tab shows. Only the event is in the first frame."""
        if tab == "draft-event":
            return self._code
        if tab == "draft-headers":
            return self.headers
        if tab == "draft-sent":
            from edge_tui.tui.editor.preview_pane import SentPane

            self._preview_pane = SentPane()
            return self._preview_pane
        from edge_tui.tui.editor.part_pane import PartPane

        pointer, invitation, area_id = _PARTS[tab]
        self._parts[tab] = PartPane(self.area, pointer, invitation, self._completer, area_id)
        return self._parts[tab]

    @property
    def area(self) -> JsonEditor:
        """The editor of the whole event."""
        return self._code.area

    @property
    def _part(self) -> "PartPane | None":
        """The part in the active tab; None for the whole event and other tabs."""
        return self._parts.get(self._tabs.active)

    @property
    def cursor_place(self) -> tuple[int, int]:
        """The cursor's 1-based line and column in the whole event, in whichever tab it is."""
        part = self._part
        return (part.cursor_place if part else None) or self.area.place_of_offset(self.area.cursor_offset_in_text)

    def go_to(self, line: int, column: int) -> None:
        """Moves the cursor to a 1-based line and column of the whole event."""
        if self._tabs.active != "draft-event":
            self._tabs.active = "draft-event"
            move_after_refresh(self, self.area.go_to, line, column)
        else:
            self.area.go_to(line, column)

    def go_to_pointer(self, pointer: str) -> bool:
        """Moves the cursor to the member at a JSON pointer; False if there is none."""
        positions = Positions(self.area.text)
        member, value = positions.member(pointer), positions.value(pointer)
        span = member.whole if member else value
        if span is not None:
            self.go_to(*self.area.place_of_offset(span.start))
        return span is not None

    def go_to_finding(self, finding: Finding) -> None:
        """Moves the cursor to a finding, in the active tab if it belongs to that part."""
        part = self._part
        place = part.place_of(finding) if part else None
        if part and place:
            part.area.go_to(*place)
        else:
            self.go_to(finding.line, finding.column)

    def on_tab_view_opened(self, event: TabView.Opened) -> None:
        """Fills the tab that was opened."""
        event.stop()
        self.show_front()

    def show_findings(self, findings: tuple[Finding, ...]) -> None:
        """Underlines the findings, here and in the active part."""
        self._findings = findings
        self.area.mark(Mark(each.line, each.column, each.severity) for each in findings if each.line)
        self.show_front()

    def show_front(self) -> None:
        """Updates the active tab; the others wait until they are opened."""
        part = self._part
        if part is not None and part.is_mounted:
            part.read()
            part.show_findings(self._findings)
        elif self._tabs.active == "draft-sent" and self._preview_pane and self._preview_pane.is_mounted:
            self._preview_pane.show_request(self._preview())

    def mark_tabs(self, filled: Collection[str]) -> None:
        """Puts a dot on each tab with content: parts whose pointer is in `filled`, and headers."""
        is_filled = {tab: pointer in filled for tab, (pointer, _, _) in _PARTS.items()}
        is_filled["draft-headers"] = bool(self.headers.headers)
        for tab, has_something in is_filled.items():
            self._tabs.bar.label(tab, f"{_LABELS[tab]} •" if has_something else _LABELS[tab])

    async def step(self, step: int) -> None:
        """Shows the next or the previous tab, and focuses it."""
        self._tabs.step(step)
        await self._tabs.ready()
        move_after_refresh(self, self.focus_front)

    def show_tab(self, tab: str) -> None:
        """Shows a tab, such as `draft-headers`, and focuses it."""
        self._tabs.active = tab
        move_after_refresh(self, self.focus_front)

    async def focus_front(self) -> None:
        """Focuses the active tab's content."""
        await self._tabs.ready()
        if part := self._part:
            part.text_or_pane.focus()
        elif content := self._tabs.content(self._tabs.active):
            content.query("TextArea, TextRows").first().focus()
