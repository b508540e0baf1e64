"""The right column: the response, and below or beside it what explains the node under its cursor."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from textual import events, on, work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.reactive import var
from textual.timer import Timer

from edge_tui.model.exchange import Exchange
from edge_tui.model.node import Node
from edge_tui.tui.response.explain_pane import ExplainPane
from edge_tui.tui.response.handle_tree import HandleTree
from edge_tui.tui.response.response_pane import ResponsePane

if TYPE_CHECKING:
    from edge_tui.tui.workbench.controllers import Host
    from edge_tui.tui.workbench.response_actions import ResponseActions

_PAUSE_SECONDS = 0.2


class ResponseColumn(Vertical):
    """Explains what the cursor is on, and passes on what is asked for there.

    `teach` gets the brief names of the node's actions, for a hint.
    """

    exchange: var[Exchange | None] = var(None, always_update=True)
    outline: var[Node | None] = var(None, always_update=True)
    node: var[Node | None] = var(None, always_update=True)
    is_open: var[bool] = var(True)  # noqa: FBT003
    # The actions on the node: each one's key and brief name.
    steps: var[tuple[tuple[str, str], ...]] = var(())

    def __init__(
        self, actions: "Callable[[], ResponseActions]", host: "Host", teach: Callable[[Iterable[str]], object]
    ) -> None:
        super().__init__(id="right")
        self._actions = actions
        self._host = host
        self._teach = teach
        self._explaining: Timer | None = None
        self.pane = ResponsePane("answer", number="3", is_live=True)
        self.explain = ExplainPane("explain", number="4", has_actions=True)

    def compose(self) -> ComposeResult:
        """Two panes."""
        yield self.pane.data_bind(ResponseColumn.exchange, ResponseColumn.outline)
        yield self.explain.data_bind(ResponseColumn.node, ResponseColumn.is_open, ResponseColumn.steps)

    @on(HandleTree.Highlighted)
    def _follow_cursor(self, event: HandleTree.Highlighted) -> None:
        """Explains the node under the cursor; while the user types a filter, after a pause."""
        if self._explaining is not None:
            self._explaining.stop()
        if self.pane.is_filter_typed:
            self._explaining = self.set_timer(_PAUSE_SECONDS, lambda: self._explain(event))
        else:
            self._explain(event)

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Explains the node under the cursor, where a field of the event was explained."""
        if self.pane in event.widget.ancestors:
            self.explain.explain_node()

    @on(HandleTree.Folded)
    def _follow_fold(self, event: HandleTree.Folded) -> None:
        self.is_open = event.is_open

    def _explain(self, event: HandleTree.Highlighted) -> None:
        """Explains a node, and lists its actions."""
        node = event.node
        self.is_open = event.is_open
        self.node = node
        self.steps = self._actions().steps(node) if node else ()
        self._teach(brief for _, brief in self.steps)

    @on(HandleTree.CopyAsked)
    def _copy_node(self, event: HandleTree.CopyAsked) -> None:
        self._host.copy(event.node, event.part)

    @on(HandleTree.JsonAsked)
    def _show_json(self) -> None:
        self._host.show_json()

    @on(HandleTree.ActionsAsked)
    @work
    async def _choose_action(self, event: HandleTree.ActionsAsked) -> None:
        await self._actions().choose(event.node)
