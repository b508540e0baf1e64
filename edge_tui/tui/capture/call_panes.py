"""The right side of the Capture screen: the call under the cursor as sent, its response, and what to know about it."""

from dataclasses import replace
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical

from edge_tui.model.node import Node
from edge_tui.tui.capture.call_texts import PageConsole
from edge_tui.tui.capture.feed import Look
from edge_tui.tui.capture.sent_pane import SentPane
from edge_tui.tui.capture.shown_call import Shown, is_same
from edge_tui.tui.response.explain_pane import ExplainPane
from edge_tui.tui.response.handle_tree import HandleTree
from edge_tui.tui.response.response_pane import ResponsePane
from edge_tui.tui.textual_keys import move_after_refresh
from edge_tui.tui.widgets.tab_bar import TabBar

if TYPE_CHECKING:
    from edge_tui.outline.ladder import Ladder

PANES = {"sent": "2 Sent", "answer": "3 Response", "explain": "4 Explain"}
# The board keeps its place from call to call, so that a key in the list lays nothing out.
_BOARD_ROWS = 2


class CallPanes(Vertical):
    """Three panes above each other, or one of them with tabs where there is room for one."""

    def __init__(self) -> None:
        super().__init__(id="call-panes")
        self.front = "sent"
        self.sent = SentPane()
        self.response = ResponsePane("answer", number="3", board_rows=_BOARD_ROWS)
        self.explain = ExplainPane("explain", number="4", has_actions=True)
        self._bar = TabBar(PANES, self.front)
        self._shown = Shown(None)
        self._look: Look | None = None
        self._is_same = False
        self._unwritten: set[str] = set()

    def compose(self) -> ComposeResult:
        """The tabs, which only a medium screen shows, and the panes."""
        yield self._bar
        yield self.sent
        yield self.response
        yield self.explain

    def on_mount(self) -> None:
        """Shows the first pane."""
        self.bring_to_front(self.front)

    def on_resize(self) -> None:
        """Fills what has come into sight."""
        self.call_after_refresh(self.fill)

    def bring_to_front(self, pane: str) -> None:
        """Shows a pane where there is room for one."""
        self.front = pane
        self._bar.active = pane
        for name in PANES:
            self.set_class(name == pane, f"-on-{name}")
        self.fill()

    def _is_in_sight(self, pane: str) -> bool:
        if self.screen.has_class("-wide"):
            return True
        return pane == self.front and (not self.screen.has_class("-narrow") or self.screen.has_class("-on-call"))

    def focus_pane(self, pane: str) -> None:
        """Shows a pane and focuses what it shows."""
        self.bring_to_front(pane)
        targets = {"sent": self.sent.handles, "answer": self.response.query_one(HandleTree), "explain": self.explain}
        target = targets[pane]
        target = target if target.focusable else next(iter(self._focusable(pane)), target)
        move_after_refresh(self, target.focus)

    def _focusable(self, pane: str) -> list[HandleTree]:
        return [each for each in self.query_one(f"#{pane}").query("*") if each.focusable and each.display]  # type: ignore[misc]

    def on_tab_bar_chosen(self, event: TabBar.Chosen) -> None:
        """Shows the pane that was clicked."""
        if event.tab in PANES:
            event.stop()
            self.focus_pane(event.tab)

    def take(self, shown: Shown, look: Look | None, *, explains: bool = True) -> None:
        """Takes a row to be written: of the call that is shown, only what has changed.

        Without `explains`, the explanation is that of something else, and stays.
        """
        before, self._look = self._shown, look
        self._shown = shown if explains else replace(shown, explanation=before.explanation)
        self._is_same = is_same(shown.row, before.row)
        if not self._is_same or shown.exchange is not before.exchange or shown.is_waiting != before.is_waiting:
            self._unwritten |= {"sent", "answer"}
        if explains:
            self._unwritten.add("explain")

    def fill(self) -> None:
        """Writes into the panes that are in sight: writing into others would lay out the screen for each."""
        while self.fill_next():
            pass

    def fill_next(self) -> bool:
        """Writes into one of them; False when all are written."""
        shown, look = self._shown, self._look
        for pane in [each for each in PANES if each in self._unwritten and self._is_in_sight(each)]:
            self._unwritten.discard(pane)
            if pane == "sent":
                self.sent.show(shown.exchange, shown.sent, _console_of(shown, look), keep_place=self._is_same)
            elif pane == "answer":
                self.response.exchange = shown.exchange
                self.response.outline = shown.received
            else:
                self.explain.node = shown.explanation
            return True
        return False

    def show_ladder(self, ladder: "Ladder") -> None:
        """Shows a ladder of checks in place of the explanation; goes there where one pane is in sight at a time."""
        if not self.screen.has_class("-wide"):
            self.focus_pane("explain")
        self.explain.show_ladder(ladder)

    def explain_node(self, node: Node) -> None:
        """Explains a node of a tree."""
        self._shown = replace(self._shown, explanation=node)
        self._unwritten.add("explain")
        self.fill()


def _console_of(shown: Shown, look: Look | None) -> PageConsole | None:
    """What SDKs wrote to the console of the row's page."""
    if look is None or shown.row is None:
        return None
    page = look.visit.page(shown.row.number)
    lines = tuple(line for line in look.visit.recording.console if line.page in (shown.row.number, 0))
    return PageConsole(lines, page.loaded_at if page else None)
